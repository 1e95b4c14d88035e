import { overlaps, type Span } from "./span.ts";

/**
 * Replaces `span` by `text`. `placeholders` are spans inside `text` that the user has to decide; an editor that can
 * turns them into snippet tab stops, everything else writes the text as it is.
 */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
  readonly placeholders?: readonly Span[];
}

/** A change to one file of the workspace: the one edit model that fixes, generators and `fix` share. */
export type Change =
  | { readonly kind: "edit"; readonly path: string; readonly edits: readonly TextEdit[] }
  | { readonly kind: "create"; readonly path: string; readonly text: string };

/** Whether two edits cannot both be applied: they overlap, or insert at the same place. */
export function conflicts(a: TextEdit, b: TextEdit): boolean {
  if (overlaps(a.span, b.span)) return true;
  return a.span.start === b.span.start && (a.span.start === a.span.end || b.span.start === b.span.end);
}

/**
 * The text with all edits applied; edits at one offset are applied in the order given.
 * @throws RangeError where two edits overlap or one lies outside the text: that is a fault of the caller.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.order - b.order);
  let result = "";
  let done = 0;
  for (const { edit } of sorted) {
    if (edit.span.start < done || edit.span.end > text.length || edit.span.end < edit.span.start) {
      throw new RangeError(`edit ${edit.span.start}-${edit.span.end} overlaps another or lies outside the text`);
    }
    result += text.slice(done, edit.span.start) + edit.text;
    done = edit.span.end;
  }
  return result + text.slice(done);
}

/** The edit that inserts `text` at `offset`. */
export function insert(offset: number, text: string, placeholders?: readonly Span[]): TextEdit {
  return placeholders ? { span: { start: offset, end: offset }, text, placeholders } : { span: { start: offset, end: offset }, text };
}

/** The edit that puts `text` in place of `range`. */
export function replace(range: Span, text: string): TextEdit {
  return { span: range, text };
}

/** The edit that deletes `range`. */
export function remove(range: Span): TextEdit {
  return { span: range, text: "" };
}
