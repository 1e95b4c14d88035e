import { l10n, window, workspace } from "vscode";
import { type FixDocumentResult, methods } from "../../server/lsp/protocol.ts";
import type { Extension } from "../context.ts";

/** Applies all safe fixes of the document in the active editor. */
export const fixDocument = (extension: Extension) => async (): Promise<void> => {
  const document = window.activeTextEditor?.document;
  if (!document) {
    void window.showInformationMessage(l10n.t("Open a file to fix it."));
    return;
  }
  const { client } = extension;
  await extension.started();
  const uri = client.code2ProtocolConverter.asUri(document.uri);
  const result = await client.sendRequest<FixDocumentResult | null>(methods.fixDocument, { uri });
  const edit = result?.edit && (await client.protocol2CodeConverter.asWorkspaceEdit(result.edit));
  if (!result || !edit) {
    const text = result?.remaining
      ? l10n.t("Nothing here can be fixed safely: what is left needs your decision.")
      : l10n.t("There is nothing to fix.");
    void window.showInformationMessage(text);
    return;
  }
  if (!(await workspace.applyEdit(edit))) {
    void window.showWarningMessage(l10n.t("The file has changed meanwhile. Try again."));
    return;
  }
  const { applied, remaining } = result;
  const text =
    remaining > 0
      ? l10n.t("Fixes applied: {0}. Findings that need your decision: {1}.", applied, remaining)
      : l10n.t("Fixes applied: {0}. Nothing is left.", applied);
  void window.showInformationMessage(text);
};
