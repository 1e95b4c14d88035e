import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/reserved-stage-name.ts";
import { places } from "../support.ts";

describe("dockerfile/reserved-stage-name", () => {
  it.each([
    ["scratch", "FROM a:1 AS Scratch\n", ["1:13"]],
    ["context", "FROM a:1 AS context\n", ["1:13"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["the empty image", "FROM scratch AS a\n"],
    ["a longer name", "FROM a:1 AS contexts\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
