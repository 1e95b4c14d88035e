import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/self-referencing-variable.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/self-referencing-variable", () => {
  it.each([
    ["a name beside it", "FROM debian:13-slim\nENV A=/a B=$A/b\n", ["2:12"]],
    ["braces", 'FROM debian:13-slim\nENV A=/a B="${A}/b"\n', ["2:12"]],
    ["lines", "FROM debian:13-slim\r\nENV A=/a \\\r\n  B=$A/b \\\r\n  C=c\r\n", ["3:5"]],
    ["no line break at the end", "FROM debian:13-slim\nENV A=/a B=$A/b", ["2:12"]],
    ["two of them", "FROM debian:13-slim\nENV A=/a B=$A/b C=$A/c\n", ["2:12", "2:19"]],
    ["the order does not matter", "FROM debian:13-slim\nENV B=$A/b A=/a\n", ["2:7"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it("sets it in an ENV of its own", () => {
    const fixed = (env: string) => run(rule, `FROM debian:13\n${env}`)[0]?.fixed;
    expect(fixed("ENV A=/a \\\n    B=$A/b \\\n    C=c\nUSER 1\n")).toEqual(["FROM debian:13\nENV A=/a \\\n    C=c\nENV B=$A/b\nUSER 1\n"]);
    expect(fixed("ENV B=$A/b A=/a\n")).toEqual(["FROM debian:13\nENV A=/a\nENV B=$A/b\n"]);
    expect(fixed("ENV A=/a \\\n  # why\n  B=$A/b\n")).toEqual([]);
    expect(run(rule, "FROM debian:13\nONBUILD ENV A=/a B=$A/b\n")).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["an ENV of its own", "FROM debian:13-slim\nENV A=/a\nENV B=$A/b\n"],
    ["what was set before", "FROM debian:13-slim\nENV A=/x\nENV A=/a B=$A/b\n"],
    ["an argument", "FROM debian:13-slim\nARG A=/x\nENV A=$A B=$A/b\n"],
    ["its own old value", "FROM debian:13-slim\nENV PATH=/a:$PATH A=b\n"],
    ["what images usually bring", "FROM debian:13-slim\nENV HOME=/a B=$HOME/b\n"],
    ["a default", "FROM debian:13-slim\nENV A=/a B=${A:-x}\n"],
    ["an escaped one", "FROM debian:13-slim\nENV A=/a B=\\$A\n"],
    ["single quotes", "FROM debian:13-slim\nENV A=/a B='$A'\n"],
    ["a longer name", "FROM debian:13-slim\nENV A=/a B=$AB\n"],
    ["an unknown base, which may set it", "FROM registry.example.com/base:1\nENV A=/a B=$A/b\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
