import { toWorkspaceEdit } from "../convert.ts";
import type { DocumentParams, FixDocumentResult } from "../protocol.ts";
import type { Session } from "../session.ts";
import { safeChanges } from "./codeActions.ts";

/** `deploymentPatterns/fixDocument`: the edit of all safe fixes, and how much it does and leaves. */
export async function fixDocument(session: Session, { uri }: DocumentParams): Promise<FixDocumentResult> {
  const file = session.documents.get(uri);
  if (!file) return { applied: 0, remaining: 0 };
  const { answer: findings } = await session.findings.settled(file);
  if (session.documents.version(uri) !== file.version) return { applied: 0, remaining: findings.length };
  const { changes, applied, remaining } = safeChanges(session, file);
  const edit = changes.length > 0 ? toWorkspaceEdit(changes, session.target(file)) : undefined;
  return edit ? { edit, applied, remaining } : { applied: 0, remaining };
}
