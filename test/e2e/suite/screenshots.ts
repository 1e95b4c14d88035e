// Takes the README's pictures; each step waits for what it is to show.

import * as vscode from "vscode";
import { appears, closeAll, fixUntilClean, open, placeCursor, workspace } from "./editor.ts";
import { test as picture, press, screenshot, textsOf, until } from "./harness.ts";

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
  for (let step = 0; step < 2; step++) await vscode.commands.executeCommand("workbench.action.increaseViewHeight");
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

export { runTests as run } from "./harness.ts";
