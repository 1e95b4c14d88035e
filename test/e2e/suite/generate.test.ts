import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll } from "./editor.ts";
import { click, hasKeyboard, press, test, textsOf, type, until } from "./harness.ts";
import { makeProject, preview, rows, title, walkThrough } from "./wizard.ts";

async function isThere(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

test("a Dockerfile is generated from the palette: asked, shown, one file accepted, another refused, and taken back", async () => {
  if (!hasKeyboard) return;
  const folder = await makeProject("wizard-shop");
  await press("F1");
  await until("the palette", async () => (await textsOf(".quick-input-list")).length > 0);
  await type("Deployment Patterns: Generate Dockerfile");
  await until("the command", async () => (await textsOf(rows))[0]?.includes("Generate Dockerfile and Ignore File"));
  await press("Enter");
  // The list is as long as other tests have left applications behind.
  await until("the applications", async () => (await textsOf(rows)).some((row) => row.includes("sample-shop")));
  await type("wizard-shop");
  await until("the application alone", async () => {
    const shown = await textsOf(rows);
    return shown.length === 1 && shown[0]?.includes("wizard-shop");
  });
  await press("Enter");
  const steps = await walkThrough();
  assert.ok(steps.length >= 3, `steps: ${steps.join(" | ")}`);
  assert.match(steps[0] ?? "", /1\/\d/);

  const shown = await textsOf(`${preview} .monaco-list-row`);
  assert.ok(shown.some((row) => /(?:^|\W)Dockerfile/.test(row)) && shown.some((row) => row.includes(".dockerignore")), shown.join(" | "));
  assert.equal(await isThere(vscode.Uri.joinPath(folder, "Dockerfile")), false, "nothing is written before it was applied");
  // The ignore file is refused: its box is unticked.
  const at = shown.findIndex((row) => row.includes(".dockerignore"));
  await click(`${preview} .monaco-list-row[data-index="${at}"] .edit-checkbox`);
  await vscode.commands.executeCommand("refactorPreview.apply");
  await until("the Dockerfile", () => isThere(vscode.Uri.joinPath(folder, "Dockerfile")));
  const text = Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, "Dockerfile"))).toString();
  assert.match(text, /^EXPOSE 4000$/m);
  assert.match(text, /^USER \d+:\d+$/m);
  assert.equal(await isThere(vscode.Uri.joinPath(folder, ".dockerignore")), false, "what was refused is not written");
  assert.equal(
    await isThere(vscode.Uri.joinPath(folder, ".deployment-patterns/answers.yaml")),
    false,
    "what was not chosen is not written",
  );

  await until("the Dockerfile in the editor", () => vscode.window.activeTextEditor?.document.uri.path.endsWith("/wizard-shop/Dockerfile"));
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  await vscode.commands.executeCommand("undo");
  await until("nothing left of it", async () => !(await isThere(vscode.Uri.joinPath(folder, "Dockerfile"))));
  await closeAll();
  await vscode.workspace.fs.delete(folder, { recursive: true });
});

test("the wizard goes back, takes another answer, and refuses one that cannot be", async () => {
  if (!hasKeyboard) return;
  const folder = await makeProject("wizard-back");
  const done = vscode.commands.executeCommand("deploymentPatterns.generateReadiness", folder);
  await until("the first question", async () => (await textsOf(title))[0]?.includes("1/"));
  await press("Control+A");
  await type("Not A Name");
  await press("Enter");
  await until("what is wrong", async () => (await textsOf(".quick-input-message")).some((text) => text.includes("lower-case")));
  await press("Control+A");
  await type("checkout");
  await press("Enter");
  await until("the second question", async () => (await textsOf(title))[0]?.includes("2/"));
  await click(".quick-input-widget .quick-input-left-action-bar .action-label");
  await until("the first question again", async () => (await textsOf(title))[0]?.includes("1/"));
  await press("Control+A");
  await type("payments");
  await walkThrough();
  await vscode.commands.executeCommand("refactorPreview.apply");
  await done;
  const written = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, "readiness.yaml"));
  assert.match(Buffer.from(written).toString(), /^service: payments$/m);
  await closeAll();
  await vscode.workspace.fs.delete(folder, { recursive: true });
});
