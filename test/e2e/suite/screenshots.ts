// Takes the README's pictures; each step waits for what it is to show.

import * as vscode from "vscode";
import { appears, closeAll, fixUntilClean, open, placeCursor, workspace } from "./editor.ts";
import { drag, test as picture, press, screenshot, textsOf, until } from "./harness.ts";

/** Messages of the editor's own would cover the picture. */
async function clear(): Promise<void> {
  for (const command of ["notifications.clearAll", "workbench.action.closeAuxiliaryBar", "workbench.action.closeSidebar"])
    await vscode.commands.executeCommand(command);
}

/** Whatever is animated has come to rest. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000));
}

picture("before: a bad Dockerfile and its warnings", async () => {
  const editor = await open(vscode.Uri.joinPath(workspace(), "Dockerfile"));
  await appears(editor.document.uri, "dockerfile/missing-healthcheck");
  await vscode.commands.executeCommand("workbench.actions.view.problems");
  await until("the problems", async () => (await textsOf(".markers-panel .monaco-list-row")).length > 0);
  // The panel opens at its least height; its upper edge stands where its title does.
  await drag({ x: 550, y: 517 }, { x: 550, y: 320 });
  await drag({ x: 600, y: 250 }, { x: 600, y: 250 });
  await vscode.commands.executeCommand("cursorTop");
  await settle();
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  await clear();
  await settle();
  await screenshot("before");
});

picture("the menu of fixes", async () => {
  const editor = await open(vscode.Uri.joinPath(workspace(), "Dockerfile"));
  await vscode.commands.executeCommand("workbench.action.closePanel");
  placeCursor(editor, "CMD");
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  await press("Control+.");
  await until("the menu", async () => (await textsOf(".action-widget .monaco-list-row.action")).length > 0);
  await clear();
  await settle();
  await screenshot("quick-fix");
  await press("Escape");
});

picture("a finding explained", async () => {
  const editor = await open(vscode.Uri.joinPath(workspace(), "Dockerfile"));
  placeCursor(editor, "npm install");
  await clear();
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  await vscode.commands.executeCommand("editor.action.showHover");
  await until("the hover", async () => (await textsOf(".monaco-hover:not(.hidden) .hover-row")).length > 0);
  await settle();
  await screenshot("hover");
  await press("Escape");
});

picture("after: the same file, fixed", async () => {
  const { document } = await open(vscode.Uri.joinPath(workspace(), "Dockerfile"));
  await fixUntilClean(document);
  await vscode.workspace.saveAll();
  await open(document.uri);
  await vscode.commands.executeCommand("cursorTop");
  await vscode.commands.executeCommand("workbench.actions.view.problems");
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  await clear();
  await settle();
  await screenshot("after");
  await closeAll();
});

picture("a workflow: what leads to its deployment, and what is wrong with it", async () => {
  const editor = await open(workflow());
  await appears(editor.document.uri, "workflow/deploy-on-pull-request");
  await vscode.commands.executeCommand("workbench.actions.view.problems");
  await until("the problems", async () => (await textsOf(".markers-panel .monaco-list-row")).length > 0);
  editor.revealRange(lineOf(editor, "  deploy:"), vscode.TextEditorRevealType.InCenter);
  placeCursor(editor, "deploy:");
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  await until("the lens", async () => (await textsOf(".codelens-decoration")).some((text) => text.includes("runs on")));
  await clear();
  await settle();
  await screenshot("workflow");
});

picture("a workflow: the menu of fixes", async () => {
  const editor = await open(workflow());
  await vscode.commands.executeCommand("workbench.action.closePanel");
  placeCursor(editor, "deploy:");
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  await press("Control+.");
  await until("the menu", async () => (await textsOf(".action-widget .monaco-list-row.action")).length > 0);
  await clear();
  await settle();
  await screenshot("workflow-quick-fix");
  await press("Escape");
  await closeAll();
});

/** The sample's workflow, which deploys as one should not. */
function workflow(): vscode.Uri {
  return vscode.Uri.joinPath(workspace(), ".github", "workflows", "deploy.yml");
}

function lineOf({ document }: vscode.TextEditor, text: string): vscode.Range {
  return document.lineAt(document.positionAt(document.getText().indexOf(text)).line).range;
}

export { runTests as run } from "./harness.ts";
