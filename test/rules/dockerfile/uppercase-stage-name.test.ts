import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/uppercase-stage-name.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/uppercase-stage-name", () => {
  it.each([
    ["a capital", "FROM a:1 AS Build\nRUN b\n", ["1:13"]],
    ["each of two", "FROM a:1 AS A\nFROM b:1 AS bC\nCOPY --from=A / /\n", ["1:13", "2:13"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it("changes all places that name the stage", () => {
    expect(run(rule, "FROM a:1 AS Build\nFROM Build\nCOPY --from=BUILD /a /a\nRUN --mount=from=Build,target=/x true\n")[0]?.fixed).toEqual([
      "FROM a:1 AS build\nFROM build\nCOPY --from=build /a /a\nRUN --mount=from=build,target=/x true\n",
    ]);
  });

  it.each([
    ["small letters", "FROM a:1 AS build-1\nRUN b\n"],
    ["another case where it is used", "FROM a:1 AS build\nFROM BUILD\nCOPY --from=Build /a /b\n"],
    ["no name", "FROM A\n"],
    ["a template", "FROM a:1 AS {{ Name }}\nRUN b\n"],
  ])("is silent on %s", (_, text) => expect(places(rule, text)).toEqual([]));
});
