import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/constant-platform.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/constant-platform", () => {
  it.each([
    ["a platform", "FROM --platform=linux/amd64 debian:13\n", ["1:17"]],
    ["a stage with a name", "FROM --platform=linux/arm64 debian:13 AS build\n", ["1:17"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it("offers the builder's own platform as well", () => {
    expect(run(rule, "FROM --platform=linux/amd64 debian:13 AS build\n")[0]?.fixed).toEqual([
      "FROM debian:13 AS build\n",
      "FROM --platform=$BUILDPLATFORM debian:13 AS build\n",
    ]);
  });

  it.each([
    ["a stage that is named after the processor alone", "FROM --platform=linux/arm64 debian:13 AS arm64-tools\n"],
    ["a stage that is named after the system", "FROM --platform=windows/amd64 a:1 AS windows\n"],
    ["the builder's own", "FROM --platform=$BUILDPLATFORM golang:1.26 AS build\n"],
    ["a stage that is named after it", "FROM --platform=linux/amd64 debian:13 AS build-amd64\n"],
    ["no platform", "FROM debian:13\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
