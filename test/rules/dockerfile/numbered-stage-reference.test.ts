import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/numbered-stage-reference.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/numbered-stage-reference", () => {
  it.each([
    ["the first stage", "FROM a:1\nFROM b:1\nCOPY --from=0 /a /a\n", ["3:13"]],
    ["a stage with a name", "FROM a:1 AS Maker\nFROM b:1\nCOPY --from=0 /a /a\n", ["3:13"]],
    [
      "a stage once, whoever takes from it",
      "FROM a:1\nFROM b:1\nCOPY --from=0 /a /a\nCOPY --from=0 /b /b\nFROM c:1\nCOPY --from=0 /a /a\n",
      ["3:13"],
    ],
    ["two stages", "FROM a:1\nFROM b:1\nFROM c:1\nCOPY --from=1 /b /b\nCOPY --chown=1 --from=0 /a /a\n", ["4:13", "5:23"]],
    ["CRLF and comments", "FROM a:1\r\n# b\r\nFROM b:1\r\nCOPY \\\r\n  # it\r\n  --from=0 \\\r\n  /a /a\r\n", ["6:10"]],
    ["another escape", "# escape=`\nFROM `\n  a:1\nFROM b:1\nCOPY --from=0 `\n  /a /a\n", ["5:13"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expect(run(rule, text).every(({ fixed }) => fixed.length === 1)).toBe(true);
    expectLawfulFixes(rule, text);
  });

  it("names the stage and replaces each of its numbers", () => {
    expect(run(rule, "from a:1\nFROM b:1 AS Build\nFROM c:1\nCOPY --from=0 /a /a\nCOPY --from=00 /b /b\n")[0]?.fixed).toEqual([
      "from a:1 as builder\nFROM b:1 AS Build\nFROM c:1\nCOPY --from=builder /a /a\nCOPY --from=builder /b /b\n",
    ]);
    expect(run(rule, "FROM a:1 AS Maker\nFROM b:1\nCOPY --from=0 /a /a\n")[0]?.fixed).toEqual([
      "FROM a:1 AS Maker\nFROM b:1\nCOPY --from=maker /a /a\n",
    ]);
  });

  it("gives each stage a name of its own", () => {
    const titles = run(rule, "FROM a:1\nFROM b:1\nFROM c:1\nCOPY --from=1 /b /b\nCOPY --from=0 /a /a\n").map(
      ({ fixes }) => fixes?.[0]?.title,
    );
    expect(titles).toEqual(["Name the stage `build`", "Name the stage `builder`"]);
  });

  it("offers nothing where two stages have the name", () => {
    expect(run(rule, "FROM a:1 AS x\nFROM b:1 AS x\nFROM c:1\nCOPY --from=0 /a /a\n")).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["a name", "FROM a:1 AS x\nFROM b:1\nCOPY --from=x /a /a\n"],
    ["a number that no earlier stage has", "FROM a:1\nCOPY --from=0 /a /a\nCOPY --from=7 /a /a\n"],
    ["a trigger, which means stages of the child", "FROM a:1\nFROM b:1\nONBUILD COPY --from=0 /a /a\n"],
    ["a mount, where a number is an image's name", "FROM a:1\nFROM b:1\nRUN --mount=from=0,target=/a a\n"],
    ["an image", "FROM a:1\nFROM b:1\nCOPY --from=busybox:1.37 /a /a\n"],
  ])("is silent on %s", (_, text) => expect(places(rule, text)).toEqual([]));
});
