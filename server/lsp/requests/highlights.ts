import type { DocumentHighlight, DocumentHighlightParams } from "vscode-languageserver";
import { references as referencesOf } from "../../engine/index.ts";
import { toRange } from "../convert.ts";
import type { Session } from "../session.ts";

/** `textDocument/documentHighlight`: the places of the document that name the same; without it an editor marks every equal word. */
export async function highlights(session: Session, { textDocument, position }: DocumentHighlightParams): Promise<DocumentHighlight[]> {
  const asked = await session.ask(textDocument.uri, (file, options) =>
    referencesOf(file.source, file.language, file.source.offsetAt(position), { ...options, withDefinition: true }),
  );
  if (!asked || !session.ownsNavigation(asked.file)) return [];
  const { source } = asked.file;
  return asked.answer.flatMap(({ path, span }) => (path === source.path ? [{ range: toRange(source, span) }] : []));
}
