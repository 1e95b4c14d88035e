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

  it.each([
    ["a declared one", "ARG V\nFROM a:$V\n"],
    ["the builder's own", "FROM --platform=$BUILDPLATFORM a:1\n"],
    ["a default", "FROM a:${V:-1}\n"],
    ["a proxy", "FROM $http_proxy/a:1\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
