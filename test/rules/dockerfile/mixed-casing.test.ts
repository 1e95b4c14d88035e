import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/mixed-casing.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/mixed-casing", () => {
  it.each([
    ["one among capitals", "FROM debian:13-slim\nrun a\nRUN b\n", ["2:1"]],
    ["one among small letters", "from a\nrun b\nRUN c\n", ["3:1"]],
    ["letters mixed", "FROM debian:13-slim\nRun a\nRUN b\n", ["2:1"]],
    ["AS", "FROM a:1 as b\nRUN c\n", ["1:10"]],
    ["a trigger", "FROM debian:13-slim\nONBUILD run a\nRUN b\n", ["2:9"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["as many", "FROM a\nrun b\n"],
    ["capitals", "FROM a AS b\nRUN c\n"],
    ["small letters", "from a as b\nrun c\n"],
    ["a stage's name", "FROM a AS Build\nRUN c\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
