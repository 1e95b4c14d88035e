import { contextNames } from "../../knowledge/contexts.ts";
import { bareWordsOf, readableExpressions, rewriteFix, rulesOfReadable, spanIn } from "../../pipeline/expression-edit.ts";
import { didYouMean } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import { overlaps } from "../../text/span.ts";

export default defineRule({
  id: "workflow/unknown-context",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An expression names a context that does not exist.",
  why: `
An expression begins with one of twelve contexts: \`github\`, \`env\`, \`vars\`, \`job\`, \`jobs\`, \`steps\`, \`runner\`, \`secrets\`, \`strategy\`, \`matrix\`, \`needs\` and \`inputs\`. GitHub refuses a file that names another one. What is meant as a text stands in single quotes.`,
  examples: [
    {
      title: "A context in the singular",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n        env:\n          TOKEN: ${{ secret.TOKEN }}\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n        env:\n          TOKEN: ${{ secrets.TOKEN }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/contexts"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  uncovers: rulesOfReadable.filter((id) => id !== "workflow/unknown-context"),
  judges: "part",
  check(file, { report }) {
    for (const { place, site } of readableExpressions(file)) {
      const { expression } = place;
      if (site.available?.contexts.size === 0 || expression.accesses.every(({ name }) => contextNames.includes(name))) continue;
      const bare = bareWordsOf(expression);
      for (const { name, nameSpan, segments, span } of expression.accesses) {
        if (contextNames.includes(name) || bare.some((word) => overlaps(word.span, nameSpan))) continue;
        // A context alone is rarely meant.
        const meant = segments.length > 0 ? nearest(name, contextNames) : undefined;
        const written = expression.source.text.slice(nameSpan.start, nameSpan.end);
        const isText = segments.length === 0 && meant === undefined;
        report({
          span: spanIn(expression, nameSpan),
          message: `There is no context \`${written}\`, and GitHub refuses the file.${didYouMean(meant, isText ? " A text stands in single quotes." : "")}`,
          fixes: meant
            ? rewriteFix(file, place, nameSpan, meant, "unsafe")
            : isText
              ? rewriteFix(file, place, span, `'${written}'`, "unsafe")
              : [],
        });
      }
    }
  },
});
