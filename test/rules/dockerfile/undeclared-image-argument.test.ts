import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/undeclared-image-argument.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/undeclared-image-argument", () => {
  it.each([
    ["a slip", "ARG VERSION=1\nFROM a:$VERSON\n", ["2:9"]],
    ["an argument of a stage", "FROM a:1\nARG TAG=1\nFROM b:${TAG}\n", ["3:10"]],
    ["a platform", "FROM --platform=$BUILD_PLATFORM a:1\n", ["1:18"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it("declares it with the default that a stage has", () => {
    expect(run(rule, "# syntax=docker/dockerfile:1\n\nFROM a:1\nARG TAG=1\nFROM b:${TAG}\n")[0]?.fixed).toEqual([
      "# syntax=docker/dockerfile:1\n\nARG TAG=1\nFROM a:1\nARG TAG=1\nFROM b:${TAG}\n",
    ]);
    expect(run(rule, "FROM a:1\nARG TAG\nFROM b:${TAG}\n")).toMatchObject([{ fixed: [] }]);
  });

  const compose = (...values: readonly string[]) => ({
    "compose.yaml": `services:\n${values.map((value, i) => `  s${i}:\n    build:\n      context: .\n      args:\n        TAG: ${value}\n`).join("")}`,
  });
  it.each<[string, string, Readonly<Record<string, string>>, string[]]>([
    ["what the builds give", "FROM acme/b:$TAG\n", compose('"7.1"', '"7.1"'), ["ARG TAG=7.1\nFROM acme/b:$TAG\n"]],
    ["not what only some give", "FROM acme/b:$TAG\n", compose('"7.1"', '"7.2"'), []],
    ["not what a variable gives", "FROM node:$TAG\n", compose("${TAG}"), []],
    [
      "the tag of a known image",
      "# syntax=docker/dockerfile:1\r\nFROM node:${TAG}\r\n",
      {},
      ["# syntax=docker/dockerfile:1\r\nARG TAG=26-trixie\r\nFROM node:${TAG}\r\n"],
    ],
    ["no tag where the rest of one stands", "FROM node:$TAG-slim\n", {}, []],
    ["no tag of an unknown image", "FROM acme/b:$TAG\n", {}, []],
    ["no image", "FROM $TAG\n", {}, []],
  ])("declares it with %s", (_, text, files, fixed) => {
    expect(run(rule, text, { files }).map((one) => one.fixed)).toEqual([fixed]);
    expectLawfulFixes(rule, text, { files });
  });

  it.each([
    ["a declared one", "ARG V\nFROM a:$V\n"],
    ["the builder's own", "FROM --platform=$BUILDPLATFORM a:1\n"],
    ["a default", "FROM a:${V:-1}\n"],
    ["a proxy", "FROM $http_proxy/a:1\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
