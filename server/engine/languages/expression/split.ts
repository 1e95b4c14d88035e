import type { Span } from "../../text/span.ts";

export interface ExpressionPiece {
  /** From `${{` to behind `}}`. */
  readonly span: Span;
  /** What stands between them. */
  readonly inner: Span;
  /** Without `}}`: the piece then ends with its line, or before the next `${{`. */
  readonly isUnclosed: boolean;
}

/**
 * The `${{ … }}` of a text, split as the runner does it: a `}}` inside a string of the expression does not end it, and neither a `$` before
 * it nor anything else keeps `${{` from starting one. Where the runner finds no end because a string is not closed, the piece ends at the
 * first `}}`, so that the string can be reported.
 */
export function splitExpressions(text: string): ExpressionPiece[] {
  const pieces: ExpressionPiece[] = [];
  let start = text.indexOf("${{");
  if (start < 0) return pieces;
  const closers = closersOf(text);
  /** Which closer of each parity, and of both, comes next; and how many quotes, to be told even from odd, stand before `counted`. */
  const at: [number, number] = [0, 0];
  let parity: 0 | 1 = 0;
  let counted = 0;
  while (start >= 0) {
    const from = start + 3;
    for (; counted < from; counted++) if (text.charCodeAt(counted) === quote) parity = parity === 0 ? 1 : 0;
    const list = closers[parity];
    while (at[parity] < list.length && (list[at[parity]] as number) < from) at[parity]++;
    let end = list[at[parity]];
    if (end === undefined) {
      const limit = lineEnd(text, from);
      const any = text.slice(from, limit).indexOf("}}");
      if (any >= 0) end = from + any;
      else {
        const trimmed = from + text.slice(from, limit).trimEnd().length;
        pieces.push({ span: { start, end: trimmed }, inner: { start: from, end: trimmed }, isUnclosed: true });
        start = text.indexOf("${{", limit);
        continue;
      }
    }
    pieces.push({ span: { start, end: end + 2 }, inner: { start: from, end }, isUnclosed: false });
    start = text.indexOf("${{", end + 2);
  }
  return pieces;
}

const quote = 39;

/** Where each `}}` stands: those with an even number of quotes before them, those with an odd one. */
function closersOf(text: string): readonly [readonly number[], readonly number[]] {
  const closers: [number[], number[]] = [[], []];
  let parity: 0 | 1 = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === quote) parity = parity === 0 ? 1 : 0;
    else if (char === 125 && text.charCodeAt(i + 1) === 125) closers[parity].push(i);
  }
  return closers;
}

/** The end of the line, or the start of the next expression on it. */
function lineEnd(text: string, from: number): number {
  const line = text.indexOf("\n", from);
  const end = line < 0 ? text.length : line;
  const next = text.slice(from, end).indexOf("${{");
  return next < 0 ? end : from + next;
}
