import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/invalid-image-reference.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/invalid-image-reference", () => {
  it.each([
    ["a digest cut short", "FROM node:24@sha256:abc\n", "1:14", "sha256:abc"],
    ["upper case in a digest", `FROM node@sha256:${"A".repeat(64)}\n`, "1:11", `sha256:${"A".repeat(64)}`],
    ["no algorithm", `FROM node@${"a".repeat(64)}\n`, "1:11", "a".repeat(64)],
    ["upper case in the name", "FROM Node:24\n", "1:6", "Node"],
    ["an empty tag", "FROM node:\n", "1:6", "node:"],
    ["a malformed digest in an ARG", "ARG BASE=node@sha256:12\nFROM $BASE\n", "2:6", "$BASE"],
  ])("reports %s", (_, text, at, on) => {
    expect(run(rule, text)).toMatchObject([{ at, on }]);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a full digest", `FROM node:24@sha256:${"0f".repeat(32)}\n`],
    ["another algorithm", `FROM node@sha512:${"0f".repeat(64)}\n`],
    ["a stage in upper case", "FROM node:24 AS Base\nFROM BASE\n"],
    ["an unknown value", "ARG DIGEST\nFROM node@$DIGEST\n"],
    ["a placeholder", "FROM <IMAGE>\n"],
    ["a template", "FROM {{ .Image }}\n"],
    ["upper case in the tag", "FROM node:24-Custom\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
