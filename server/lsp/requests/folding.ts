import { type FoldingRange, FoldingRangeKind, type FoldingRangeParams } from "vscode-languageserver";
import { folding as foldingOf } from "../../engine/index.ts";
import type { Session } from "../session.ts";

const kinds = { comment: FoldingRangeKind.Comment, region: FoldingRangeKind.Region } as const;

/** `textDocument/foldingRange`; null for a language that leaves folding to indentation. */
export function folding(session: Session, { textDocument }: FoldingRangeParams): FoldingRange[] | null {
  const file = session.documents.get(textDocument.uri);
  const ranges = file && foldingOf(file.source, file.language);
  if (!file || !ranges || !session.ownsNavigation(file)) return null;
  return ranges.flatMap(({ span, kind }) => {
    const startLine = file.source.lineOf(span.start);
    const endLine = file.source.lineOf(span.end);
    return endLine > startLine ? [{ startLine, endLine, ...(kind ? { kind: kinds[kind] } : {}) }] : [];
  });
}
