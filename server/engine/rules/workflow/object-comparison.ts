import { walk } from "../../languages/expression/nodes.ts";
import { typeOf } from "../../languages/expression/types.ts";
import { typeAt } from "../../pipeline/expression-context.ts";
import { readableExpressions, spanIn } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/object-comparison",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "An object or array is compared.",
  why: `
An object or a list equals nothing but itself, so that comparing one with a text is false in every run. Compare a property of it, or ask \`contains(list, 'item')\`.`,
  examples: [
    {
      title: "Labels compared with a name",
      bad: "on: pull_request\njobs:\n  preview:\n    if: github.event.pull_request.labels.*.name == 'preview'\n    runs-on: ubuntu-latest\n    steps:\n      - run: make preview\n",
      good: "on: pull_request\njobs:\n  preview:\n    if: contains(github.event.pull_request.labels.*.name, 'preview')\n    runs-on: ubuntu-latest\n    steps:\n      - run: make preview\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  judges: "connected",
  check(file, { report, workspace }) {
    for (const { place, site } of readableExpressions(file)) {
      const { root } = place.expression;
      if (!root || !/[=<>]/.test(place.expression.source.text)) continue;
      for (const node of walk(root)) {
        if (node.kind !== "operation" || !comparisons.has(node.operator)) continue;
        const types = node.operands.map((operand) => typeOf(operand, (access) => typeAt(site, access, workspace)));
        const index = types.findIndex((type) => type === "object" || type === "array");
        const compound = node.operands[index];
        // Whether there is one at all may be asked for, and whether two are the same one.
        if (!compound || types.every((type) => type === "object" || type === "array" || type === "null")) continue;
        const isList = types[index] === "array";
        report({
          span: spanIn(place.expression, compound.span),
          message: isList
            ? "A list is compared, which equals nothing but itself. Write `contains(list, 'item')`."
            : "An object is compared, which equals nothing but itself. Compare one of its properties.",
        });
      }
    }
  },
});

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);
