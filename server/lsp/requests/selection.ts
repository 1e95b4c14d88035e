import { SelectionRange, type SelectionRangeParams } from "vscode-languageserver";
import { selection as selectionOf } from "../../engine/index.ts";
import { toRange } from "../convert.ts";
import type { Session } from "../session.ts";

/** `textDocument/selectionRange`: what "expand selection" takes in, step by step; null for a language that leaves it to the editor. */
export function selection(session: Session, { textDocument, positions }: SelectionRangeParams): SelectionRange[] | null {
  session.documents.sync();
  const file = session.documents.get(textDocument.uri);
  if (!file) return null;
  const { source } = file;
  const all = positions.map((position) => selectionOf(source, file.language, source.offsetAt(position)));
  if (all.some((spans) => spans.length === 0)) return null;
  return all.map((spans) =>
    spans.reduceRight<SelectionRange | undefined>((parent, span) => SelectionRange.create(toRange(source, span), parent), undefined),
  ) as SelectionRange[];
}
