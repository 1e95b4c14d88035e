import { l10n, Position, Uri, WorkspaceEdit, window, workspace } from "vscode";
import { type ConfigurationResult, methods } from "../../server/lsp/protocol.ts";
import type { Extension } from "../context.ts";

/** Opens the configuration file in force; where there is none, a new one that is written only when the user saves it. */
export const openConfiguration = (extension: Extension) => async (): Promise<void> => {
  const scope = window.activeTextEditor?.document.uri ?? workspace.workspaceFolders?.[0]?.uri;
  const folder = scope && (workspace.getWorkspaceFolder(scope) ?? workspace.workspaceFolders?.[0]);
  if (!scope || !folder) {
    void window.showInformationMessage(l10n.t("Open a folder: the configuration is a file in it."));
    return;
  }
  const { client } = extension;
  await extension.started();
  const within = workspace.getWorkspaceFolder(scope) ? scope : folder.uri;
  const uri = client.code2ProtocolConverter.asUri(within);
  const configuration = await client.sendRequest<ConfigurationResult | null>(methods.configuration, { uri });
  if (!configuration) return;
  const address = client.protocol2CodeConverter.asUri(configuration.uri);
  if (configuration.exists) {
    await window.showTextDocument(address);
    return;
  }
  // An unsaved document with the path that it is to have.
  const document = await workspace.openTextDocument(Uri.from({ scheme: "untitled", path: address.path, authority: address.authority }));
  await window.showTextDocument(document);
  if (document.getText() !== "") return;
  const edit = new WorkspaceEdit();
  edit.insert(document.uri, new Position(0, 0), configuration.template);
  await workspace.applyEdit(edit);
};
