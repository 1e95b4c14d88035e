import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/misplaced-description.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/misplaced-description", () => {
  it.each([
    ["above a stage", "# compiles\nFROM alpine:3.24 AS build\n", ["1:1"]],
    ["above an argument of a stage", "FROM alpine:3.24\n  # what to install\n  ARG VERSION=1\n", ["2:3"]],
    ["the last of several", "# one\n# two\nARG VERSION\nFROM alpine:3.24\n", ["2:1"]],
    ["behind a directive", "# syntax=docker/dockerfile:1\n# versions\nARG VERSION\nFROM alpine:3.24\n", ["2:1"]],
    ["a name that only begins alike", "# VERSIONS of all\nARG VERSION\nFROM alpine:3.24\n", ["1:1"]],
    ["another case than the builder has", "# Build compiles\nFROM alpine:3.24 AS Build\n", ["1:1"]],
    ["with CRLF", "# compiles\r\nFROM alpine:3.24 AS build\r\nRUN a\r\n", ["1:1"]],
    ["with another escape", "# escape=`\n# compiles\nFROM alpine:3.24 `\n  AS build\n", ["2:1"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it("leaves a line free", () => {
    expect(run(rule, "FROM a:1\n# x\n\tARG V\n")[0]?.fixed).toEqual(["FROM a:1\n# x\n\n\tARG V\n"]);
  });

  it.each([
    ["a description of a stage", "# build compiles\nFROM alpine:3.24 AS build\n"],
    ["a description of a stage with capitals", "# build compiles\nFROM alpine:3.24 AS Build\n"],
    ["one of several names", "# B is it\nARG A B=1\nFROM alpine:3.24\n"],
    ["the name alone", "# VERSION\nARG VERSION\nFROM alpine:3.24\n"],
    ["a description that goes on", "# VERSION of the tool,\n# which is installed below\nARG VERSION\nFROM alpine:3.24\n"],
    ["an empty line between", "# versions\n\nARG VERSION\nFROM alpine:3.24\n"],
    ["an empty comment between", "# versions\n#\nARG VERSION\nFROM alpine:3.24\n"],
    ["a stage without a name", "# it\nFROM alpine:3.24\n"],
    ["other instructions", "FROM alpine:3.24\n# it\nENV A=1\n# it\nRUN a\n"],
    ["a directive", "# syntax=docker/dockerfile:1\nARG VERSION\nFROM alpine:3.24\n"],
    ["a comment for a tool", "# hadolint ignore=DL3006\nFROM alpine AS a\n# check=skip=SecretsUsedInArgOrEnv\nARG TOKEN_URL\n"],
    ["a trigger", "FROM alpine:3.24\n# it\nONBUILD ARG A\n"],
  ])("is silent on %s", (_, text) => expect(places(rule, text)).toEqual([]));
});
