import type { DocumentLink, DocumentLinkParams } from "vscode-languageserver";
import { links as linksOf } from "../../engine/index.ts";
import { toRange } from "../convert.ts";
import { uriOf } from "../folders.ts";
import type { Session } from "../session.ts";

/** `textDocument/documentLink`: the files and addresses that the text leads to. */
export async function links(session: Session, { textDocument }: DocumentLinkParams): Promise<DocumentLink[]> {
  const asked = await session.ask(textDocument.uri, (file, options) => linksOf(file.source, file.language, options));
  if (!asked || !session.ownsNavigation(asked.file)) return [];
  return asked.answer.map(({ span, target, about }) => ({
    range: toRange(asked.file.source, span),
    target: "path" in target ? uriOf(asked.file.folder, target.path) : target.address,
    ...(about ? { tooltip: about } : {}),
  }));
}
