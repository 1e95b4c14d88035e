import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/distribution-upgrade.ts";
import { places } from "../support.ts";

describe("dockerfile/distribution-upgrade", () => {
  it.each([
    ["apt-get", "FROM debian:13-slim\nRUN apt-get update && apt-get -y upgrade\n", ["2:23"]],
    ["apk", "FROM alpine:3.24\nRUN apk upgrade --no-cache\n", ["2:5"]],
    ["dnf", "FROM fedora:43\nRUN dnf update -y && dnf clean all\n", ["2:5"]],
    ["zypper", "FROM opensuse/leap:15.6\nRUN zypper -n dup\n", ["2:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["an update of the lists", "FROM debian:13-slim\nRUN apt-get update\n"],
    ["a package by its name", "FROM alpine:3.24\nRUN apk upgrade --no-cache openssl\n"],
    ["a package of dnf by its name", "FROM fedora:43\nRUN dnf upgrade -y openssl\n"],
    ["a stage that nobody needs", "FROM debian:13 AS x\nRUN apt-get upgrade -y\nFROM b:1\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
