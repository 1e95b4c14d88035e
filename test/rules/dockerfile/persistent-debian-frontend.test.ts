import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/persistent-debian-frontend.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/persistent-debian-frontend", () => {
  it.each([
    ["the only variable", "ENV DEBIAN_FRONTEND=noninteractive\n", "ARG DEBIAN_FRONTEND=noninteractive\n"],
    ["the old form", "ENV DEBIAN_FRONTEND noninteractive\n", "ARG DEBIAN_FRONTEND=noninteractive\n"],
    ["quotes", 'ENV DEBIAN_FRONTEND="noninteractive"\n', 'ARG DEBIAN_FRONTEND="noninteractive"\n'],
    ["small letters", "env DEBIAN_FRONTEND=noninteractive\n", "arg DEBIAN_FRONTEND=noninteractive\n"],
    ["the first of several", "ENV DEBIAN_FRONTEND=noninteractive A=1\n", "ARG DEBIAN_FRONTEND=noninteractive\nENV A=1\n"],
    [
      "one in the middle",
      "# x\nENV A=1 \\\n  DEBIAN_FRONTEND=noninteractive \\\n  B=2\n",
      "ARG DEBIAN_FRONTEND=noninteractive\n# x\nENV A=1 \\\n  B=2\n",
    ],
    ["Windows line breaks", "ENV A=1 \\\r\n  DEBIAN_FRONTEND=noninteractive\r\n", "ARG DEBIAN_FRONTEND=noninteractive\r\nENV A=1\r\n"],
    ["a trigger", "ONBUILD ENV DEBIAN_FRONTEND=noninteractive\n", "ONBUILD ARG DEBIAN_FRONTEND=noninteractive\n"],
  ])("reports %s", (_, text, fixed) => {
    const first = text.includes("\r") ? "FROM debian:13\r\n" : "FROM debian:13\n";
    const found = run(rule, first + text);
    expect(found.map(({ on }) => on.slice(0, 15))).toEqual(["DEBIAN_FRONTEND"]);
    // The keyword takes the file's case where it is put in, and its own where it is changed.
    expect(found[0]?.fixed).toEqual([first + fixed]);
    expectLawfulFixes(rule, first + text);
  });

  it("reports each of two", () => {
    const text = "FROM debian:13\nENV DEBIAN_FRONTEND=noninteractive\nENV DEBIAN_FRONTEND=noninteractive\n";
    expect(places(rule, text)).toEqual(["2:5", "3:5"]);
    expectLawfulFixes(rule, text);
  });

  it("gives no fix where another stage goes on with it, or a comment stands between", () => {
    for (const text of [
      "FROM debian:13 AS base\nENV DEBIAN_FRONTEND=noninteractive\nFROM base\nRUN apt-get update\n",
      "FROM debian:13\nENV A=1 \\\n  # quiet\n  DEBIAN_FRONTEND=noninteractive\n",
    ])
      expect(run(rule, text).map(({ fixes }) => fixes)).toEqual([undefined]);
  });

  it.each([
    ["ARG", "FROM debian:13\nARG DEBIAN_FRONTEND=noninteractive\n"],
    ["a RUN", "FROM debian:13\nRUN DEBIAN_FRONTEND=noninteractive apt-get update\n"],
    ["a value set back", "FROM debian:13\nENV DEBIAN_FRONTEND=noninteractive\nENV DEBIAN_FRONTEND=dialog\n"],
    ["another value", "FROM debian:13\nENV DEBIAN_FRONTEND=teletype\n"],
    ["an unknown value", "FROM debian:13\nARG F\nENV DEBIAN_FRONTEND=$F\n"],
    ["a builder", "FROM debian:13 AS build\nENV DEBIAN_FRONTEND=noninteractive\nFROM scratch\nCOPY --from=build /x /x\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
