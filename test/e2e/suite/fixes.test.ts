import assert from "node:assert/strict";
import * as vscode from "vscode";
import { actionAt, appears, apply, closeAll, disappears, fixUntilClean, openCopy, placeCursor, rulesOn } from "./editor.ts";
import { hasKeyboard, press, test, textsOf, until } from "./harness.ts";

const userFix = /\buser\b.*\bnode\b/i;
/** By name, or by the number that the name stands for. */
const userAdded = /^USER (node|1000)\b/m;

for (const { rule, title, added } of [
  { rule: "dockerfile/missing-healthcheck", title: /health/i, added: /^HEALTHCHECK [\s\S]*3000[\s\S]*\/health/m },
  { rule: "dockerfile/root-user", title: userFix, added: userAdded },
]) {
  test(`the fix of ${rule} is applied, and the finding is gone`, async () => {
    const { document } = await openCopy(`fix-${rule.replace("/", "-")}`);
    const before = document.getText().trimEnd().split("\n");
    const finding = await appears(document.uri, rule);
    // What hangs on other files comes behind the first findings.
    await appears(document.uri, "dockerfile/missing-dockerignore");
    const others = rulesOn(document.uri).filter((other) => other !== rule);
    await apply(await actionAt(document.uri, finding, title, added));
    assert.match(document.getText(), added);
    for (const line of before) assert.ok(document.getText().includes(line), `the fix keeps ${line}`);
    await disappears(document.uri, rule);
    assert.deepEqual(rulesOn(document.uri).sort(), others.sort(), "no other finding came or went");
    await closeAll();
  });
}

test("a fix is chosen by the keyboard", async () => {
  const editor = await openCopy("keyboard");
  const { document } = editor;
  await appears(document.uri, "dockerfile/root-user");
  placeCursor(editor, "FROM");
  if (hasKeyboard) {
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    await press("Control+.");
    const rows = await until("the menu of fixes", async () => {
      const texts = await textsOf(".action-widget .monaco-list-row.action");
      return texts.length > 0 && texts;
    });
    const row = rows.findIndex((text) => userFix.test(text));
    assert.ok(row >= 0, `no fix for the user in: ${rows.join(" | ")}`);
    for (let step = 0; step < row; step++) await press("ArrowDown");
    await press("Enter");
  } else {
    await vscode.commands.executeCommand("editor.action.codeAction", { kind: "quickfix", apply: "first" });
  }
  await until("the user in the file", () => userAdded.test(document.getText()));
  await disappears(document.uri, "dockerfile/root-user");
  await closeAll();
});

test("the preferred fix is applied by its own key", async () => {
  const editor = await openCopy("preferred");
  const { document } = editor;
  await appears(document.uri, "dockerfile/shell-form-command");
  placeCursor(editor, "CMD");
  const isFixed = () => document.getText().includes('CMD ["npm", "start"]');
  let pressed = 0;
  await until("the command in exec form", async () => {
    // On a busy machine the editor may not have the focus yet, or not know the fix: then the key says so and does nothing.
    if (!isFixed() && Date.now() - pressed > 3_000) {
      pressed = Date.now();
      await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
      if (hasKeyboard) await press("Alt+Shift+.");
      else await vscode.commands.executeCommand("editor.action.autoFix");
    }
    return isFixed();
  });
  await disappears(document.uri, "dockerfile/shell-form-command");
  await closeAll();
});

test("saving applies all safe fixes where the settings ask for it", async () => {
  const { document } = await openCopy("on-save");
  await appears(document.uri, "dockerfile/shell-form-command");
  const settings = vscode.workspace.getConfiguration("editor", document);
  await settings.update("codeActionsOnSave", { "source.fixAll.deploymentPatterns": "explicit" }, vscode.ConfigurationTarget.Workspace);
  try {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(document.lineCount, 0), "# saved\n");
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await disappears(document.uri, "dockerfile/shell-form-command");
    assert.match(document.getText(), /^CMD \["npm", "start"\]$/m);
    assert.match(document.getText(), /^# saved$/m);
    assert.equal(document.isDirty, false);
  } finally {
    await settings.update("codeActionsOnSave", undefined, vscode.ConfigurationTarget.Workspace);
    await closeAll();
  }
});

test("a finding is ignored where it stands, and only that one", async () => {
  const { document } = await openCopy("ignored");
  const finding = await appears(document.uri, "dockerfile/latest-base-image");
  const others = rulesOn(document.uri).filter((rule) => rule !== "dockerfile/latest-base-image");
  await apply(await actionAt(document.uri, finding, /ignore dockerfile\/latest-base-image/i));
  assert.match(document.getText(), /# deployment-patterns-ignore dockerfile\/latest-base-image/);
  await disappears(document.uri, "dockerfile/latest-base-image");
  assert.deepEqual(rulesOn(document.uri).sort(), others.sort());
  await closeAll();
});

test("fix by fix, the bad Dockerfile becomes one without findings", async () => {
  const { document } = await openCopy("until-clean");
  await appears(document.uri, "dockerfile/missing-healthcheck");
  await fixUntilClean(document);
  assert.match(document.getText(), /^USER /m);
  assert.match(document.getText(), /^HEALTHCHECK /m);
  await closeAll();
});
