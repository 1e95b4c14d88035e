import { commands, l10n, ProgressLocation, window, workspace } from "vscode";
import { type CheckWorkspaceResult, methods } from "../../server/lsp/protocol.ts";
import type { Extension } from "../context.ts";

/** Checks every file of the workspace and shows what was found in the Problems panel; open files are there already. */
export const checkWorkspace = (extension: Extension) => async (): Promise<void> => {
  if (!workspace.workspaceFolders?.length) {
    void window.showInformationMessage(l10n.t("Open a folder to check its files."));
    return;
  }
  const { client, found } = extension;
  const options = { location: ProgressLocation.Window, title: l10n.t("Checking the workspace"), cancellable: true };
  const result = await window.withProgress(options, async (_progress, token) => {
    await extension.started();
    return client.sendRequest<CheckWorkspaceResult | null>(methods.checkWorkspace, {}, token);
  });
  if (!result) return;
  const open = new Set(workspace.textDocuments.map(({ uri }) => uri.toString()));
  let count = 0;
  found.clear();
  for (const { uri, diagnostics } of result.findings) {
    const address = client.protocol2CodeConverter.asUri(uri);
    count += diagnostics.length;
    if (!open.has(address.toString())) found.set(address, await client.protocol2CodeConverter.asDiagnostics(diagnostics));
  }
  if (count > 0) void commands.executeCommand("workbench.actions.view.problems");
  const text =
    count === 0
      ? l10n.t("Checked {0} files: nothing found.", result.files)
      : l10n.t("Checked {0} files: {1} findings in {2} of them.", result.files, count, result.findings.length);
  void window.showInformationMessage(result.isPartial ? `${text} ${l10n.t("The workspace is too large to be checked as a whole.")}` : text);
};
