import { type DocumentSymbol, type DocumentSymbolParams, SymbolKind } from "vscode-languageserver";
import { type OutlineItem, outline } from "../../engine/index.ts";
import { toRange } from "../convert.ts";
import type { OpenFile } from "../documents.ts";
import { patience, type Session } from "../session.ts";
import { arrived } from "../waiting.ts";

const kinds = {
  stage: SymbolKind.Module,
  instruction: SymbolKind.Function,
  variable: SymbolKind.Variable,
  trigger: SymbolKind.Event,
  job: SymbolKind.Module,
  step: SymbolKind.Function,
  input: SymbolKind.Field,
  output: SymbolKind.Property,
  object: SymbolKind.Class,
  container: SymbolKind.Module,
  port: SymbolKind.Interface,
  probe: SymbolKind.Event,
  route: SymbolKind.Interface,
  key: SymbolKind.Key,
  file: SymbolKind.File,
} as const;

/** `textDocument/documentSymbol`: the parts of a file, such as stages with their instructions, or jobs with their steps. */
export async function documentSymbols(session: Session, { textDocument }: DocumentSymbolParams): Promise<DocumentSymbol[]> {
  const file = session.documents.get(textDocument.uri);
  if (!file || !session.client.nestedSymbols || !session.ownsNavigation(file)) return [];
  const { snapshot } = file.folder;
  const { answer } = await arrived(snapshot, () => outline(file.source, file.language, snapshot), patience);
  return answer.map((item) => toSymbol(item, file));
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
