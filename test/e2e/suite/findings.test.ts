import assert from "node:assert/strict";
import * as vscode from "vscode";
import { appears, at, closeAll, disappears, findingsOn, healthy, open, openCopy, rulesOn, typeText, workspace } from "./editor.ts";
import { test } from "./harness.ts";

test("a bad Dockerfile shows its findings", async () => {
  const uri = vscode.Uri.joinPath(workspace(), "Dockerfile");
  await open(uri);
  for (const rule of sampleRules) await appears(uri, rule);
  assert.deepEqual(rulesOn(uri).sort(), [...sampleRules].sort());
  for (const finding of findingsOn(uri)) {
    assert.ok(finding.message.length > 20, finding.message);
    assert.ok(typeof finding.code === "object" && finding.code.target.toString().startsWith("https://"), "the rule's page is linked");
    assert.ok(finding.range.isSingleLine, `${finding.message} is on a few characters`);
  }
  await closeAll();
});

/** What the sample's Dockerfile does wrong. */
const sampleRules = [
  "dockerfile/latest-base-image",
  "dockerfile/root-user",
  "dockerfile/missing-healthcheck",
  "dockerfile/missing-dockerignore",
  "dockerfile/source-before-dependencies",
  "dockerfile/install-without-lockfile",
  "dockerfile/shell-form-command",
] as const;

test("a healthy Dockerfile shows none", async () => {
  const { document } = await openCopy("healthy", healthy);
  const ignore = vscode.Uri.joinPath(workspace(), "healthy", ".dockerignore");
  await vscode.workspace.fs.writeFile(ignore, Buffer.from(".git\nnode_modules\n.env\n.env.*\n"));
  await disappears(document.uri, "dockerfile/missing-dockerignore");
  // A finding that comes late would be missed without one to wait for: a bad line is added and taken away again.
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, "USER root\n");
  assert.ok(await vscode.workspace.applyEdit(edit));
  await appears(document.uri, "dockerfile/explicit-root-user");
  await vscode.commands.executeCommand("undo");
  await disappears(document.uri, "dockerfile/explicit-root-user");
  assert.deepEqual(
    findingsOn(document.uri).map(({ message }) => message),
    [],
  );
  await closeAll();
});

test("warnings appear and leave while typing", async () => {
  const editor = await openCopy("typing", healthy);
  const { document } = editor;
  const end = document.lineAt(document.lineCount - 1).range.end;
  editor.selection = new vscode.Selection(end, end);
  await typeText("USER root");
  const finding = await appears(document.uri, "dockerfile/explicit-root-user");
  assert.equal(document.getText(finding.range), "root");
  for (let count = 0; count < "root".length; count++) await vscode.commands.executeCommand("deleteLeft");
  await typeText("node");
  await disappears(document.uri, "dockerfile/explicit-root-user");
  assert.equal(document.getText(), `${healthy}USER node`);
  await closeAll();
});

test("the lines in which an instruction goes on are indented", async () => {
  const editor = await openCopy("indenting", healthy);
  const { document } = editor;
  const end = document.lineAt(document.lineCount - 1).range.end;
  editor.selection = new vscode.Selection(end, end);
  // Each ends with what closes the list of suggestions.
  for (const line of ["RUN a; \\", "b; \\", "c;", "USER node"]) {
    await typeText(line);
    if (line !== "USER node") await typeText("\n");
  }
  assert.equal(document.getText(), `${healthy}RUN a; \\\n    b; \\\n    c;\nUSER node`);
  await closeAll();
});

test("an ignore file shows what it hides from the build", async () => {
  await openCopy("hidden", healthy);
  const uri = vscode.Uri.joinPath(workspace(), "hidden", ".dockerignore");
  await vscode.workspace.fs.writeFile(uri, Buffer.from("node_modules\npackage-lock.json\n"));
  const { document } = await open(uri);
  const finding = await appears(uri, "dockerignore/needed-file-ignored");
  assert.equal(document.getText(finding.range), "package-lock.json");
  await closeAll();
});

test("a file that appears changes the findings of another", async () => {
  const { document } = await openCopy("across");
  await appears(document.uri, "dockerfile/missing-dockerignore");
  await vscode.workspace.fs.writeFile(
    vscode.Uri.joinPath(workspace(), "across", ".dockerignore"),
    Buffer.from("node_modules\n.git\n.env*\n"),
  );
  await disappears(document.uri, "dockerfile/missing-dockerignore");
  await closeAll();
});

test("a hover explains, a completion offers, the outline shows the stages", async () => {
  const { document } = await openCopy("features", healthy);
  await appears((await openCopy("features-bad")).document.uri, "dockerfile/root-user");
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    at(document, "HEALTHCHECK"),
  );
  assert.match(hovers.flatMap(({ contents }) => contents.map(textOf)).join("\n"), /HEALTHCHECK/);
  const end = document.lineAt(document.lineCount - 1).range.end;
  const completions = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    document.uri,
    end,
  );
  assert.ok(completions.items.some(({ label }) => /^HEALTHCHECK/.test(typeof label === "string" ? label : label.label)));
  const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>("vscode.executeDocumentSymbolProvider", document.uri);
  assert.ok(symbols.some(({ name }) => name.includes("node:24.9-alpine")));
  await closeAll();
});

function textOf(content: vscode.MarkdownString | vscode.MarkedString): string {
  return typeof content === "string" ? content : content.value;
}
