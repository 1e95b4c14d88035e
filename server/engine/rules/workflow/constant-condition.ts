import { evaluate, truthiness } from "../../languages/expression/evaluate.ts";
import { fixesOf, removeKey } from "../../pipeline/edit.ts";
import { conditionsOf } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/constant-condition",
  language: "workflow",
  alsoChecks: ["action"],
  category: "operability",
  severity: "info",
  preset: "optional",
  summary: "A condition is the same in every run.",
  why: `
A condition that depends on nothing says nothing: with \`true\` it can go, and what never runs is better taken out, as it ages unseen. For a job that is off for a while, a comment tells why.`,
  examples: [
    {
      title: "A condition that always holds",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n        if: true\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idif"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:if-cond"],
  judges: "part",
  check(file, { report }) {
    for (const { condition } of conditionsOf(file)) {
      const root = condition.expression?.root;
      if (!root || condition.isAlwaysTrueText) continue;
      const truth = truthiness(evaluate(root, { context: () => undefined }));
      if (truth === undefined) continue;
      report({
        span: condition.text.span,
        message: truth ? "This condition holds in every run. Remove it." : "This condition never holds. Remove what it keeps from running.",
        fixes: truth ? fixesOf("Remove `if`", "unsafe", file, removeKey(file, condition.entry)) : [],
      });
    }
  },
});
