import { contextNames } from "../../knowledge/contexts.ts";
import type { Operation } from "../../languages/expression/model.ts";
import { parseExpression } from "../../languages/expression/parse.ts";
import type { Condition } from "../../languages/workflow/model.ts";
import { fixesOf, replaceCondition } from "../../pipeline/edit.ts";
import { conditionsOf } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";
import { MappedText } from "../../text/mapped.ts";

export default defineRule({
  id: "workflow/always-true-condition",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "Text around the braces makes a condition true in every run.",
  why: `
\`if: \${{ a }} && \${{ b }}\` is no condition but a text, put together from two values, and a text that is not empty is true: the job or step runs always. One blank behind the braces is enough, and so is the line break at the end of a block (\`if: |\`).

An \`if\` needs no braces: without them all of it is the expression.`,
  examples: [
    {
      title: "Two expressions",
      bad: "on: push\njobs:\n  deploy:\n    if: ${{ github.ref == 'refs/heads/main' }} && ${{ github.event_name == 'push' }}\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      good: "on: push\njobs:\n  deploy:\n    if: github.ref == 'refs/heads/main' && github.event_name == 'push'\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
    },
    {
      title: "A block ends with a line break",
      bad: "on: push\njobs:\n  deploy:\n    if: |\n      ${{ github.ref == 'refs/heads/main' }}\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      good: "on: push\njobs:\n  deploy:\n    if: github.ref == 'refs/heads/main'\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idif"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C1"],
  alsoKnownAs: ["actionlint:if-cond", "zizmor:unsound-condition"],
  uncovers: ["workflow/constant-condition", "workflow/impossible-condition", "workflow/unavailable-context"],
  judges: "part",
  check(file, { report }) {
    for (const { condition, target } of conditionsOf(file)) {
      const { text, entry, isAlwaysTrueText } = condition;
      if (!isAlwaysTrueText || text.expressions.some(({ expression }) => expression.problems.length > 0)) continue;
      const { style } = text.node;
      const isBlock = style === "literal" || style === "folded";
      const [first, ...more] = text.expressions;
      const isLineBreak = more.length === 0 && text.text.trim().length === (first ? first.textSpan.end - first.textSpan.start : 0);
      const cause = isLineBreak
        ? isBlock
          ? "The line break at the end of the block makes a text of this condition"
          : "A blank beside the braces makes a text of this condition"
        : "Text around the braces makes a text of this condition";
      const plain = unwrapped(condition);
      report({
        span: isBlock || /[\r\n]/.test(file.source.slice(text.span)) ? entry.keySpan : text.span,
        message: `${cause}, which is true in every run. Write it without braces.`,
        fixes: plain === undefined ? [] : fixesOf("Write the condition without braces", "unsafe", file, replaceCondition(target, plain)),
      });
    }
  },
});

/** The condition that was meant; undefined where that cannot be read. */
function unwrapped({ text }: Condition): string | undefined {
  const all = text.text;
  const isAlone = text.expressions.length === 1;
  let result = "";
  let end = 0;
  for (const { textSpan, expression } of text.expressions) {
    const { root, source } = expression;
    if (!root) return undefined;
    const before = all.slice(end, textSpan.start);
    const inner = source.text.trim();
    end = textSpan.end;
    if (((result + before).match(/'/g)?.length ?? 0) % 2 === 0) {
      const stands = isAlone && all.slice(0, textSpan.start).trim() === "" && all.slice(end).trim() === "";
      const isLoose = root.kind === "operation" && (!bindsTighter(root) || /[!=<>]\s*$/.test(before) || /^\s*[!=<>]/.test(all.slice(end)));
      result += before + (isLoose && !stands && !isWrapped(before, all.slice(end)) ? `(${inner})` : inner);
    } else {
      // A string that is nothing but an expression: `'${{ github.ref }}' == 'refs/heads/main'`.
      if (!before.endsWith("'") || all[end] !== "'") return undefined;
      result += before.slice(0, -1) + (root.kind === "operation" ? `(${inner})` : inner);
      end++;
    }
  }
  result = (result + all.slice(end)).trim().replace(/\s*\n\s*/g, " ");
  const { root, problems, accesses } = parseExpression(new MappedText(result, 0));
  return root && problems.length === 0 && accesses.every(({ name }) => contextNames.includes(name)) ? result : undefined;
}

/** Whether `&&` and `||` beside it leave it whole. */
function bindsTighter({ operator }: Operation): boolean {
  return operator !== "&&" && operator !== "||";
}

function isWrapped(before: string, after: string): boolean {
  return /\(\s*$/.test(before) && /^\s*\)/.test(after);
}
