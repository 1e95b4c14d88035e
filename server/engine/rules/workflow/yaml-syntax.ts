import type { StepsFile } from "../../languages/workflow/model.ts";
import { writeFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/yaml-syntax",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The file is no valid YAML.",
  why: `
GitHub reads the file as YAML first. Where that fails, the workflow does not run at all, and often nothing but a line on the page of the repository's actions tells so.

YAML indents with blanks alone: a tab is an error. The fix writes blanks for tabs.`,
  examples: [
    {
      title: "A tab",
      bad: "on:\n\tpush:\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on:\n  push:\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
    {
      title: "A list that is not closed",
      bad: "on: [push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://yaml.org/spec/1.2.2/"],
  since: "0.2.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["actionlint:syntax-check"],
  check(file: StepsFile, { report }) {
    let last = -9;
    for (const { span, message, suggestion } of file.problems) {
      // One mistake in indentation makes every line below it look wrong: the first tells it.
      const line = file.source.lineOf(span.start);
      const isConsequence = suggestion === undefined && line - last <= 2;
      last = line;
      if (isConsequence) continue;
      const fixes = writeFix(file, span, suggestion, "safe").map((fix) => ({ ...fix, title: "Write what YAML reads" }));
      report({ span, message, ...(fixes.length > 0 && { fixes }) });
    }
  },
});
