import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/recommended-packages.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/recommended-packages", () => {
  it.each([
    ["apt-get", "FROM debian:13-slim\nRUN apt-get install -y curl\n", ["2:5"]],
    ["aptitude", "FROM debian:13-slim\nRUN aptitude install -y curl\n", ["2:5"]],
    [
      "settings of something else",
      "FROM debian:13-slim\nCOPY <<E /etc/apt/apt.conf.d/9\nAPT::Get::Assume-Yes 1;\nE\nRUN apt-get install -y curl\n",
      ["5:5"],
    ],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["the option", "FROM debian:13-slim\nRUN apt-get install -y --no-install-recommends curl\n"],
    ["the option of aptitude", "FROM debian:13-slim\nRUN aptitude install -y -R curl\n"],
    ["an option of the settings", "FROM debian:13-slim\nRUN apt-get -o APT::Install-Recommends=false install -y curl\n"],
    ["the option with 0", "FROM debian:13-slim\nRUN apt-get install -y -o APT::Install-Recommends=0 curl\n"],
    ["the option with no", "FROM debian:13-slim\nRUN apt-get -o APT::Install-Recommends=no install -y curl\n"],
    ["the option in one word", "FROM debian:13-slim\nRUN apt-get -oAPT::Install-Recommends=false install -y curl\n"],
    ["the option in quotes", 'FROM debian:13-slim\nRUN apt-get -o "APT::Install-Recommends=false" install -y curl\n'],
    ["settings that are copied", "FROM debian:13-slim\nCOPY 99norecommends /etc/apt/apt.conf.d/\nRUN apt-get install -y curl\n"],
    [
      "settings in a heredoc",
      "FROM debian:13-slim\nCOPY <<E /etc/apt/apt.conf.d/9\nAPT::Install-Recommends 0;\nE\nRUN apt-get install -y curl\n",
    ],
    [
      "settings of a stage below",
      "FROM debian:13 AS base\nRUN echo 'APT::Install-Recommends 0;' > /etc/apt/apt.conf.d/9\nFROM base\nRUN apt-get install -y curl\n",
    ],
    [
      "settings written before",
      "FROM debian:13-slim\nRUN echo 'APT::Install-Recommends \"false\";' > /etc/apt/apt.conf.d/99\nRUN apt-get install -y curl\n",
    ],
    ["a builder", "FROM debian:13 AS build\nRUN apt-get install -y curl\nFROM scratch\nCOPY --from=build /x /x\n"],
    ["a simulation", "FROM debian:13-slim\nRUN apt-get install -s curl\n"],
    ["nothing to install", "FROM debian:13-slim\nRUN apt-get install -y -f\n"],
    ["apk", "FROM alpine:3.24\nRUN apk add curl\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
