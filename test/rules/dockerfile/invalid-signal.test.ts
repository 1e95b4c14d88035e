import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/invalid-signal.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const on = (value: string) => `FROM alpine:3.24\nSTOPSIGNAL ${value}\n`;

describe("dockerfile/invalid-signal", () => {
  it.each([
    ["SIGTREM", "SIGTERM"],
    ["SIG_INT", "SIGINT"],
    ["SIGQUIT # let requests end", "SIGQUIT"],
    ["SIGTERM SIGINT", "SIGTERM"],
    ["gracefully", undefined],
    ["0", undefined],
    ["SIGRTMIN+16", undefined],
    ["SIGRTMAX-15", undefined],
    ["SIGSIGNAL", undefined],
    ['"SIGFOOBAR"', undefined],
  ])("reports %j", (value, meant) => {
    const found = run(rule, on(value));
    expect(found.map((one) => one.on)).toEqual([value]);
    expect(found[0]?.fixed).toEqual(meant ? [on(meant)] : []);
    expectLawfulFixes(rule, on(value));
  });

  it.each([
    "SIGTERM",
    "term",
    "Sigquit",
    "9",
    "37",
    "RTMIN+3",
    "SIGRTMIN+15",
    "SIGRTMAX-14",
    "sigwinch",
    '"SIGINT"',
    "SIGRTMIN",
    "$SIGNAL",
    "${S:-TERM}",
  ])("is silent on %j", (value) => expect(places(rule, on(value))).toEqual([]));

  it("looks into variables and triggers, and leaves Windows alone", () => {
    expect(run(rule, "FROM alpine:3.24\nARG S=SIGTREM\nSTOPSIGNAL $S\n").map(({ at, fixed }) => [at, fixed])).toEqual([["3:12", []]]);
    expect(places(rule, "FROM alpine:3.24\nONBUILD STOPSIGNAL SIGTREM\n")).toEqual(["2:20"]);
    expect(places(rule, "FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nSTOPSIGNAL CTRLBREAK\n")).toEqual([]);
  });
});
