import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/instruction-arguments.ts";
import { expectLawfulFixes, run } from "../support.ts";

describe("dockerfile/instruction-arguments", () => {
  it.each([
    ["a comment", "FROM a:1 # why", "1:10", "# why\nFROM a:1"],
    ["a comment behind a name", "FROM --platform=linux/amd64 a:1 AS b\t#why not", "1:38", "#why not\nFROM --platform=linux/amd64 a:1 AS b"],
    ["a comment behind a value", "FROM a:1\n  ENV A=1 # note x=2", "2:11", "FROM a:1\n  # note x=2\n  ENV A=1"],
    ["a name without AS", "FROM a:1 build", "1:6", "FROM a:1 AS build"],
    ["what follows the name", "FROM a:1 AS b c d", "1:6", "FROM a:1 AS b"],
    ["what follows NONE", "FROM a:1\nHEALTHCHECK NONE x y", "2:18", "FROM a:1\nHEALTHCHECK NONE"],
    ["a check without CMD", "FROM a:1\nHEALTHCHECK --retries=2 curl -f x", "2:25", "FROM a:1\nHEALTHCHECK --retries=2 CMD curl -f x"],
    ["a slip in CMD", "FROM a:1\nHEALTHCHECK CDM curl", "2:13", "FROM a:1\nHEALTHCHECK CMD curl"],
    ["a value with blanks", "FROM a:1\nENV A=hello $B world B=2", "2:13", 'FROM a:1\nENV A="hello $B world" B=2'],
    ["a value with blanks below", "FROM a:1\nLABEL a=1 \\\n  b=c d", "3:7", 'FROM a:1\nLABEL a=1 \\\n  b="c d"'],
    ["a value in quotes with more behind", "FROM a:1\nENV A='b' c", "2:11", undefined],
    ["an image with a number", "FROM node 20", "1:6", undefined],
    ["another word of HEALTHCHECK", "FROM a:1\nHEALTHCHECK $X", "", undefined],
    ["a comment within", "FROM a:1\nENV A=1 # note \\\n  B=2", "2:9", undefined],
    ["a comment behind a name without AS", "FROM a:1 b # why", "1:6", undefined],
    ["no arguments", "FROM a:1\nUSER", "2:1", undefined],
  ])("says once, and mends %s", (_, text, at, fixed) => {
    for (const eol of ["\n", "\r\n"]) {
      const whole = (lines: string) => `${lines}\n`.replaceAll("\n", eol);
      const found = run(rule, whole(text));
      expect(found[0]?.at ?? "").toBe(at);
      expect(found.flatMap((one) => one.fixed)).toEqual(fixed === undefined ? [] : [whole(fixed)]);
      if (fixed !== undefined) expectLawfulFixes(rule, whole(text));
    }
  });
});
