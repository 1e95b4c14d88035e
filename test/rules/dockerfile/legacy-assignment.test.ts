import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/legacy-assignment.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/legacy-assignment", () => {
  it.each([
    ["ENV", "FROM debian:13-slim\nENV A b\n", ["2:5"]],
    ["a value with blanks", "FROM debian:13-slim\nENV A b c d\n", ["2:5"]],
    ["a value in quotes", 'FROM debian:13-slim\nENV A "b c"\n', ["2:5"]],
    ["quotes within", 'FROM debian:13-slim\nENV A b "c"\n', ["2:5"]],
    ["LABEL", "FROM debian:13-slim\nLABEL a.b c\n", ["2:7"]],
    ["a variable", "FROM debian:13-slim\nENV PATH /a:$PATH\n", ["2:5"]],
    ["several lines", "FROM debian:13-slim\nENV A b \\\n  c\n", ["2:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["an equals sign", 'FROM debian:13-slim\nENV A=b C="d e"\n'],
    ["an argument", "FROM debian:13-slim\nARG A\n"],
    ["what has no value, which is an error of its own", "FROM debian:13-slim\nENV A\nLABEL b \n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("quotes what has blanks, and leaves what it cannot tell", () => {
    expect(run(rule, "FROM a\nENV A b c\n")[0]?.fixed).toEqual(['FROM a\nENV A="b c"\n']);
    expect(run(rule, 'FROM a\nENV A b "c"\n')).toMatchObject([{ fixed: [] }]);
    expect(run(rule, "FROM a\nENV A b \\\n  c\n")).toMatchObject([{ fixed: [] }]);
  });
});
