import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/duplicate-stage-name.ts";
import { places } from "../support.ts";

describe("dockerfile/duplicate-stage-name", () => {
  it.each([
    ["the same name", "FROM a:1 AS x\nFROM b:1 AS x\n", ["2:13"]],
    ["another case", "FROM a:1 AS x\nFROM b:1 AS X\nFROM c:1 AS x\n", ["2:13", "3:13"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["names of their own", "FROM a:1 AS x\nFROM b:1 AS y\nFROM c:1\n"],
    ["the name of an image", "FROM a:1 AS a\nFROM b:1\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
