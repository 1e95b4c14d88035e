import type { TextEdit } from "vscode-languageserver-protocol";

/** A text with edits applied that do not overlap. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = [0];
  for (const { 0: end, index } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  const offset = ({ line, character }: TextEdit["range"]["start"]) => Math.min((starts[line] ?? text.length) + character, text.length);
  const ordered = edits.map(({ range, newText }) => ({ start: offset(range.start), end: offset(range.end), newText }));
  ordered.sort((one, other) => other.start - one.start);
  return ordered.reduce((whole, { start, end, newText }) => whole.slice(0, start) + newText + whole.slice(end), text);
}
