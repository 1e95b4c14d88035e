import type { StepsFile } from "../../languages/workflow/model.ts";
import { reportSchema, writeFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/invalid-value",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A key that takes a few words alone has another one.",
  why: `
GitHub refuses a word that a key does not take: \`queue\` is \`single\` or \`max\`, the \`secrets\` of a call are a mapping or \`inherit\`, the type of an input is one of a few.`,
  examples: [
    {
      title: "A type of input that there is not",
      bad: "on:\n  workflow_call:\n    inputs:\n      version:\n        type: sting\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on:\n  workflow_call:\n    inputs:\n      version:\n        type: string\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:syntax-check"],
  judges: "part",
  check(file: StepsFile, { report }) {
    reportSchema(file, "invalid-value", report, ({ span, entry, suggestion }) => (entry ? writeFix(file, span, suggestion, "unsafe") : []));
  },
});
