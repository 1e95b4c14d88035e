import { readableExpressions, spanIn } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/wrong-format-arguments",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The placeholders of `format` do not fit its arguments.",
  why: `
\`format('{0}/{1}', a, b)\` puts its arguments in place of the numbers, which start at 0. A number without an argument, and a single brace that is none of a placeholder, end the run with an error; a brace itself is written twice. An argument that no placeholder takes is left out, which is a warning.`,
  examples: [
    {
      title: "Placeholders that start at 1",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n        env:\n          IMAGE: ${{ format('{1}/{2}', vars.REGISTRY, github.repository) }}\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n        env:\n          IMAGE: ${{ format('{0}/{1}', vars.REGISTRY, github.repository) }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#format"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  judges: "part",
  check(file, { report }) {
    for (const { place } of readableExpressions(file)) {
      for (const { name, args } of place.expression.calls) {
        const [pattern] = args;
        if (name !== "format" || pattern?.kind !== "literal" || typeof pattern.value !== "string") continue;
        const values = args.length - 1;
        const used = new Set<number>();
        let isBroken = false;
        for (const [text, number] of pattern.value.matchAll(/\{\{|\}\}|\{(\d+)\}|[{}]/g)) {
          if (text.length === 1) isBroken = true;
          if (number !== undefined) used.add(Number(number));
        }
        const missing = [...used].find((number) => number >= values);
        const spare = args.slice(1).find((_, index) => !used.has(index));
        if (isBroken)
          report({
            span: spanIn(place.expression, pattern.span),
            message: "A single brace ends the run with an error. Write `{{` or `}}` for a brace.",
          });
        else if (missing !== undefined)
          report({
            span: spanIn(place.expression, pattern.span),
            message: `\`{${missing}}\` has no argument, which ends the run with an error: placeholders count from 0, and ${values === 1 ? "one value is" : `${values} values are`} given.`,
          });
        else if (spare)
          report({
            span: spanIn(place.expression, spare.span),
            message: "No placeholder takes this argument, so it is left out. Remove it, or write its number into the text.",
            severity: "warning",
          });
      }
    }
  },
});
