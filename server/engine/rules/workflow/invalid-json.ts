import { readableExpressions, spanIn } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";
import { nestsTooDeeply } from "../../text/nesting.ts";

export default defineRule({
  id: "workflow/invalid-json",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "`fromJSON` is given a text that is no JSON.",
  why: `
A text that \`fromJSON\` cannot read ends the run with an error: texts inside of it stand in double quotes, brackets are closed, an empty text is no value. Only texts that are written out are judged.`,
  examples: [
    {
      title: "Texts without quotes",
      bad: "on: push\njobs:\n  test:\n    if: contains(fromJSON('[push, release'), github.event_name)\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: 'on: push\njobs:\n  test:\n    if: contains(fromJSON(\'["push", "release"]\'), github.event_name)\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n',
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#fromjson"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  judges: "part",
  check(file, { report }) {
    for (const { place } of readableExpressions(file)) {
      for (const { name, args } of place.expression.calls) {
        const [text] = args;
        if (name !== "fromjson" || text?.kind !== "literal" || typeof text.value !== "string" || isJson(text.value)) continue;
        report({
          span: spanIn(place.expression, text.span),
          message: "This is no JSON, which ends the run with an error. Check its quotes, commas and brackets.",
        });
      }
    }
  },
});

/** The runner's reader also takes single quotes and a comma behind the last item. */
function isJson(text: string): boolean {
  return nestsTooDeeply(text) || parses(text) || parses(text.replaceAll("'", '"').replace(/,(\s*[\]}])/g, "$1"));
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
