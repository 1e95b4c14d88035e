import { describe, expect, it } from "vitest";
import type { Language } from "../../../server/engine/languages/index.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import type { Finding, Rule, RuleId } from "../../../server/engine/rule.ts";
import { ignoreFinding, suppressionsOf } from "../../../server/engine/suppressions.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { ruleOf } from "../config/rules.ts";

const pin: RuleId = "workflow/unpinned-action";
const scope: RuleId = "workflow/wide-permissions";
const rules: readonly Rule[] = [
  { ...ruleOf(pin, { alsoKnownAs: ["zizmor:unpinned-uses", "checkov:CKV_GHA_9"] }), alsoChecks: ["action"] },
  ruleOf(scope, { alsoKnownAs: ["zizmor:excessive-permissions"] }),
  ruleOf("action/other"),
];

const text = `# top
name: CI # the name
on:
  push:
    branches: [main,
      next]
permissions: write-all
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: a/first@v1
        with:
          key: value
      - name: Second
        uses: a/second@v1
      - run: |
          echo third
          # deployment-patterns-ignore-file workflow/unpinned-action
          echo fourth
  other:
    uses: o/r/.github/workflows/x.yml@v1
`;

const fileOf = (source: string, language: Language = "workflow") =>
  parse(new SourceText(language === "action" ? "action.yml" : ".github/workflows/ci.yml", source), language);

function findingAt(source: string, rule: RuleId, words: string): Finding {
  const start = source.indexOf(words);
  if (start < 0) throw new Error(`no ${words}`);
  return { rule, span: { start, end: start + words.length }, message: "", severity: "warning", path: "" };
}

/** Which of the words a comment reaches that is put above (on a line of its own) or behind some line of the text. */
function reached(where: "above" | "behind", line: string, comment: string, rule: RuleId = pin): string[] {
  const place = text.indexOf(line);
  if (place < 0) throw new Error(`no ${line}`);
  const lineStart = text.lastIndexOf("\n", place) + 1;
  const lineEnd = text.indexOf("\n", place);
  const indent = /^ */.exec(text.slice(lineStart))?.[0];
  const changed =
    where === "above"
      ? `${text.slice(0, lineStart)}${indent}# ${comment}\n${text.slice(lineStart)}`
      : `${text.slice(0, lineEnd)} # ${comment}${text.slice(lineEnd)}`;
  const suppressions = suppressionsOf(fileOf(changed), rules);
  const words = [
    "name: CI",
    "push",
    "main",
    "next",
    "write-all",
    "test:",
    "- uses",
    "a/first",
    "key:",
    "Second",
    "a/second",
    "third",
    "o/r",
  ];
  return words.filter((one) => suppressions.silences(findingAt(changed, rule, one)));
}

describe("our comments in a workflow", () => {
  const ours = `deployment-patterns-ignore ${pin} -- reason`;
  it.each([
    ["above", "- uses: a/first", ["- uses", "a/first", "key:"]],
    ["above", "test:", ["test:", "- uses", "a/first", "key:", "Second", "a/second", "third"]],
    ["above", "steps:", ["- uses", "a/first", "key:", "Second", "a/second", "third"]],
    ["above", "uses: a/second", ["a/second"]],
    ["above", "permissions:", ["write-all"]],
    ["above", "next]", ["next"]],
    ["above", "- run: |", ["third"]],
    ["behind", "- uses: a/first", ["- uses", "a/first"]],
    ["behind", "uses: a/second", ["a/second"]],
    ["behind", "with:", ["key:"]],
    ["behind", "test:", ["test:", "- uses", "a/first", "key:", "Second", "a/second", "third"]],
    ["behind", "permissions:", ["write-all"]],
    ["behind", "- run: |", ["third"]],
    ["behind", "next]", ["main", "next"]],
    ["behind", "on:", ["push", "main", "next"]],
  ] as const)("%s `%s` silence %j", (where, line, expected) => {
    expect(reached(where, line, ours)).toEqual(expected);
    expect(reached(where, line, ours, scope)).toEqual([]);
  });

  it("for the file silence everything, and are text inside a script", () => {
    expect(reached("above", "steps:", `deployment-patterns-ignore-file ${pin}`)).toHaveLength(13);
    expect(suppressionsOf(fileOf(text), rules).silences(findingAt(text, pin, "a/first"))).toBe(false);
  });

  it("work in action.yml, for rules of workflows too", () => {
    const action = "runs:\n  using: composite\n  steps:\n    # deployment-patterns-ignore workflow/unpinned-action\n    - uses: a/b@v1\n";
    expect(suppressionsOf(fileOf(action, "action"), rules).silences(findingAt(action, pin, "a/b"))).toBe(true);
  });

  it("work with other line breaks and a byte order mark", () => {
    const crlf = "\uFEFF# deployment-patterns-ignore workflow/unpinned-action\r\non: push\r\njobs: {}\r\n";
    const suppressions = suppressionsOf(fileOf(crlf), rules);
    expect(["push", "jobs"].map((words) => suppressions.silences(findingAt(crlf, pin, words)))).toEqual([true, false]);
  });
});

describe("zizmor's comments", () => {
  it.each([
    ["behind", "- uses: a/first", "zizmor: ignore[unpinned-uses]", ["test:", "- uses", "a/first", "key:"]],
    ["behind", "key:", "zizmor: ignore[unpinned-uses] on purpose", ["test:", "- uses", "a/first", "key:"]],
    ["behind", "uses: a/second", "v1.2 # zizmor: ignore[artipacked, unpinned-uses]", ["test:", "Second", "a/second"]],
    ["above", "uses: a/second", "zizmor: ignore[unpinned-uses]", ["test:", "Second", "a/second"]],
    ["above", "- name: Second", "zizmor: ignore[unpinned-uses]", ["test:", "Second", "a/second"]],
    ["behind", "- uses: a/first", "zizmor: ignore[artipacked]", []],
    ["behind", "- uses: a/first", "see zizmor: ignore[unpinned-uses]", []],
  ] as const)("%s `%s`, `# %s` silences %j", (where, line, comment, expected) => {
    expect(reached(where, line, comment)).toEqual(expected);
  });

  it("reach the key of what they stand in, since zizmor reports whole jobs", () => {
    expect(reached("behind", "runs-on:", "zizmor: ignore[excessive-permissions]", scope)).toEqual(["test:"]);
    expect(reached("behind", "permissions:", "zizmor: ignore[excessive-permissions]", scope)).toEqual(["write-all"]);
  });
});

it("Checkov's comments hold for the file", () => {
  expect(reached("above", "steps:", "checkov:skip=CKV_GHA_9:reason")).toHaveLength(13);
});

describe("unused comments", () => {
  function fixes(source: string, language: Language = "workflow"): string[] {
    return suppressionsOf(fileOf(source, language), rules)
      .unused()
      .map(({ fixes: [fix] = [] }) => {
        const change = fix?.changes[0];
        return change?.kind === "edit" ? applyEdits(source, change.edits) : "";
      });
  }
  it("go with their line, and behind something without it", () => {
    expect(fixes(`on: push\n# deployment-patterns-ignore ${pin}\njobs: {}\n`)).toEqual(["on: push\njobs: {}\n"]);
    expect(fixes(`on: push  # deployment-patterns-ignore ${pin} -- x\njobs: {}\n`)).toEqual(["on: push\njobs: {}\n"]);
    expect(fixes(`name: x\n# deployment-patterns-ignore ${pin}, ${scope}\nruns: {}\n`, "action")).toEqual(["name: x\nruns: {}\n"]);
  });

  it("of peers are theirs to judge", () => {
    expect(fixes("on: push # zizmor: ignore[unpinned-uses]\n")).toEqual([]);
  });

  it("many comments do not make it slow", () => {
    const start = performance.now();
    const steps = `      # deployment-patterns-ignore ${pin}\n      - run: a # zizmor: ignore[unpinned-uses]\n`.repeat(5_000);
    expect(fixes(`jobs:\n  a:\n    steps:\n${steps}`)).toHaveLength(5_000);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe("adding a comment", () => {
  /** The line above which the comment was put, with its indent, after checking that it silences. */
  function above(source: string, words: string, language: Language = "workflow"): string {
    const change = ignoreFinding(fileOf(source, language), findingAt(source, pin, words));
    if (change.kind !== "edit") throw new Error("an edit was expected");
    const after = applyEdits(source, change.edits);
    const file = fileOf(after, language);
    expect(file.problems).toEqual([]);
    expect(suppressionsOf(file, rules).silences(findingAt(after, pin, words))).toBe(true);
    const lines = after.split(/\r?\n/);
    const at = lines.findIndex((line) => line.includes("deployment-patterns-ignore ") && line.includes("-- reason"));
    expect(/^ */.exec(lines[at] ?? "")?.[0]).toBe(/^ */.exec(lines[at + 1] ?? "")?.[0]);
    return lines[at + 1]?.trim() ?? "";
  }
  it.each([
    ["a/first", "- uses: a/first@v1"],
    ["key: value", "key: value"],
    ["a/second", "uses: a/second@v1"],
    ["test:", "test:"],
    ["echo fourth", "- run: |"],
    ["next]", "branches: [main,"],
    ["main,", "branches: [main,"],
    ["CI", "name: CI # the name"],
    ["o/r/", "uses: o/r/.github/workflows/x.yml@v1"],
  ])("for `%s` puts it above `%s`", (words, line) => {
    expect(above(text, words)).toBe(line);
    expect(above(text.replaceAll("\n", "\r\n"), words)).toBe(line);
  });

  it("goes to the top where the finding is in nothing", () => {
    const file = fileOf("");
    const change = ignoreFinding(file, { ...findingAt(" ", pin, " "), span: { start: 0, end: 0 } });
    expect(change.kind === "edit" && applyEdits("", change.edits)).toBe(`# deployment-patterns-ignore-file ${pin} -- reason\n`);
  });

  it("keeps out of flow style", () => {
    expect(above("jobs: { a: { steps: [ { uses: a/b@v1 } ] } }\n", "a/b")).toBe("jobs: { a: { steps: [ { uses: a/b@v1 } ] } }");
    expect(above("steps:\n  - { uses: a/b@v1,\n      with: { key: x } }\n", "key", "action")).toBe("- { uses: a/b@v1,");
  });
});
