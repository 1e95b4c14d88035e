import assert from "node:assert/strict";
import * as vscode from "vscode";
import { appears, closeAll, disappears, findingsOn, open, openCopy, rulesOn, workspace } from "./editor.ts";
import { hasKeyboard, test, type, until } from "./harness.ts";

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

const healthy = `FROM node:24.9-alpine
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

/** By the keyboard where there is one. */
async function typeText(text: string): Promise<void> {
  if (hasKeyboard) {
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    await type(text);
    await vscode.commands.executeCommand("hideSuggestWidget");
  } else {
    await vscode.commands.executeCommand("type", { text });
  }
}

test("an ignore file shows what it leaves out", async () => {
  await openCopy("ignore");
  const uri = vscode.Uri.joinPath(workspace(), "ignore", ".dockerignore");
  await vscode.workspace.fs.writeFile(uri, Buffer.from("*.log\npackage-lock.json\n"));
  await open(uri);
  await until("a finding on the ignore file", () => rulesOn(uri).some((rule) => rule.startsWith("dockerignore/")));
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
