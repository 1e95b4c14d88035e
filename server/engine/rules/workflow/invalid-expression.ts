import { bareWordsOf, rewriteFix, rulesOfReadable, spanIn } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";
import { overlaps } from "../../text/span.ts";

export default defineRule({
  id: "workflow/invalid-expression",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An expression does not follow the grammar.",
  why: `
GitHub reads all expressions before a run starts, and refuses the whole file for one that it cannot read. Expressions have their own small language: strings stand in single quotes, a quote inside of one is written twice, and there is neither arithmetic nor \`and\`, \`or\` and \`not\`.

Every mistake in a file is reported, also where several expressions stand in one text.`,
  examples: [
    {
      title: "Double quotes",
      bad: 'on: push\njobs:\n  deploy:\n    if: github.ref_name == "main"\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n',
      good: "on: push\njobs:\n  deploy:\n    if: github.ref_name == 'main'\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/expressions"],
  since: "0.2.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  uncovers: rulesOfReadable,
  judges: "part",
  check(file, { report }) {
    for (const place of file.expressions) {
      const { expression, isUnclosed } = place;
      if (isUnclosed || expression.problems.length === 0) continue;
      const bare = bareWordsOf(expression);
      for (const { code, span, message, suggestion } of expression.problems) {
        // Another rule tells of texts without quotes.
        if (bare.some((word) => overlaps(word.span, span))) continue;
        report({
          span: code === "empty" ? place.span : spanIn(expression, span),
          message,
          fixes:
            suggestion === undefined
              ? []
              : rewriteFix(file, place, span, suggestion, "safe", suggestion === "" ? "Remove the last `=`" : `Write \`${suggestion}\``),
        });
      }
    }
  },
});
