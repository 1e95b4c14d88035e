import { describe, expect, it } from "vitest";
import type { Step } from "../../../server/engine/languages/workflow/model.ts";
import { parseWorkflow } from "../../../server/engine/languages/workflow/parse.ts";
import { inputProblemsOf, knownActionOf, usesAction } from "../../../server/engine/pipeline/action-inputs.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

function stepOf(keys: string): Step {
  const text = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - ${keys.replaceAll("\n", "\n        ")}\n`;
  return parseWorkflow(new SourceText(".github/workflows/a.yml", text)).steps[0] as Step;
}

function problems(keys: string): string[] | undefined {
  const found = inputProblemsOf(stepOf(keys));
  return (
    found && [
      ...found.unknown.map(({ given, suggestion }) => `unknown ${given.name} ${suggestion ?? "-"}`),
      ...found.missing.map(({ name }) => `missing ${name}`),
      ...found.deprecated.map(({ given }) => `deprecated ${given.name}`),
      ...found.conflicts.map(({ given, other }) => `conflict ${given.name} ${other.name}`),
    ]
  );
}

const sha = "0123456789012345678901234567890123456789";

describe("known actions", () => {
  it("are told by name and major, from the ref or the comment behind a commit", () => {
    expect(knownActionOf(stepOf("uses: Actions/Checkout@v4"))).toMatchObject({
      action: { name: "actions/checkout" },
      major: 4,
      isNewerThanKnown: false,
    });
    expect(knownActionOf(stepOf(`uses: actions/checkout@${sha} # v4.2.1`))?.major).toBe(4);
    expect(knownActionOf(stepOf(`uses: actions/checkout@${sha}`))?.major).toBeUndefined();
    expect(knownActionOf(stepOf("uses: actions/checkout@v99"))?.isNewerThanKnown).toBe(true);
    expect(knownActionOf(stepOf("uses: some/thing@v1"))).toBeUndefined();
    expect(knownActionOf(stepOf("uses: ./actions/checkout"))).toBeUndefined();
    expect(usesAction(stepOf("uses: actions/checkout@v4"), "actions/checkout", "a/b")).toBe(true);
  });
});

describe("inputs", () => {
  it.each([
    ["uses: actions/checkout@v4\nwith:\n  fetch-dept: 0", ["unknown fetch-dept fetch-depth"]],
    ["uses: actions/checkout@v4\nwith:\n  Fetch-Depth: 0", []],
    ["uses: actions/checkout@v4", []],
    ["uses: actions/checkout@v99\nwith:\n  fetch-dept: 0", undefined],
    ["uses: some/thing@v1\nwith:\n  x: 0", undefined],
    ["uses: actions/upload-artifact@v4", ["missing path"]],
    ["uses: actions/cache@v4\nwith:\n  path: x", ["missing key"]],
    [`uses: actions/cache@${sha}\nwith:\n  path: x`, []],
    ["uses: hadolint/hadolint-action@v3.1.0\nwith:\n  dockerfile: Dockerfile\n  args: x", []],
    ["uses: actions/checkout@v4\nwith:\n  args: x", ["unknown args -"]],
  ])("%j", (keys, expected) => {
    expect(problems(keys)).toEqual(expected);
  });
});
