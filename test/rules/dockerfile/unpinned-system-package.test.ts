import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unpinned-system-package.ts";
import { places } from "../support.ts";

describe("dockerfile/unpinned-system-package", () => {
  it.each([
    ["apt-get, once", "FROM debian:13-slim\nRUN apt-get install -y curl git=1:2.47\n", ["2:24"]],
    ["apk", "FROM alpine:3.24\nRUN apk add --no-cache curl\n", ["2:24"]],
    ["dnf", "FROM fedora:43\nRUN dnf install -y nginx\n", ["2:20"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["versions", "FROM debian:13-slim\nRUN apt-get install -y curl=8.14.1-2\n"],
    ["a package that must not be there", "FROM alpine:3.24\nRUN apk add '!busybox' curl=8.18\n"],
    ["packages of apk and dnf in files", "FROM a:1\nRUN apk add ./a.apk && dnf install -y ./b.rpm https://a.example/c.rpm\n"],
    ["a variable of the same RUN", "FROM debian:13-slim\nRUN V=1.2 && apt-get install -y curl=$V $MORE\n"],
    [
      "a snapshot",
      "FROM ubuntu:26.04\nARG DAY\nRUN apt install -y --update --snapshot $DAY curl && apt-get install -y -o APT::Snapshot=20261101 git\n",
    ],
    ["a suite", "FROM debian:13-slim\nRUN apt-get install -y curl/trixie-backports\n"],
    ["a file", "FROM debian:13-slim\nRUN apt-get install -y ./tool.deb\n"],
    ["a variable", "FROM debian:13-slim\nARG PKGS\nRUN apt-get install -y $PKGS\n"],
    ["a range of apk", "FROM alpine:3.24\nRUN apk add 'curl~=8.18' 'a>1'\n"],
    ["a fuzzy version of apk", "FROM alpine:3.24\nRUN apk add curl~8 b=~1\n"],
    ["names that a variable of the same RUN holds", "FROM debian:13-slim\nRUN PKGS='a=1 b=2' && apt-get install -y $PKGS\n"],
    ["a version of dnf", "FROM fedora:43\nRUN dnf install -y nginx-1.28.0\n"],
    ["a group's name", "FROM alpine:3.24\nRUN apk add --virtual .deps gcc=15.2.0-r2\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
