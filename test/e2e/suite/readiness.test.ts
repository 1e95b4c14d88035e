import assert from "node:assert/strict";
import * as vscode from "vscode";
import { act, badge, choose, isTicked, openView, row, rows, tick, unfold } from "./checklist.ts";
import { closeAll, workspace } from "./editor.ts";
import { hasKeyboard, press, test, textsOf, type, until } from "./harness.ts";
import { rows as choices, title, walkThrough } from "./wizard.ts";

/** An item of the sample that nothing but a person's word closes. */
const decided = "Every endpoint has TLS";

const signOffs = () => vscode.Uri.joinPath(workspace(), "readiness.yaml");

/** The sign-off file as it stands on the disk; empty where there is none. */
async function signedOff(): Promise<string> {
  return vscode.workspace.fs.readFile(signOffs()).then(
    (bytes) => Buffer.from(bytes).toString(),
    () => "",
  );
}

/** The files of the workspace, relative to it. */
async function paths(): Promise<readonly string[]> {
  const found = await vscode.workspace.findFiles("**/*");
  return found.map((uri) => vscode.workspace.asRelativePath(uri)).sort();
}

async function remove(...paths: readonly string[]): Promise<void> {
  for (const path of paths)
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(workspace(), path), { recursive: true }).then(undefined, () => {});
}

/** Waits for a step of a conversation, and answers it. */
async function answer(heading: RegExp, typed: string): Promise<void> {
  await until(`a step ${heading}`, async () => heading.test((await textsOf(title))[0] ?? ""));
  if (typed !== "") {
    await press("Control+A");
    await type(typed);
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  await press("Enter");
}

test("the checklist is assessed when its view is opened: categories with counts, and how many are open", async () => {
  if (!hasKeyboard) return;
  await openView();
  const shown = await textsOf(rows);
  for (const name of ["Application", "Infrastructure", "Monitoring", "Security", "Operations", "Rollback"])
    assert.ok(
      shown.some((text) => new RegExp(`^${name}\\s*\\d+ of \\d+$`).test(text)),
      `${name} in ${shown.join(" | ")}`,
    );
  assert.ok((await badge()) > 5, "most of the sample is open");
});

test("an item shows its evidence, which leads to its line", async () => {
  if (!hasKeyboard) return;
  await openView();
  await unfold("Infrastructure");
  await unfold("CPU and memory limits");
  const note = "cart requests no memory";
  assert.match((await row(note)) ?? "", /against, k8s\/cart\.yaml:\d+$/);
  await choose(note);
  const line = Number(/:(\d+)$/.exec((await row(note)) ?? "")?.[1]);
  const editor = await until("the manifest", () => {
    const { activeTextEditor: active } = vscode.window;
    return active?.document.uri.path.endsWith("/k8s/cart.yaml") && active;
  });
  await until("the line", () => editor.selection.active.line === line - 1);
  assert.match(editor.document.lineAt(line - 1).text, /resources:/);
  await closeAll();
});

test("an item's generator is run from the tree, and the item is another one then", async () => {
  if (!hasKeyboard) return;
  const before = new Set(await paths());
  await openView();
  await unfold("Infrastructure");
  assert.match((await row("Environment variables")) ?? "", /open$/);
  await act("Environment variables", "wand");
  await walkThrough();
  assert.deepEqual(await paths(), [...before], "nothing is written before it was applied");
  await vscode.commands.executeCommand("refactorPreview.apply");
  await until("the documented variables", async () => (await paths()).some((path) => path.endsWith(".env.example")));
  await until("the item not open any more", async () => /(met|likely)$/.test((await row("Environment variables")) ?? ""));
  await closeAll();
  await remove(...(await paths()).filter((path) => !before.has(path)));
  await until("the item open again", async () => /open$/.test((await row("Environment variables")) ?? ""));
});

test("an item's fixes are offered where the finding is, for the user to choose", async () => {
  if (!hasKeyboard) return;
  await openView();
  await unfold("Infrastructure");
  await act("The image can be built again", "wand");
  await until("the fixes", async () => (await textsOf(".action-widget .action")).some((text) => text.startsWith("Use node:")));
  await press("Enter");
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor);
  assert.match(editor.document.uri.path, /\/Dockerfile$/);
  await until("the pinned image", () => /^FROM node:\d+/.test(editor.document.getText()));
  assert.ok(editor.document.isDirty, "nothing is saved unasked");
  await closeAll();
  await until("the item as it was", async () => (await row("The image can be built again"))?.endsWith("open"));
});

test("a box is ticked: what it stands on is asked, the file is written, the badge falls; unticking takes it back", async () => {
  if (!hasKeyboard) return;
  await openView();
  const before = await badge();
  await unfold("Infrastructure");
  await tick(decided);
  await until("the kinds of evidence", async () => (await textsOf(choices)).some((text) => text.includes("Another address")));
  await answer(/Sign off.*1\//, "Another address");
  await answer(/Sign off.*2\//, "http://example.com/tls");
  await until("what is wrong", async () => (await textsOf(".quick-input-message")).some((text) => text.includes("https://")));
  await answer(/Sign off.*2\//, "https://example.com/tls");
  await answer(/Sign off.*3\//, "graded A");
  await answer(/Sign off.*4\//, "@mei");
  await until("the decision in the file", async () => /infrastructure\.tls:\n\s+status: signed/.test(await signedOff()));
  for (const said of ["https://example.com/tls", "graded A", "@mei"]) assert.ok((await signedOff()).includes(said), said);
  await until("the state in the tree", async () => (await row(decided))?.endsWith("signed off"));
  await until("a smaller badge", async () => (await badge()) === before - 1);

  await tick(decided);
  await until("the question", async () => (await textsOf(choices)).some((text) => text.includes("Keep")));
  await press("Escape");
  await until("the box ticked again", () => isTicked(decided));
  await tick(decided);
  await until("the question", async () => (await textsOf(choices)).some((text) => text.includes("Keep")));
  await press("Enter");
  await until("the badge as it was", async () => (await badge()) === before);
  await until("the box empty", async () => !(await isTicked(decided)));
  assert.doesNotMatch(await signedOff(), /infrastructure\.tls/);

  // Who signed is known the next time.
  await tick(decided);
  await answer(/Sign off.*1\//, "A ticket");
  await answer(/Sign off.*2\//, "OPS-7");
  await answer(/Sign off.*3\//, "");
  await answer(/Sign off.*4\//, "");
  await until("the decision in the file", async () => /OPS-7/.test(await signedOff()));
  assert.match(await signedOff(), /by: "@mei"/);
  await remove("readiness.yaml");
  await until("the badge as it was", async () => (await badge()) === before);
});

test("a box whose questions are left stays empty", async () => {
  if (!hasKeyboard) return;
  await openView();
  await unfold("Infrastructure");
  await tick(decided);
  await until("the question", async () => (await textsOf(title)).some((text) => text.includes("Sign off")));
  assert.ok(await isTicked(decided));
  await press("Escape");
  await until("the box empty", async () => !(await isTicked(decided)));
  assert.equal(await signedOff(), "");
});

test("a decision reaches a sign-off file with unsaved changes in its editor", async () => {
  if (!hasKeyboard) return;
  await vscode.workspace.fs.writeFile(signOffs(), Buffer.from("schema: 1\nservice: sample-shop\n"));
  // As a click opens it: what is opened for an extension stays a document for minutes.
  await vscode.commands.executeCommand("vscode.open", signOffs());
  const document = await until("the file", () => vscode.workspace.textDocuments.find(({ uri }) => uri.path.endsWith("/readiness.yaml")));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(2, 0), "# not saved yet\n");
  assert.ok(await vscode.workspace.applyEdit(edit));
  await openView();
  void vscode.commands.executeCommand("deploymentPatterns.recordRollbackDrill");
  await answer(/rollback drill.*1\//i, "https://ci.example.com/runs/7");
  await answer(/rollback drill.*2\//i, "staging, 74 s");
  await answer(/rollback drill.*3\//i, "@mei");
  await until("the drill in the editor", () => /rollback\.rehearsed:[\s\S]*kind: run/.test(document.getText()));
  assert.match(document.getText(), /# not saved yet/);
  assert.ok(document.isDirty);
  assert.doesNotMatch(await signedOff(), /rehearsed/);
  await unfold("Rollback");
  await until("the item signed off", async () => (await row("The rollback was rehearsed"))?.endsWith("signed off"));
  await closeAll();
  await until("the file closed", () => vscode.workspace.textDocuments.every(({ uri }) => !uri.path.endsWith("/readiness.yaml")));
  await remove("readiness.yaml");
  await until("the item open again", async () => !(await row("The rollback was rehearsed"))?.endsWith("signed off"));
});

test("a decision whose evidence is gone turns stale within moments", async () => {
  if (!hasKeyboard) return;
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(workspace(), "docs", "tls.md"), Buffer.from("# Certificates\n"));
  await openView();
  await unfold("Infrastructure");
  await tick(decided);
  await answer(/Sign off.*1\//, "A file of");
  await answer(/Sign off.*2\//, "docs/nothing.md");
  await until("what is wrong", async () => (await textsOf(".quick-input-message")).some((text) => text.includes("docs/nothing.md")));
  await answer(/Sign off.*2\//, "docs/tls.md");
  await answer(/Sign off.*3\//, "");
  await answer(/Sign off.*4\//, "@mei");
  await until("the state in the tree", async () => (await row(decided))?.endsWith("signed off"));
  assert.match(await signedOff(), /covers: /);
  await remove("docs/tls.md");
  const start = performance.now();
  await until("the item to be stale", async () => (await row(decided))?.endsWith("stale"));
  assert.ok(performance.now() - start < 5_000, `it took ${performance.now() - start} ms`);
  await remove("readiness.yaml", "docs");
  await until("the item to be decided", async () => !(await row(decided))?.endsWith("stale"));
});

test("the report reads as Markdown, and its links lead to the files", async () => {
  await vscode.commands.executeCommand("deploymentPatterns.openReadinessReport");
  const report = await until("the report", () =>
    vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "deployment-patterns-readiness"),
  );
  assert.match(report.getText(), /^# Production readiness/);
  const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>("vscode.executeLinkProvider", report.uri, 100);
  const [manifest] = links.filter(({ target }) => target?.path.endsWith("/k8s/cart.yaml"));
  assert.equal(manifest?.target?.with({ fragment: "" }).toString(), vscode.Uri.joinPath(workspace(), "k8s", "cart.yaml").toString());
  await closeAll();
});
