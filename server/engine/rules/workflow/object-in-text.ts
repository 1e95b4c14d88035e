import { typeOf } from "../../languages/expression/types.ts";
import type { ExpressionPlace } from "../../languages/workflow/model.ts";
import { definitionOf } from "../../languages/workflow/schema-places.ts";
import { isConditionPath } from "../../languages/workflow/text.ts";
import { typeAt } from "../../pipeline/expression-context.ts";
import { readableExpressions, rewriteFix, spanIn } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/object-in-text",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "An object or array is written into a text.",
  why: `
An object in a text becomes the word \`Object\`, a list \`Array\`; where it is all of a value that has to be a text, the run ends with an error. Name the property that is meant, join a list with \`join\`, or write it out with \`toJSON\`.`,
  examples: [
    {
      title: "All labels of a pull request",
      bad: "on: pull_request\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n        env:\n          LABELS: ${{ github.event.pull_request.labels.*.name }}\n",
      good: "on: pull_request\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n        env:\n          LABELS: ${{ toJSON(github.event.pull_request.labels.*.name) }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#tojson"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  judges: "connected",
  check(file, { report, workspace }) {
    for (const { place, site } of readableExpressions(file)) {
      const { root } = place.expression;
      if (!root || isConditionPath(place.path)) continue;
      const type = typeOf(root, (access) => typeAt(site, access, workspace));
      if ((type !== "object" && type !== "array") || takesStructure(place, file.language)) continue;
      const text = place.expression.source.text.slice(root.span.start, root.span.end);
      const what = type === "object" ? "an object" : "a list";
      report({
        span: spanIn(place.expression, root.span),
        message: `This is ${what}, of which a text gets the word \`${type === "object" ? "Object" : "Array"}\` at best. Name a property, or write \`toJSON(…)\`.`,
        fixes: rewriteFix(file, place, root.span, `toJSON(${text})`, "unsafe", "Write it out with `toJSON`"),
      });
    }
  },
});

/** Whether the expression is all of a value that may be a list or a mapping. */
function takesStructure({ node, textSpan, path }: ExpressionPlace, language: "workflow" | "action"): boolean {
  if (textSpan.start > 0 || textSpan.end < node.text.trimEnd().length) return false;
  const type = definitionOf(path, language)?.type;
  return !type || type.isAny || type.item !== undefined || type.maps.length > 0;
}
