import { l10n, Uri, window, workspace } from "vscode";
import type { Extension } from "../context.ts";
import { mayWrite } from "../readiness/mayWrite.ts";
import type { Node } from "../readiness/outline.ts";
import { reportOf } from "../readiness/report.ts";
import { writeWhole } from "../readiness/writeWhole.ts";

/** Writes the report into a Markdown file that the user names; the editor asks before it is put in the place of another. */
export const exportReadiness =
  (extension: Extension) =>
  async (target?: unknown): Promise<void> => {
    if (!mayWrite()) return;
    const service = (target as Node | undefined)?.content?.service;
    const { client } = extension;
    const folder = service ? client.protocol2CodeConverter.asUri(service.uri) : workspace.workspaceFolders?.[0]?.uri;
    if (!folder) return;
    const file = await window.showSaveDialog({ defaultUri: Uri.joinPath(folder, "READINESS.md"), filters: { Markdown: ["md"] } });
    if (!file) return;
    await extension.started();
    const markdown = await reportOf(client, { uri: service?.uri, target: client.code2ProtocolConverter.asUri(file) });
    try {
      await writeWhole(extension.files, file.fsPath, markdown);
    } catch (fault) {
      void window.showErrorMessage(l10n.t("{0} could not be written and is as it was: {1}", workspace.asRelativePath(file), String(fault)));
      return;
    }
    await window.showTextDocument(file);
  };
