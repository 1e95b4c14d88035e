import { type DocumentSymbol, type DocumentSymbolParams, SymbolKind } from "vscode-languageserver";
import { type OutlineItem, outline } from "../../engine/index.ts";
import { toRange } from "../convert.ts";
import type { OpenFile } from "../documents.ts";
import type { Session } from "../session.ts";

const kinds = { stage: SymbolKind.Module, instruction: SymbolKind.Function, variable: SymbolKind.Variable } as const;

/** `textDocument/documentSymbol`: the stages with their instructions. */
export function documentSymbols(session: Session, { textDocument }: DocumentSymbolParams): DocumentSymbol[] {
  const file = session.documents.get(textDocument.uri);
  if (!file || !session.client.nestedSymbols) return [];
  return outline(file.source, file.language).map((item) => toSymbol(item, file));
}

function toSymbol({ kind, name, detail, span, nameSpan, children }: OutlineItem, file: OpenFile): DocumentSymbol {
  return {
    name,
    kind: kinds[kind],
    range: toRange(file.source, span),
    selectionRange: toRange(file.source, nameSpan),
    ...(detail ? { detail } : {}),
    ...(children.length > 0 ? { children: children.map((child) => toSymbol(child, file)) } : {}),
  };
}
