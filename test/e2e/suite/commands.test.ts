import assert from "node:assert/strict";
import * as vscode from "vscode";
import { appears, closeAll, disappears, openCopy, placeCursor, rulesOn, workspace } from "./editor.ts";
import { hasKeyboard, press, test, textsOf, type, until } from "./harness.ts";

/** Runs a command of the palette by its title, as typed there; by its name where no key can be pressed. */
async function runFromPalette(title: string, command: string): Promise<void> {
  if (!hasKeyboard) return void vscode.commands.executeCommand(command);
  await press("F1");
  await until(
    "the palette",
    async () => (await textsOf(".quick-input-widget:not([style*='display: none']) .quick-input-title, .quick-input-list")).length > 0,
  );
  await type(`Deployment Patterns: ${title}`);
  await until(`${title} in the palette`, async () => {
    const [first] = await textsOf(".quick-input-list .monaco-list-row");
    return first?.includes(title);
  });
  await press("Enter");
}

test("Fix All Safe Problems", async () => {
  const { document } = await openCopy("command-fix");
  await appears(document.uri, "dockerfile/shell-form-command");
  const before = rulesOn(document.uri).length;
  await runFromPalette("Fix All Safe Problems", "deploymentPatterns.fixDocument");
  await disappears(document.uri, "dockerfile/shell-form-command");
  assert.match(document.getText(), /^CMD \["npm", "start"\]$/m);
  assert.ok(rulesOn(document.uri).length < before);
  await closeAll();
});

test("Check Workspace", async () => {
  const closed = vscode.Uri.joinPath(workspace(), "never-opened", "Dockerfile");
  await vscode.workspace.fs.writeFile(closed, Buffer.from("FROM node:latest\nCMD npm start\n"));
  await runFromPalette("Check Workspace", "deploymentPatterns.checkWorkspace");
  await appears(closed, "dockerfile/latest-base-image");
  await appears(vscode.Uri.joinPath(workspace(), "Dockerfile"), "dockerfile/root-user");
  await closeAll();
});

test("Explain Rule", async () => {
  const editor = await openCopy("command-explain");
  await appears(editor.document.uri, "dockerfile/root-user");
  placeCursor(editor, "FROM");
  await vscode.commands.executeCommand("deploymentPatterns.explainRule", "dockerfile/root-user");
  await until("the rule's page", () =>
    vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).some(({ label }) => label.includes("root-user")),
  );
  const page = await vscode.workspace.openTextDocument(vscode.Uri.parse("deployment-patterns-rule:/dockerfile/root-user.md"));
  assert.match(page.getText(), /dockerfile\/root-user/);
  await closeAll();
});

test("Open Configuration, and what it sets is in force", async () => {
  const { document } = await openCopy("command-configuration");
  await appears(document.uri, "dockerfile/latest-base-image");
  await runFromPalette("Open Configuration", "deploymentPatterns.openConfiguration");
  const opened = await until("the configuration", () =>
    vscode.workspace.textDocuments.find(({ uri }) => uri.path.endsWith(".deployment-patterns.yaml")),
  );
  assert.equal(opened.uri.scheme, "untitled", "nothing is written before it is saved");
  await vscode.commands.executeCommand("workbench.action.files.revert");
  const file = vscode.Uri.joinPath(workspace(), "command-configuration", ".deployment-patterns.yaml");
  await vscode.workspace.fs.writeFile(file, Buffer.from("rules:\n  dockerfile/latest-base-image: off\n"));
  await disappears(document.uri, "dockerfile/latest-base-image");
  assert.ok(rulesOn(document.uri).includes("dockerfile/root-user"));
  await closeAll();
});

test("Restart Language Server", async () => {
  const { document } = await openCopy("command-restart");
  await appears(document.uri, "dockerfile/root-user");
  await runFromPalette("Restart Language Server", "deploymentPatterns.restartServer");
  await disappears(document.uri, "dockerfile/root-user");
  await appears(document.uri, "dockerfile/root-user");
  await closeAll();
});
