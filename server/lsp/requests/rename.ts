import {
  LSPErrorCodes,
  type PrepareRenameParams,
  type Range,
  type RenameParams,
  ResponseError,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { prepareRename as prepareRenameOf, rename as renameOf } from "../../engine/index.ts";
import { toRange, toWorkspaceEdit } from "../convert.ts";
import type { Session } from "../session.ts";

/** `textDocument/prepareRename`: the name that can be given anew; null where there is none, and the reason where that is worth telling. */
export async function prepareRename(
  session: Session,
  { textDocument, position }: PrepareRenameParams,
): Promise<{ range: Range; placeholder: string } | ResponseError | null> {
  const asked = await session.ask(textDocument.uri, (file, options) =>
    prepareRenameOf(file.source, file.language, file.source.offsetAt(position), options),
  );
  if (asked?.answer?.refusal !== undefined) return new ResponseError(LSPErrorCodes.RequestFailed, asked.answer.refusal);
  return asked?.answer ? { range: toRange(asked.file.source, asked.answer.span), placeholder: asked.answer.name } : null;
}

/** `textDocument/rename`; a name that cannot be is refused with the reason, which the editor shows. */
export async function rename(
  session: Session,
  { textDocument, position, newName }: RenameParams,
): Promise<WorkspaceEdit | ResponseError | null> {
  const asked = await session.ask(textDocument.uri, (file, options) =>
    renameOf(file.source, file.language, file.source.offsetAt(position), newName, options),
  );
  if (!asked?.answer) return null;
  if ("refusal" in asked.answer) return new ResponseError(LSPErrorCodes.RequestFailed, asked.answer.refusal);
  return toWorkspaceEdit(asked.answer.changes, session.target(asked.file)) ?? null;
}
