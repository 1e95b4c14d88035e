import assert from "node:assert/strict";
import * as vscode from "vscode";
import { actionsAt, appears, apply, closeAll, disappears, fixOf, openCopy, placeCursor, rulesOn } from "./editor.ts";
import { hasKeyboard, press, test, textsOf, until } from "./harness.ts";

for (const [rule, added] of [
  ["dockerfile/missing-healthcheck", /^HEALTHCHECK .*3000\/health/m],
  ["dockerfile/root-user", /^USER node$/m],
] as const) {
  test(`the fix of ${rule} can be applied, and the finding is gone`, async () => {
    const { document } = await openCopy(`fix-${rule.replace("/", "-")}`);
    const before = document.getText().split("\n");
    const finding = await appears(document.uri, rule);
    await apply(await fixOf(document.uri, finding));
    assert.match(document.getText(), added);
    for (const line of before) assert.ok(document.getText().includes(line), `the fix keeps ${line}`);
    await disappears(document.uri, rule);
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
    const row = rows.findIndex((text) => /`?node`?/.test(text) && /user|run as/i.test(text));
    assert.ok(row >= 0, `no fix for the user in: ${rows.join(" | ")}`);
    for (let step = 0; step < row; step++) await press("ArrowDown");
    await press("Enter");
  } else {
    await vscode.commands.executeCommand("editor.action.codeAction", { kind: "quickfix", apply: "first", preferred: true });
  }
  await until("the user in the file", () => /^USER node$/m.test(document.getText()));
  await disappears(document.uri, "dockerfile/root-user");
  await closeAll();
});

test("the lightbulb's preferred fix is one", async () => {
  const { document } = await openCopy("preferred");
  const finding = await appears(document.uri, "dockerfile/root-user");
  const actions = await actionsAt(document.uri, finding.range);
  assert.ok(actions.filter(({ isPreferred, diagnostics }) => isPreferred && diagnostics?.length).length <= 1);
  await closeAll();
});

test("saving applies all safe fixes where the settings ask for it", async () => {
  const { document } = await openCopy("on-save");
  await appears(document.uri, "dockerfile/shell-form-command");
  const before = rulesOn(document.uri).length;
  const settings = vscode.workspace.getConfiguration("editor", document);
  await settings.update("codeActionsOnSave", { "source.fixAll.deploymentPatterns": "explicit" }, vscode.ConfigurationTarget.Workspace);
  try {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(document.lineCount, 0), "# saved\n");
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await until("fewer findings after saving", () => rulesOn(document.uri).length < before);
    assert.equal(document.isDirty, false);
  } finally {
    await settings.update("codeActionsOnSave", undefined, vscode.ConfigurationTarget.Workspace);
    await closeAll();
  }
});

test("a finding can be ignored where it stands, and only that one", async () => {
  const { document } = await openCopy("ignored");
  const finding = await appears(document.uri, "dockerfile/latest-base-image");
  const others = rulesOn(document.uri).filter((rule) => rule !== "dockerfile/latest-base-image");
  const ignore = await until("the action that ignores it", async () =>
    (await actionsAt(document.uri, finding.range)).find(
      ({ title, diagnostics }) => /ignore/i.test(title) && JSON.stringify(diagnostics).includes("latest-base-image"),
    ),
  );
  await apply(ignore);
  assert.match(document.getText(), /# deployment-patterns-ignore dockerfile\/latest-base-image/);
  await disappears(document.uri, "dockerfile/latest-base-image");
  assert.deepEqual(rulesOn(document.uri).sort(), others.sort());
  await closeAll();
});
