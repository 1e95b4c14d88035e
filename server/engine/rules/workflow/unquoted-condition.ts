import { bareWordsOf, rewriteFix, rulesOfReadable, spanIn } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unquoted-condition",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A text stands in an expression without quotes.",
  why: `
\`github.ref == refs/heads/main\` compares with nothing: without quotes a word is a context, and a slash is no operator. GitHub refuses the file. Write the text in single quotes: \`github.ref == 'refs/heads/main'\`.`,
  examples: [
    {
      title: "A branch without quotes",
      bad: "on: push\njobs:\n  deploy:\n    if: github.ref == refs/heads/main\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      good: "on: push\njobs:\n  deploy:\n    if: github.ref == 'refs/heads/main'\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#literals"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C1"],
  alsoKnownAs: ["actionlint:expression"],
  uncovers: ["workflow/invalid-expression", ...rulesOfReadable.filter((id) => id !== "workflow/unquoted-condition")],
  judges: "part",
  check(file, { report }) {
    for (const place of file.expressions) {
      if (place.isUnclosed || place.available?.contexts.size === 0) continue;
      for (const { span, text } of bareWordsOf(place.expression)) {
        report({
          span: spanIn(place.expression, span),
          message: `\`${text}\` is a text and stands without quotes, so GitHub refuses the file. Write \`'${text}'\`.`,
          fixes: rewriteFix(file, place, span, `'${text}'`, "unsafe"),
        });
      }
    }
  },
});
