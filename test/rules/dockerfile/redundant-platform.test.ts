import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/redundant-platform.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/redundant-platform", () => {
  it.each([
    ["the target's", "FROM --platform=$TARGETPLATFORM debian:13\n", ["1:6"]],
    ["braces", "FROM  --platform=${TARGETPLATFORM}   debian:13 AS a\n", ["1:7"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["the builder's", "FROM --platform=$BUILDPLATFORM debian:13\n"],
    ["a default", "FROM --platform=${TARGETPLATFORM:-linux/amd64} debian:13\n"],
    ["an argument of that name", "ARG TARGETPLATFORM=linux/arm64\nFROM --platform=$TARGETPLATFORM debian:13\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
