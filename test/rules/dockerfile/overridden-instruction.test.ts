import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/overridden-instruction.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/overridden-instruction", () => {
  it.each([
    ["CMD", 'FROM debian:13-slim\nCMD ["a"]\nCMD ["b"]\n', ["2:1"]],
    ["three of them", 'FROM debian:13-slim\nENTRYPOINT ["a"]\nENTRYPOINT ["b"]\nENTRYPOINT ["c"]\n', ["2:1", "3:1"]],
    ["HEALTHCHECK", "FROM debian:13-slim\nHEALTHCHECK CMD a\nUSER 1\nHEALTHCHECK NONE\n", ["2:1"]],
    ["each stage by itself", 'FROM debian:13 AS a\nCMD ["a"]\nCMD ["b"]\nFROM a\nCMD ["c"]\n', ["2:1"]],
    ["a comment within, which stays", 'FROM debian:13-slim\nCMD ["a", \\\n# Why.\n  "b"]\nCMD ["c"]\n', ["2:1"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["one of each", 'FROM debian:13-slim\nENTRYPOINT ["a"]\nCMD ["b"]\nHEALTHCHECK CMD c\n'],
    ["what another stage has", 'FROM debian:13 AS a\nCMD ["a"]\nFROM a\nCMD ["b"]\n'],
    ["a trigger", 'FROM debian:13-slim\nONBUILD CMD ["a"]\nCMD ["b"]\n'],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
