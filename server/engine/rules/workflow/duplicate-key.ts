import type { StepsFile } from "../../languages/workflow/model.ts";
import { reportSchema } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/duplicate-key",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A mapping has a key twice.",
  why: `
GitHub refuses a file that has a key twice in one mapping. For names that one gives oneself (jobs, variables, inputs, outputs, properties of a matrix) upper and lower case do not count: \`TOKEN\` and \`token\` are one variable.`,
  examples: [
    {
      title: "A variable that is set twice",
      bad: "on: push\nenv:\n  LEVEL: info\n  Level: debug\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on: push\nenv:\n  LEVEL: debug\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://yaml.org/spec/1.2.2/#3213-node-comparison"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["actionlint:syntax-check"],
  check: (file: StepsFile, { report }) => reportSchema(file, "duplicate-key", report),
});
