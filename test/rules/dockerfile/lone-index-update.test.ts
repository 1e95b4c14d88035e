import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/lone-index-update.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/lone-index-update", () => {
  it.each([
    ["an update alone", "FROM debian:13-slim\nRUN apt-get update\nRUN apt-get install -y curl\n", ["2:5"]],
    [
      "an update alone that is not followed by the install",
      "FROM debian:13-slim\nRUN apt-get -qq update\nCOPY a b\nRUN apt-get install -y curl\n",
      ["2:5"],
    ],
    ["apk", "FROM alpine:3.24\nRUN apk update\n", ["2:5"]],
    ["the rest of the RUN has nothing to do with it", "FROM debian:13-slim\nRUN apt-get update && mkdir /data\n", ["2:5"]],
    ["a comment in between", "FROM debian:13-slim\nRUN apt-get update\n# Tools.\nRUN apt-get install -y curl\n", ["2:5"]],
    ["a choice behind", "FROM debian:13-slim\nRUN apt-get update\nRUN apt-get install -y a || apt-get install -y b\n", ["2:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["update and install", "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl\n"],
    ["update and upgrade", "FROM debian:13-slim\nRUN apt-get update && apt-get upgrade -y\n"],
    ["apk without a cache", "FROM alpine:3.24\nRUN apk update --no-cache\nRUN apk --no-cache update\n"],
    ["a cache mount", "FROM debian:13-slim\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\n"],
    ["a script that may install", "FROM debian:13-slim\nRUN apt-get update && ./install.sh\n"],
    ["yum update, which upgrades", "FROM fedora:43\nRUN yum -y update\n"],
    ["one branch of a script", "FROM debian:13-slim\nRUN if true; then apt-get update; fi\n"],
    ["a stage that nobody needs", "FROM debian:13 AS unused\nRUN apt-get update\nFROM debian:13\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
