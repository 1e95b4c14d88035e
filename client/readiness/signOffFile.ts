import { l10n, WorkspaceEdit, window, workspace } from "vscode";
import type { TextEdit } from "vscode-languageserver-protocol";
import {
  type DecideParams,
  methods,
  type ReadinessDecision,
  type ReadinessEntry,
  type ReadinessService,
  type SignOffFileResult,
} from "../../server/lsp/protocol.ts";
import type { Extension } from "../context.ts";
import { withEdits } from "./withEdits.ts";
import { writeWhole } from "./writeWhole.ts";

/** Writes a decision about an item into the service's sign-off file; undefined takes it back. Gives whether it stands there now. */
export async function decide(
  extension: Extension,
  service: ReadinessService,
  { id }: ReadinessEntry,
  decision: ReadinessDecision | undefined,
): Promise<boolean> {
  const params: DecideParams = { uri: service.uri, item: id, decision };
  const result = await extension.client.sendRequest<SignOffFileResult | null>(methods.decide, params);
  return result !== null && (await writeSignOffs(extension, result));
}

/** Writes a sign-off file as it is to be. In an editor with changes of its own it is changed there, for the user to save. */
export async function writeSignOffs({ client, files }: Extension, result: SignOffFileResult): Promise<boolean> {
  if (result.problem !== undefined) {
    void window.showWarningMessage(result.problem);
    return false;
  }
  const uri = client.protocol2CodeConverter.asUri(result.uri);
  const name = workspace.asRelativePath(uri);
  const document = workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (document?.isDirty) {
    const edit = new WorkspaceEdit();
    edit.set(uri, await client.protocol2CodeConverter.asTextEdits(result.edits as TextEdit[]));
    if (!(await workspace.applyEdit(edit))) return refuse();
    const save = l10n.t("Save");
    const text = l10n.t("{0} has changes that are not saved, and the decision is one of them now.", name);
    void window.showInformationMessage(text, save).then((chosen) => chosen === save && document.save());
    return true;
  }
  const written = await workspace.fs.readFile(uri).then(
    (bytes) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes),
    () => undefined,
  );
  // The server reads files without the mark of their encoding.
  const mark = written?.startsWith("\uFEFF") ? "\uFEFF" : "";
  // A file that was deleted below its editor is what that shows still.
  const before = written === undefined ? document?.getText() : written.slice(mark.length);
  // What somebody has written since the server read it must not be lost.
  if (result.isNew ? before !== undefined : before === undefined || withEdits(before, result.edits) !== result.text) return refuse();
  try {
    await writeWhole(files, uri.fsPath, mark + result.text);
    return true;
  } catch (fault) {
    void window.showErrorMessage(l10n.t("{0} could not be written and is as it was: {1}", name, String(fault)));
    return false;
  }

  function refuse(): false {
    void window.showWarningMessage(l10n.t("The file has changed meanwhile. Try again."));
    return false;
  }
}
