import type { StepsFile } from "../../languages/workflow/model.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/recursive-alias",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An alias stands inside of what its anchor names.",
  why: `
An alias that repeats the value in which it stands itself never ends, and GitHub refuses the file.`,
  examples: [
    {
      title: "Variables that hold themselves",
      bad: "on: push\njobs:\n  test: &test\n    runs-on: ubuntu-latest\n    env: *test\n    steps:\n      - run: make test\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations#yaml-anchors-and-aliases"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["actionlint:syntax-check"],
  check(file: StepsFile, { report }) {
    for (const { aliases } of file.yaml.documents) {
      for (const { name, span, isRecursive } of aliases) {
        if (isRecursive)
          report({
            span,
            message: `This alias stands inside of what the anchor \`&${name}\` names, so its value would never end. Write out what is meant.`,
          });
      }
    }
  },
});
