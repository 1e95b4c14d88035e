import { commands, l10n, ProgressLocation, TabInputText, window, workspace } from "vscode";
import { type CheckWorkspaceResult, methods } from "../../server/lsp/protocol.ts";
import type { Extension } from "../context.ts";

/** Checks every file of the workspace and shows what was found in the Problems panel; open files are there already. */
export const checkWorkspace = (extension: Extension) => async (): Promise<void> => {
  if (!workspace.workspaceFolders?.length) {
    void window.showInformationMessage(l10n.t("Open a folder to check its files."));
    return;
  }
  const { client, found, checked } = extension;
  const options = { location: ProgressLocation.Window, title: l10n.t("Checking the workspace"), cancellable: true };
  const result = await window.withProgress(options, async (_progress, token) => {
    await extension.started();
    return client.sendRequest<CheckWorkspaceResult | null>(methods.checkWorkspace, {}, token);
  });
  if (!result) return;
  const open = openTabs();
  const before = checked.splice(0);
  for (const address of before) if (!open.has(address.toString())) found.delete(address);
  let count = 0;
  for (const { uri, diagnostics } of result.findings) {
    const address = client.protocol2CodeConverter.asUri(uri);
    count += diagnostics.length;
    if (open.has(address.toString())) continue;
    found.set(address, await client.protocol2CodeConverter.asDiagnostics(diagnostics));
    checked.push(address);
  }
  if (count > 0) void commands.executeCommand("workbench.actions.view.problems");
  const text =
    count === 0
      ? l10n.t("Files checked: {0}. Nothing was found.", result.files)
      : l10n.t("Files checked: {0}. Findings: {1}, in files: {2}.", result.files, count, result.findings.length);
  void window.showInformationMessage(result.isPartial ? `${text} ${l10n.t("The workspace is too large to be checked as a whole.")}` : text);
};

/** What is open has its findings already, and keeps them up to date. */
function openTabs(): Set<string> {
  const inputs = window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return new Set(inputs.flatMap((input) => (input instanceof TabInputText ? [input.uri.toString()] : [])));
}
