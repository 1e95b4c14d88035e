import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/duplicate-stage-name.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/duplicate-stage-name", () => {
  it.each([
    ["the same name", "FROM a:1 AS x\nFROM b:1 AS x\n", ["2:13"]],
    ["another case", "FROM a:1 AS x\nFROM b:1 AS X\nFROM c:1 AS x\n", ["2:13", "3:13"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it("changes the name where the file uses it, too", () => {
    const text =
      "FROM a:1 AS x\nFROM x AS y\nFROM b:1 AS X\nFROM x AS z\nCOPY --from=x /a /a\nCOPY --from=0 /b /b\nRUN --mount=type=bind,from=X,target=/x true\nONBUILD COPY --from=x /a /a\n";
    expect(run(rule, text)[0]?.fixed).toEqual([
      "FROM a:1 AS x\nFROM x AS y\nFROM b:1 AS x-2\nFROM x-2 AS z\nCOPY --from=x-2 /a /a\nCOPY --from=0 /b /b\nRUN --mount=type=bind,from=x-2,target=/x true\nONBUILD COPY --from=x /a /a\n",
    ]);
    expect(run(rule, "FROM a:1 AS x\nFROM b:1 AS x\nFROM c:1 AS x-2\n")[0]?.fixed).toEqual([
      "FROM a:1 AS x\nFROM b:1 AS x-3\nFROM c:1 AS x-2\n",
    ]);
  });

  it.each([
    ["names of their own", "FROM a:1 AS x\nFROM b:1 AS y\nFROM c:1\n"],
    ["the name of an image", "FROM a:1 AS a\nFROM b:1\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
