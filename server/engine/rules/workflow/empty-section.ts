import type { StepsFile } from "../../languages/workflow/model.ts";
import { fixesOf, removeKey } from "../../pipeline/edit.ts";
import { reportSchema } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/empty-section",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A key has nothing below it.",
  why: `
GitHub refuses a key without a value where it expects one: an \`env:\` whose variables were all removed, a \`steps:\` that is still to be written. Events may be empty (\`pull_request:\`), and so may \`permissions: {}\`.`,
  examples: [
    {
      title: "Variables that are gone",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    env:\n    steps:\n      - run: make test\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:syntax-check"],
  uncovers: ["workflow/invalid-dispatch-input", "workflow/missing-permissions", "workflow/unknown-action-input", "workflow/missing-key"],
  check(file: StepsFile, { report }) {
    reportSchema(file, "empty-section", report, ({ entry, key }) =>
      entry && !needed.has(key) && entry.map.entries.length > 1 && !isRead(file, key)
        ? fixesOf(`Remove \`${key}\``, "unsafe", file, removeKey(file, entry))
        : [],
    );
  },
});

/** Without these something else is missing. */
const needed: ReadonlySet<string> = new Set(
  "on jobs runs runs-on steps run uses parallel wait cancel group cron type using main image value".split(" "),
);

/** Whether an expression reads an input of that name. */
function isRead(file: StepsFile, name: string): boolean {
  return file.source.text.includes(`inputs.${name}`);
}
