import { truthiness } from "../../languages/expression/evaluate.ts";
import type { Operation } from "../../languages/expression/model.ts";
import { walk } from "../../languages/expression/nodes.ts";
import { typeOf } from "../../languages/expression/types.ts";
import { typeAt } from "../../pipeline/expression-context.ts";
import { readableExpressions, rewriteFix, spanIn } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/falsy-ternary",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "`condition && value || other` has a value that counts as false.",
  why: `
\`a && '' || 'x'\` is \`'x'\` whatever \`a\` is: an empty text, 0, \`false\` and \`null\` count as false, so \`||\` goes on to the other value. Write \`case(a, '', 'x')\`, or turn the condition round: \`!a && 'x' || ''\`.`,
  examples: [
    {
      title: "An empty text as the first value",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n        env:\n          FLAGS: ${{ github.ref_type == 'tag' && '' || '--dry-run' }}\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n        env:\n          FLAGS: ${{ case(github.ref_type == 'tag', '', '--dry-run') }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#case"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["zizmor:unsound-ternary"],
  judges: "connected",
  check(file, { report, workspace }) {
    for (const { place, site } of readableExpressions(file)) {
      const { root, source } = place.expression;
      if (!root || !source.text.includes("||")) continue;
      for (const node of walk(root)) {
        if (node.kind !== "operation" || node.operator !== "||") continue;
        for (const ternary of node.operands.slice(0, -1)) {
          if (ternary.kind !== "operation" || ternary.operator !== "&&") continue;
          const value = ternary.operands.at(-1);
          if (value?.kind !== "literal" || truthiness(value.value) !== false) continue;
          const text = source.text.slice(value.span.start, value.span.end);
          const fixed = choice(node, ternary, source.text);
          const conditions = ternary.operands.slice(0, -1);
          const isBoolean = conditions.every((one) => typeOf(one, (access) => typeAt(site, access, workspace)) === "boolean");
          report({
            span: spanIn(place.expression, value.span),
            message: `\`${text}\` counts as false, so this is always the value behind \`||\`. Write \`case(condition, ${text}, other)\`.`,
            fixes: fixed !== undefined && isBoolean ? rewriteFix(file, place, node.span, fixed, "unsafe", "Use `case`") : [],
          });
        }
      }
    }
  },
});

/** `case(a && b, '', other)`; undefined where there are more alternatives. */
function choice(node: Operation, ternary: Operation, text: string): string | undefined {
  const [first, other] = node.operands;
  const value = ternary.operands.at(-1);
  const start = ternary.operands[0];
  const end = ternary.operands.at(-2);
  if (node.operands.length !== 2 || first !== ternary || !value || !start || !end || !other) return undefined;
  // Parentheses around an operand are no part of it: without any everything can be taken as it is written.
  const condition = text.slice(ternary.span.start, value.span.start).replace(/\s*&&\s*$/, "");
  const alternative = text.slice(node.operatorSpan.end, node.span.end).trim();
  if (!isBalanced(condition) || !isBalanced(alternative) || text.slice(node.span.start, ternary.span.start).trim() !== "") return undefined;
  return `case(${condition}, ${text.slice(value.span.start, value.span.end)}, ${alternative})`;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const letter of text.replace(/'(?:[^']|'')*'/g, "")) {
    if (letter === "(") depth++;
    else if (letter === ")" && --depth < 0) return false;
  }
  return depth === 0;
}
