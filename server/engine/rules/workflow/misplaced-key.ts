import { fixesOf, removeKey } from "../../pipeline/edit.ts";
import { reportSchema } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/misplaced-key",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A key stands where GitHub Actions does not allow it.",
  why: `
A step either runs a command or uses an action: \`shell\` and \`working-directory\` go with \`run\`, \`with\` goes with \`uses\`. A job that calls a workflow cannot have an \`environment\`, a \`timeout-minutes\` or \`env\`: these belong into the jobs of the called workflow. GitHub refuses a file that mixes them.`,
  examples: [
    {
      title: "A shell of a step that uses an action",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n        shell: bash\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n",
    },
  ],
  links: [
    "https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations#supported-keywords-for-jobs-that-call-a-reusable-workflow",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:syntax-check"],
  judges: "part",
  check(file, { report }) {
    reportSchema(file, "misplaced-key", report, ({ entry, map, key }) =>
      entry && map ? fixesOf(`Remove \`${key}\``, "unsafe", file, removeKey(file, entry)) : [],
    );
  },
});
