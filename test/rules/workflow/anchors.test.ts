import { describe, expect, it } from "vitest";
import recursiveAlias from "../../../server/engine/rules/workflow/recursive-alias.ts";
import undefinedAlias from "../../../server/engine/rules/workflow/undefined-alias.ts";
import unusedAnchor from "../../../server/engine/rules/workflow/unused-anchor.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const used = "on: push\njobs:\n  a: &a\n    runs-on: x\n    steps:\n      - run: make\n  b: *a\n";

describe("anchors and aliases", () => {
  it("are fine where both are there", () => {
    for (const rule of [recursiveAlias, undefinedAlias, unusedAnchor]) expect(places(rule, used)).toEqual([]);
  });

  it.each([
    ["before a block", "on: push\njobs:\n  a: &a # remark\n    runs-on: x\n    steps:\n      - run: make\n"],
    ["before a value", "on: push\nname: &n CI\n"],
    ["on an item", "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - &s\n        run: make\n      - &t run: make\n"],
    ["on the second of one name", used.replace("b: *a", "b: *a\n  c: &a {runs-on: x, steps: [{run: b}]}")],
  ])("removes an anchor that nothing refers to, %s", (_, text) => {
    expect(run(unusedAnchor, text).length).toBeGreaterThan(0);
    expectLawfulFixes(unusedAnchor, text);
  });

  it("tells aliases without an anchor above, and what was meant", () => {
    const text = "on: push\njobs:\n  a: &test {runs-on: x, steps: [{run: b}]}\n  b: *tset\n  c: *deploy\n";
    expect(run(undefinedAlias, text)).toMatchObject([
      { on: "*tset", fixes: [{ title: "Write `*test`" }] },
      { on: "*deploy", fixed: [] },
    ]);
    expectLawfulFixes(undefinedAlias, text);
    for (const list of ["\n      - **\n", " [**]\n", " [main, **/README.md]\n", " *.x\n"]) {
      expect(run(undefinedAlias, `on:\n  push:\n    paths:${list}`)).toMatchObject([{ fixes: [{ safety: "safe" }] }]);
      expectLawfulFixes(undefinedAlias, `on:\n  push:\n    paths:${list}`);
    }
  });

  it("tells an alias inside of its own anchor", () => {
    expect(run(recursiveAlias, "on: push\njobs: &j\n  a:\n    runs-on: x\n    env: *j\n    steps:\n      - run: b\n")).toMatchObject([
      { on: "*j" },
    ]);
  });

  it("hold for actions", () => {
    expect(places(unusedAnchor, "name: &a b\n", { language: "action" })).toEqual(["1:7"]);
  });
});
