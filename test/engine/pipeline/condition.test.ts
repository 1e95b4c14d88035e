import { describe, expect, it } from "vitest";
import { parseWorkflow } from "../../../server/engine/languages/workflow/parse.ts";
import { comparisonsOf, conjunctsOf, hasRefGuard, statusFunctionsOf } from "../../../server/engine/pipeline/condition.ts";
import { defaultBranches, isDefaultBranchPattern } from "../../../server/engine/pipeline/default-branch.ts";
import { matchesPattern, passesFilter } from "../../../server/engine/pipeline/filter-pattern.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";

function conditionOf(condition: string) {
  const text = `on: push\njobs:\n  a:\n    if: ${condition}\n    runs-on: x\n`;
  return { text, condition: parseWorkflow(new SourceText(".github/workflows/a.yml", text)).jobs[0]?.if };
}

describe("comparisonsOf", () => {
  it("tells what is compared with what, and where", () => {
    const { text, condition } = conditionOf(
      "github.ref == 'refs/heads/main' && ('push' != github.Event_Name || !startsWith(github.ref, 'refs/tags/'))",
    );
    const found = comparisonsOf(condition).map(({ path, operator, literal, isNegated, span, pathSpan, literalSpan }) => [
      path,
      operator,
      literal,
      isNegated,
      ...[span, pathSpan, literalSpan].map(({ start, end }) => text.slice(start, end)),
    ]);
    expect(found).toEqual([
      ["github.ref", "==", "refs/heads/main", false, "github.ref == 'refs/heads/main'", "github.ref", "'refs/heads/main'"],
      ["github.event_name", "!=", "push", false, "'push' != github.Event_Name", "github.Event_Name", "'push'"],
      ["github.ref", "startsWith", "refs/tags/", true, "startsWith(github.ref, 'refs/tags/')", "github.ref", "'refs/tags/'"],
    ]);
  });
});

it("tells the parts that all have to hold", () => {
  const { text, condition } = conditionOf("a.b && (c.d || e.f) && g.h");
  const spans = conjunctsOf(condition?.expression).map((node) => condition?.expression?.source.spanToSource(node.span));
  expect(spans.map((span) => text.slice(span?.start, span?.end).replace(/[()]/g, ""))).toEqual(["a.b", "c.d || e.f", "g.h"]);
});

it.each([
  ["always() && github.ref == 'x'", ["always"]],
  ["${{ !cancelled() && !failure() }}", ["cancelled", "failure"]],
  ["${{ always() }} && true", ["always"]],
  ["contains(github.event.head_commit.message, 'always()')", []],
])("finds the status functions of %s", (condition, expected) => {
  expect([...statusFunctionsOf(conditionOf(condition).condition)].sort()).toEqual(expected);
});

it.each([
  ["github.ref == 'refs/heads/main'", true],
  ["startsWith(github.ref_name, 'v')", true],
  ["github['ref'] == 'x'", true],
  ["github.event_name == 'push'", false],
])("tells whether %s asks for the branch", (condition, expected) => {
  expect(hasRefGuard(conditionOf(condition).condition)).toBe(expected);
});

describe("patterns of filters", () => {
  // Cases of the documentation's cheat sheet, and some of their opposites.
  it.each([
    ["feature/*", "feature/my-branch", true],
    ["feature/*", "feature/beta-a/my-branch", false],
    ["feature/**", "feature/beta-a/my-branch", true],
    ["releases/mona-the-octocat", "releases/mona-the-octocat", true],
    ["*", "main", true],
    ["*", "all/the/branches", false],
    ["**", "all/the/branches", true],
    ["*feature", "mona-feature", true],
    ["v2*", "v2.0.9", true],
    ["v[12].[0-9]+.[0-9]+", "v1.10.1", true],
    ["v[12].[0-9]+.[0-9]+", "v3.0.0", false],
    ["v[12].[0-9]+.[0-9]+", "v1..1", false],
    ["colou?r", "color", true],
    ["colou?r", "colouur", false],
    ["a+b", "aaab", true],
    ["a+b", "b", false],
    ["a\\*b", "a*b", true],
    ["a\\*b", "axb", false],
    ["v1.0", "v1x0", false],
  ])("%s and %s: %s", (pattern, name, expected) => {
    expect(matchesPattern(pattern, name)).toBe(expected);
  });

  it("take out and in again in their order", () => {
    expect(passesFilter(["releases/**", "!releases/**-alpha"], "releases/10-alpha")).toBe(false);
    expect(passesFilter(["releases/**", "!releases/**-alpha", "releases/9-*"], "releases/9-alpha")).toBe(true);
    expect(passesFilter(["!main"], "develop")).toBe(false);
  });

  it("take no longer than they have to", () => {
    expect(matchesPattern("**a".repeat(300), `${"a".repeat(500)}b`)).toBe(false);
  });
});

describe("the default branch", () => {
  it("is the clone's", () => {
    const workspace = memoryWorkspace({ ".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/trunk\n" });
    expect(defaultBranches(workspace)).toEqual(["trunk"]);
    expect(isDefaultBranchPattern("trunk", workspace)).toBe(true);
    expect(isDefaultBranchPattern("main", workspace)).toBe(false);
  });

  it("is one of the usual ones where nothing tells", () => {
    for (const text of ["", "ref: ", "0123456789abcdef"]) {
      expect(defaultBranches(memoryWorkspace({ ".git/refs/remotes/origin/HEAD": text }))).toEqual(["main", "master"]);
    }
    expect(isDefaultBranchPattern("master", unseenWorkspace())).toBe(true);
    expect(isDefaultBranchPattern("m*", unseenWorkspace())).toBe(false);
  });
});
