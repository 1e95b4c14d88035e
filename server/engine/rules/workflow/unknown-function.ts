import { allFunctions, contextsDate, findFunction } from "../../knowledge/contexts.ts";
import { readableExpressions, rewriteFix, spanIn } from "../../pipeline/expression-edit.ts";
import { didYouMean, fromTable } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/unknown-function",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An expression calls a function that does not exist.",
  why: `
Expressions have thirteen functions: \`contains\`, \`startsWith\`, \`endsWith\`, \`format\`, \`join\`, \`toJSON\`, \`fromJSON\`, \`hashFiles\`, \`case\`, \`success\`, \`failure\`, \`always\` and \`cancelled\`. GitHub refuses a file that calls another one. What they cannot do, a step can do in its script and put out.`,
  examples: [
    {
      title: "A function by another name",
      bad: "on: push\njobs:\n  deploy:\n    if: startWith(github.ref, 'refs/tags/')\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      good: "on: push\njobs:\n  deploy:\n    if: startsWith(github.ref, 'refs/tags/')\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#functions"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  uncovers: ["workflow/wrong-argument-count", "workflow/wrong-format-arguments", "workflow/invalid-json", "workflow/unavailable-context"],
  judges: "part",
  check(file, { report, today }) {
    for (const { place } of readableExpressions(file)) {
      if (place.available?.contexts.size === 0) continue;
      for (const { name, nameSpan } of place.expression.calls) {
        if (findFunction(name)) continue;
        const meant = nearest(
          name,
          allFunctions().map((known) => known.name),
        );
        const written = place.expression.source.text.slice(nameSpan.start, nameSpan.end);
        report({
          span: spanIn(place.expression, nameSpan),
          message: `There is no function \`${written}\`, and GitHub refuses the file.${didYouMean(meant)}`,
          fixes: meant === undefined ? [] : rewriteFix(file, place, nameSpan, meant, "unsafe"),
          ...fromTable(contextsDate, today, undefined),
        });
      }
    }
  },
});
