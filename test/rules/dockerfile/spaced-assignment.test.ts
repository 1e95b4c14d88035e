import { describe, expect, it } from "vitest";
import legacy from "../../../server/engine/rules/dockerfile/legacy-assignment.ts";
import rule from "../../../server/engine/rules/dockerfile/spaced-assignment.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const on = (line: string) => `FROM debian:13\n${line}\n`;

describe("dockerfile/spaced-assignment", () => {
  it.each([
    ["ENV A = b", "ENV A=b", "2:7"],
    ["ENV A =b", "ENV A=b", "2:7"],
    ["ENV A\t=  b", "ENV A=b", "2:7"],
    ['ENV A = "b c"', 'ENV A="b c"', "2:7"],
    ["LABEL a.b = 'c d'", "LABEL a.b='c d'", "2:11"],
    ["ONBUILD ENV A = b", "ONBUILD ENV A=b", "2:15"],
    ["ENV A =", "ENV A=", "2:7"],
    ["ENV A = b c", undefined, "2:7"],
    ["ENV A = \\\n  b", undefined, "2:7"],
    ["ARG V= 1.2.3", "ARG V=1.2.3", "2:8"],
  ])("reports %j", (line, fixed, at) => {
    const found = run(rule, on(line));
    expect(found.map((one) => one.at)).toEqual([at]);
    expect(found[0]?.fixed).toEqual(fixed === undefined ? [] : [on(fixed)]);
    expectLawfulFixes(rule, on(line));
    // One cause, one finding.
    expect(places(legacy, on(line))).toEqual([]);
  });

  it("takes Windows' line breaks and names along", () => {
    expect(run(rule, "FROM debian:13\r\nENV A = b\r\nUSER x\r\n")[0]?.fixed).toEqual(["FROM debian:13\r\nENV A=b\r\nUSER x\r\n"]);
  });

  it.each([
    "ENV A=b",
    "ENV A b = c",
    "ENV SPEC ==1.2",
    "ENV ARROW => x",
    "ENV MATCH =~ x",
    // Two arguments, the first of them empty.
    "ARG A= B",
    "ARG A=1 B",
    'ARG A=1 && RUN [ $A != "b" ]',
    "ARG A",
    // The builder refuses these, and dockerfile/instruction-arguments says so.
    "ENV A= b",
    "ARG A = b",
    "LABEL a= b",
  ])("is silent on %j", (line) => {
    expect(places(rule, on(line))).toEqual([]);
  });
});
