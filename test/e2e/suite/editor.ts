// What the suite does in the editor, in the words of its tests.

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { hasKeyboard, type, until } from "./harness.ts";

/** The sample project, which the editor has open. */
export function workspace(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "no folder is open");
  return folder.uri;
}

/** The rules of the findings shown on a file, in the order of the text. */
export function rulesOn(uri: vscode.Uri): string[] {
  return findingsOn(uri).map(ruleOf);
}

export function findingsOn(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === "deployment-patterns")
    .sort((one, other) => one.range.start.compareTo(other.range.start));
}

export function ruleOf(finding: vscode.Diagnostic): string {
  return String(typeof finding.code === "object" ? finding.code.value : finding.code);
}

/** Waits until a rule's finding is shown on a file. */
export function appears(uri: vscode.Uri, rule: string): Promise<vscode.Diagnostic> {
  return until(
    () => `${rule} on ${name(uri)}, which has ${rulesOn(uri).join(", ") || "no findings"}`,
    () => findingsOn(uri).find((finding) => ruleOf(finding) === rule),
  );
}

/** Waits until a rule has no finding on a file any more. */
export async function disappears(uri: vscode.Uri, rule: string): Promise<void> {
  await until(
    () => `${rule} to leave ${name(uri)}`,
    () => !rulesOn(uri).includes(rule),
  );
}

function name(uri: vscode.Uri): string {
  return uri.path.split("/").slice(-2).join("/");
}

/**
 * A copy of the sample in a folder of its own, with its Dockerfile replaced where `dockerfile` is given; opened in the editor.
 * The sample's other files are what most fixes ask about.
 */
export async function openCopy(folder: string, dockerfile?: string): Promise<vscode.TextEditor> {
  const target = vscode.Uri.joinPath(workspace(), folder);
  for (const file of ["Dockerfile", "package.json", "package-lock.json", "server.js"]) {
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(workspace(), file), vscode.Uri.joinPath(target, file), { overwrite: true });
  }
  const uri = vscode.Uri.joinPath(target, "Dockerfile");
  if (dockerfile !== undefined) await vscode.workspace.fs.writeFile(uri, Buffer.from(dockerfile));
  return open(uri);
}

export async function open(uri: vscode.Uri): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(uri);
  return vscode.window.showTextDocument(document, { preview: false });
}

/** The code actions that the editor offers at a place, with their edits. */
export async function actionsAt(uri: vscode.Uri, range: vscode.Range, kind = vscode.CodeActionKind.QuickFix): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", uri, range, kind.value, 100);
}

/** The first action at a finding whose title, and what it writes, tell that it is the one meant: it may hang on files that the server hears of later. */
export async function actionAt(uri: vscode.Uri, finding: vscode.Diagnostic, title: RegExp, writing = /(?:)/): Promise<vscode.CodeAction> {
  let titles: string[] = [];
  return until(
    () => `an action like ${title} for ${ruleOf(finding)}, among: ${titles.join(" | ")}`,
    async () => {
      const actions = await actionsAt(uri, finding.range);
      titles = actions.map((action) => action.title);
      return actions.find((action) => action.edit !== undefined && title.test(action.title) && writing.test(textOf(action.edit)));
    },
  );
}

/** What an edit writes; a snippet with its places to fill in. */
function textOf(edit: vscode.WorkspaceEdit): string {
  const edits = edit.entries().flatMap(([, all]): readonly (vscode.TextEdit | vscode.SnippetTextEdit)[] => all);
  return edits.map((one) => ("snippet" in one ? one.snippet.value : one.newText)).join("\n");
}

/** Applies a code action as a click on it does. */
export async function apply(action: vscode.CodeAction): Promise<void> {
  if (action.edit) assert.ok(await vscode.workspace.applyEdit(action.edit), `the edit of “${action.title}” was refused`);
  if (action.command) await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
}

/** Puts the cursor at the start of a text's first occurrence. */
export function placeCursor(editor: vscode.TextEditor, text: string): void {
  const offset = editor.document.getText().indexOf(text);
  assert.ok(offset >= 0, `the document has no ${text}`);
  const position = editor.document.positionAt(offset);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(editor.selection);
}

/** Types at the cursor, by the keyboard where there is one. */
export async function typeText(text: string): Promise<void> {
  if (hasKeyboard) {
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    await type(text);
    await vscode.commands.executeCommand("hideSuggestWidget");
  } else {
    await vscode.commands.executeCommand("type", { text });
  }
}

/** A place within a text's first occurrence. */
export function at(document: vscode.TextDocument, text: string): vscode.Position {
  return document.positionAt(document.getText().indexOf(text) + 1);
}

/** Applies the first fix of the first finding that has one, again and again, until no finding is left. */
export async function fixUntilClean(document: vscode.TextDocument): Promise<void> {
  const { uri } = document;
  for (let round = 0; findingsOn(uri).length > 0; round++) {
    const before = rulesOn(uri).join(", ");
    assert.ok(round < 15, `still there after ${round} fixes: ${before}`);
    const fix = await until(
      () => `a fix for any of ${before}`,
      () => firstFix(uri),
    );
    await apply(fix);
    await until(
      () => `“${fix.title}” to change anything of ${before}, in:\n${document.getText()}`,
      () => rulesOn(uri).join(", ") !== before,
    );
  }
}

/** The first fix of the first finding that has one; ignoring is none. */
async function firstFix(uri: vscode.Uri): Promise<vscode.CodeAction | undefined> {
  for (const finding of findingsOn(uri)) {
    const actions = await actionsAt(uri, finding.range);
    const fix = actions.find(({ title, edit }) => edit !== undefined && !/^(ignore|fix all)/i.test(title));
    if (fix) return fix;
  }
  return undefined;
}

/** A Dockerfile for the sample with which nothing is wrong. */
export const healthy = `FROM node:24.9-alpine
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
COPY server.js ./
ENV NODE_ENV=production
USER node
EXPOSE 3000
HEALTHCHECK CMD ["wget", "-qO-", "http://127.0.0.1:3000/health"]
CMD ["node", "server.js"]
`;

/** Closes every editor without a question, changed ones too. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  }
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}
