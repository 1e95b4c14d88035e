import { dialectOf } from "../../languages/workflow/detect.ts";
import type { StepsFile } from "../../languages/workflow/model.ts";
import { fixesOf, renameKey } from "../../pipeline/edit.ts";
import { reportSchema } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unknown-key",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A key is not one that GitHub Actions knows here.",
  why: `
GitHub refuses a workflow with a key that it does not know: nothing runs. Which keys there are follows the official schema of workflows and \`action.yml\`.

Keys of one's own with \`x-\`, as Compose has them, are not allowed either: put an anchor where its value is first used. In \`action.yml\` itself and in its inputs unknown keys do no harm, and only those are told that look like a slip.`,
  examples: [
    {
      title: "A misspelt key",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    timeout_minutes: 10\n    steps:\n      - run: make test\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    timeout-minutes: 10\n    steps:\n      - run: make test\n",
    },
    {
      title: "A letter that is missing",
      bad: "on: push\njobs:\n  test:\n    run-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax"],
  since: "0.2.0",
  fix: "unsafe",
  uncovers: [
    "workflow/runner-alias",
    "workflow/empty-section",
    "workflow/duplicate-key",
    "workflow/wrong-type",
    "workflow/invalid-value",
    "workflow/misplaced-key",
    "workflow/missing-key",
    "workflow/outdated-action-runtime",
    "workflow/missing-reusable-workflow",
    "workflow/uncached-image-build",
  ],
  patterns: [],
  alsoKnownAs: ["actionlint:syntax-check"],
  judges: "part",
  check(file: StepsFile, { report }) {
    // Other forges have keys of their own.
    const isGithub = dialectOf(file.source.path) === "github";
    reportSchema(file, "unknown-key", report, ({ entry, suggestion, key }) => {
      if (!isGithub && suggestion === undefined) return undefined;
      if (!entry || suggestion === undefined) return [];
      const isSameWord = letters(key) === letters(suggestion);
      return fixesOf(`Rename to \`${suggestion}\``, isSameWord ? "safe" : "unsafe", file, renameKey(file, entry, suggestion));
    });
  },
});

function letters(key: string): string {
  return key.toLowerCase().replace(/[-_\s]/g, "");
}
