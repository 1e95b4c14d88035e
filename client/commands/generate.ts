import { l10n, Position, Range, Uri, WorkspaceEdit, type WorkspaceEditEntryMetadata, window, workspace } from "vscode";
import {
  type AnswerValues,
  type ApplicationEntry,
  type DocumentParams,
  type GeneratedFileEntry,
  type GenerateParams,
  type GenerateResult,
  type GeneratorEntry,
  methods,
} from "../../server/lsp/protocol.ts";
import type { Extension } from "../context.ts";
import { askQuestions } from "../wizard.ts";

/**
 * Asks what a generator has to know, shows the files that it makes in the refactoring preview, each with a box of its own, and writes those that are
 * left ticked as one edit. Without a generator it asks which.
 */
export const generate =
  (extension: Extension, generator?: string) =>
  async (resource?: unknown, ...others: unknown[]): Promise<void> => {
    if (!mayGenerate()) return;
    await extension.started();
    const named = typeof resource === "string" ? resource : (others.find((one) => typeof one === "string") as string | undefined);
    const id = generator ?? named ?? (await pickGenerator(extension));
    if (!id) return;
    const uri = await pickApplication(extension, resource instanceof Uri ? resource : undefined);
    if (!uri) return;
    await generateFor(extension, id, uri);
  };

/** Asks what a generator has to know of an application, and writes what is left ticked of what it makes. */
export async function generateFor(extension: Extension, generator: string, uri: string): Promise<void> {
  if (!mayGenerate()) return;
  const { client, memory } = extension;
  const remembered = memory.get<AnswerValues>(memoryKey(uri), {});
  const all = await client.sendRequest<GeneratorEntry[]>(methods.generators, {});
  const title = all.find(({ id }) => id === generator)?.title ?? generator;
  const given = await askQuestions(client, { generator, uri, remembered, title });
  if (!given) return;
  const params: GenerateParams = { generator, uri, given, remembered };
  const result = await client.sendRequest<GenerateResult | null>(methods.generate, params);
  if (!result) return;
  if (result.problem !== undefined) {
    void window.showWarningMessage(result.problem);
    return;
  }
  await memory.update(memoryKey(uri), { ...remembered, ...given });
  await write(extension, result);
}

function mayGenerate(): boolean {
  if (!workspace.isTrusted) void window.showInformationMessage(l10n.t("Files are generated in trusted workspaces only."));
  return workspace.isTrusted;
}

/** What was answered for an application is kept with the workspace, on this machine. */
const memoryKey = (uri: string) => `answers ${uri}`;

async function pickGenerator({ client }: Extension): Promise<string | undefined> {
  const all = await client.sendRequest<GeneratorEntry[]>(methods.generators, {});
  const items = all.map(({ id, title, summary }) => ({ label: title, detail: summary, id }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t("What is to be generated?"), matchOnDetail: true }))?.id;
}

/** The application that is meant: the one in the folder that was clicked or that holds the open file, else one of all that there are. */
async function pickApplication({ client }: Extension, resource: Uri | undefined): Promise<string | undefined> {
  const start = resource ?? workspace.workspaceFolders?.[0]?.uri;
  if (!start) {
    void window.showInformationMessage(l10n.t("Open a folder: files are generated for what is in it."));
    return undefined;
  }
  const found: ApplicationEntry[] = [];
  const folders = resource ? [await folderOf(resource)] : (workspace.workspaceFolders ?? []).map((folder) => folder.uri);
  for (const folder of folders) {
    const params: DocumentParams = { uri: client.code2ProtocolConverter.asUri(folder) };
    found.push(...(await client.sendRequest<ApplicationEntry[]>(methods.applications, params)));
  }
  // Nothing that is known: the server says so in its own words.
  if (found.length === 0) return client.code2ProtocolConverter.asUri(folders[0] ?? start);
  if (found.length === 1) return found[0]?.uri;
  const items = found.map(({ uri, name, about }) => ({
    label: name,
    description: about,
    detail: shownPath(client.protocol2CodeConverter.asUri(uri)),
    uri,
  }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t("Which application?"), matchOnDetail: true }))?.uri;
}

/** A folder as the explorer names it. */
function shownPath(uri: Uri): string {
  const folder = workspace.getWorkspaceFolder(uri);
  return folder?.uri.toString() === uri.toString() ? folder.name : workspace.asRelativePath(uri);
}

/** A folder, or the one that a file is in. */
async function folderOf(resource: Uri): Promise<Uri> {
  const isFolder = await workspace.fs.stat(resource).then(
    ({ type }) => (type & 2) !== 0,
    () => true,
  );
  return isFolder ? resource : Uri.joinPath(resource, "..");
}

/**
 * Applies all changes as one edit that the user confirms file by file, and shows what came of it. The editor opens its preview for what has to be
 * confirmed, and leaves that unticked; new files are ticked.
 */
async function write({ client, log }: Extension, { files, notes }: GenerateResult): Promise<void> {
  const changed = files.filter(({ action }) => action !== "unchanged");
  for (const note of notes) log.info(note);
  const needed = files.filter(({ isOptional, action }) => !isOptional || action === "edit");
  if (needed.every(({ action }) => action === "unchanged")) {
    void window.showInformationMessage(l10n.t("Nothing is missing: {0}.", needed.map(({ path }) => path).join(", ")));
    return;
  }
  const edit = new WorkspaceEdit();
  // Without anything to be confirmed there would be no preview.
  const isShown = changed.some(({ isOptional }) => isOptional);
  for (const file of changed) add(isShown ? file : { ...file, isOptional: true }, client.protocol2CodeConverter.asUri(file.uri), edit);
  if (!(await workspace.applyEdit(edit, { isRefactoring: true }))) return;
  const first = await firstThere(changed.map(({ uri }) => client.protocol2CodeConverter.asUri(uri)));
  if (first) await window.showTextDocument(first, { preview: false });
  if (notes.length === 0) return;
  const show = l10n.t("Show All");
  const chosen = await window.showInformationMessage(notes.join(" "), ...(notes.length > 1 ? [show] : []));
  if (chosen === show) log.show();
}

function add({ path, action, about, text = "", edits = [], isOptional }: GeneratedFileEntry, uri: Uri, edit: WorkspaceEdit): void {
  const metadata: WorkspaceEditEntryMetadata = {
    needsConfirmation: isOptional,
    label: action === "create" ? l10n.t("Create {0}", path) : l10n.t("Change {0}", path),
    description: about,
  };
  if (action === "create") {
    edit.createFile(uri, { contents: new TextEncoder().encode(text), overwrite: false }, metadata);
    return;
  }
  for (const { range, newText } of edits) {
    const { start, end } = range;
    edit.replace(uri, new Range(new Position(start.line, start.character), new Position(end.line, end.character)), newText, metadata);
  }
}

async function firstThere(uris: readonly Uri[]): Promise<Uri | undefined> {
  for (const uri of uris) {
    const isThere = await workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (isThere) return uri;
  }
  return undefined;
}
