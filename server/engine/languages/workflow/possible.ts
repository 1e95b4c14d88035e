import type { ExpressionNode } from "../expression/model.ts";
import type { Strategy, Text } from "./model.ts";

/** Texts that something may turn out to be. */
export interface Possible {
  readonly texts: readonly string[];
  /** Nothing else can come. */
  readonly isComplete: boolean;
}

/** Beyond this many the combinations of a text's expressions are of no use to anybody. */
const limit = 256;

/**
 * What a text may turn out to be, as far as the file tells: literals in the expression, and what the matrix gives.
 * `${{ matrix.os || 'ubuntu-latest' }}` may be every `os` of the matrix, and `ubuntu-latest`.
 */
export function possibleTexts(text: Text, strategy: Strategy | undefined): Possible {
  if (text.expressions.length === 0)
    return text.literal === undefined ? { texts: [], isComplete: false } : { texts: [text.literal], isComplete: true };
  let texts = [""];
  let isComplete = true;
  let end = 0;
  for (const { textSpan, expression, isUnclosed } of text.expressions) {
    const before = text.text.slice(end, textSpan.start);
    const inner = expression.root && !isUnclosed ? possibleOf(expression.root, strategy) : unknown;
    // Different expressions of the matrix are put together in every way, which is more than what can come.
    if (texts.length * inner.texts.length > limit) return unknown;
    texts = texts.flatMap((start) => inner.texts.map((value) => start + before + value));
    isComplete &&= inner.isComplete;
    end = textSpan.end;
  }
  const rest = text.text.slice(end);
  return { texts: [...new Set(texts.map((start) => start + rest))], isComplete };
}

const unknown: Possible = { texts: [], isComplete: false };

function possibleOf(node: ExpressionNode, strategy: Strategy | undefined): Possible {
  if (node.kind === "literal") return { texts: [node.value === null ? "" : String(node.value)], isComplete: true };
  if (node.kind === "context") {
    const names = node.segments.flatMap((segment) => (segment.kind === "name" ? [segment.name] : []));
    if (node.name !== "matrix" || names.length === 0 || names.length < node.segments.length) return unknown;
    const values = strategy?.valuesOf(names.join("."));
    return values ? { texts: values, isComplete: true } : unknown;
  }
  if (node.kind !== "operation") return unknown;
  const { operator, operands } = node;
  if (operator === "&&") {
    // What decides gives nothing but a value that is as good as empty.
    const last = operands.at(-1);
    const value = last ? possibleOf(last, strategy) : unknown;
    return { texts: [...value.texts, ""], isComplete: value.isComplete };
  }
  if (operator === "||") {
    const values = operands.map((operand) => possibleOf(operand, strategy));
    const texts = values.flatMap((value, index) =>
      index === values.length - 1 ? value.texts : value.texts.filter((text) => !isFalsy(text)),
    );
    return { texts: [...new Set(texts)], isComplete: values.every((value) => value.isComplete) };
  }
  return { texts: ["true", "false"], isComplete: true };
}

function isFalsy(text: string): boolean {
  return text === "" || text === "false" || text === "0";
}
