import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/reserved-stage-name.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/reserved-stage-name", () => {
  it.each([
    ["scratch", "FROM a:1 AS Scratch\n", ["1:13"]],
    ["context", "FROM a:1 AS context\n", ["1:13"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it("changes the name where the file uses it, too", () => {
    expect(run(rule, "FROM a:1 AS context\nFROM scratch\nCOPY --from=context /a /a\n")[0]?.fixed).toEqual([
      "FROM a:1 AS context-stage\nFROM scratch\nCOPY --from=context-stage /a /a\n",
    ]);
  });

  it.each([
    ["the empty image", "FROM scratch AS a\n"],
    ["a longer name", "FROM a:1 AS contexts\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
