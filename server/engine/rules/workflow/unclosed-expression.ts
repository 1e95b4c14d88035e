import { contextNames } from "../../knowledge/contexts.ts";
import { parseExpression } from "../../languages/expression/parse.ts";
import type { ExpressionPlace } from "../../languages/workflow/model.ts";
import { fixesOf } from "../../pipeline/edit.ts";
import { rulesOfReadable } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";
import { replace, type TextEdit } from "../../text/edit.ts";

export default defineRule({
  id: "workflow/unclosed-expression",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An expression starts with `${{` and does not end.",
  why: `
\`\${{\` starts an expression wherever it stands, in scripts and comments of scripts too, and GitHub refuses a file in which one is not closed by \`}}\`. The three characters themselves are written as \`\${{ '\${{' }}\`.`,
  examples: [
    {
      title: "Braces that are missing",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test REF=${{ github.sha\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test REF=${{ github.sha }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/expressions"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  uncovers: ["workflow/invalid-expression", ...rulesOfReadable],
  judges: "part",
  check(file, { report }) {
    for (const place of file.expressions) {
      if (!place.isUnclosed) continue;
      const start = place.node.mapped.spanToSource({ start: place.textSpan.start, end: place.textSpan.start + 3 });
      report({
        span: start,
        message: "The expression that starts here is not closed, and GitHub refuses the file. Add `}}` at its end.",
        fixes: fixesOf("Close the expression", "unsafe", file, closing(place)),
      });
    }
  },
});

/** Closes it behind as much as can be read: a single brace and quotes that follow are none of it. */
function closing({ node, textSpan }: ExpressionPlace): TextEdit[] | undefined {
  const inner = node.text.slice(textSpan.start + 3, textSpan.end);
  const least = inner.replace(/[\s}"'`)\]\\;,.:/]+$/, "").length;
  const most = inner.trimEnd().length;
  for (let length = most; length >= Math.max(1, least, most - 10); length--) {
    const code = node.mapped.slice({ start: textSpan.start + 3, end: textSpan.start + 3 + length });
    const { root, accesses } = parseExpression(code);
    if (!root || accesses.some(({ name }) => !contextNames.includes(name))) continue;
    const end = textSpan.start + 3 + code.text.trimEnd().length;
    const rest = /^\s*\}?/.exec(node.text.slice(end, textSpan.end))?.[0] ?? "";
    const braces = { start: end, end: end + (rest.endsWith("}") ? rest.length : 0) };
    return node.mapped.isContiguous(braces) ? [replace(node.mapped.spanToSource(braces), " }}")] : undefined;
  }
  return undefined;
}
