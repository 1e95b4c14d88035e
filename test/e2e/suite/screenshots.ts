// Takes the README's pictures; each step waits for what it is to show.

import * as vscode from "vscode";
import { choose, openView, row, tick, unfold } from "./checklist.ts";
import { appears, closeAll, fixUntilClean, open, placeCursor, workspace } from "./editor.ts";
import { click, drag, test as picture, press, screenshot, textsOf, type, until } from "./harness.ts";
import { makeProject, preview, title, walkThrough } from "./wizard.ts";

/** Messages of the editor's own would cover the picture. */
async function clear(): Promise<void> {
  for (const command of ["notifications.clearAll", "workbench.action.closeAuxiliaryBar", "workbench.action.closeSidebar"])
    await vscode.commands.executeCommand(command);
}

/** Whatever is animated has come to rest. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000));
}

picture("the readiness checklist: what the repository shows of each item, and where", async () => {
  const settings = vscode.workspace.getConfiguration("workbench");
  await settings.update("activityBar.location", "default", vscode.ConfigurationTarget.Global);
  await openView();
  await settle();
  // Wide enough for what is said of each.
  await drag({ x: 325, y: 300 }, { x: 620, y: 300 });
  await unfold("Infrastructure");
  await unfold("CPU and memory limits");
  await unfold("Containers run without root");
  await choose("cart requests no memory");
  await until("the manifest", () => vscode.window.activeTextEditor?.document.uri.path.endsWith("/k8s/cart.yaml"));
  await vscode.commands.executeCommand("notifications.clearAll");
  await settle();
  await screenshot("readiness-evidence");
  await closeAll();
});

picture("an item that a person signed off, and what was written of it", async () => {
  await openView();
  await unfold("Infrastructure");
  await tick("Every endpoint has TLS");
  for (const typed of ["Another address", "https://status.example.com/tls", "graded A, renewed by the ingress", "@mei"]) {
    await settle();
    await press("Control+A");
    await type(typed);
    await settle();
    await press("Enter");
  }
  await until("the decision in the tree", async () => (await row("Every endpoint has TLS"))?.endsWith("signed off"));
  await unfold("Every endpoint has TLS");
  await open(vscode.Uri.joinPath(workspace(), "readiness.yaml"));
  await vscode.commands.executeCommand("notifications.clearAll");
  await settle();
  await screenshot("readiness-signed");
  await closeAll();
  await vscode.workspace.fs.delete(vscode.Uri.joinPath(workspace(), "readiness.yaml"));
  await vscode.workspace.getConfiguration("workbench").update("activityBar.location", "hidden", vscode.ConfigurationTarget.Global);
});

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

picture("a manifest: what its numbers come to, behind them and in words", async () => {
  const editor = await openManifest();
  await appears(editor.document.uri, "kubernetes/missing-resource-requests");
  await vscode.commands.executeCommand("workbench.action.closePanel");
  await until("the hints", async () => (await textsOf(".monaco-editor .view-line")).some((line) => line.includes("after")));
  editor.revealRange(lineOf(editor, "  replicas"), vscode.TextEditorRevealType.AtTop);
  placeCursor(editor, "startupProbe");
  await clear();
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  await vscode.commands.executeCommand("editor.action.showHover");
  await until("the hover", async () => (await textsOf(".monaco-hover:not(.hidden) .hover-row")).some((row) => row.includes("budget")));
  await settle();
  await screenshot("kubernetes");
  await press("Escape");
  await closeAll();
});

/** A Deployment behind a Service, with probes, and all that the numbers in it come to. */
const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 4
  strategy:
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 25%
  selector:
    matchLabels: { app: shop }
  template:
    metadata:
      labels: { app: shop }
    spec:
      containers:
        - name: shop
          image: ghcr.io/example/shop:1.4.2
          ports: [{ name: http, containerPort: 3000 }]
          startupProbe:
            httpGet: { path: /health, port: http }
            periodSeconds: 5
            failureThreshold: 30
          livenessProbe:
            httpGet: { path: /health, port: http }
            failureThreshold: 3
          readinessProbe:
            httpGet: { path: /ready, port: http }
            failureThreshold: 2
---
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector: { app: shop }
  ports: [{ port: 80, targetPort: http }]
`;

async function openManifest(): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.joinPath(workspace(), "k8s", "shop.yaml");
  await vscode.workspace.fs.writeFile(uri, Buffer.from(manifest));
  return open(uri);
}

picture("a Compose file: what starts after what, and what is wrong with it", async () => {
  const editor = await open(await composeFile());
  await appears(editor.document.uri, "compose/dependency-without-healthcheck");
  await vscode.commands.executeCommand("workbench.actions.view.problems");
  await until("the problems", async () => (await textsOf(".markers-panel .monaco-list-row")).length > 0);
  placeCursor(editor, "web:");
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  await until("the lens", async () => (await textsOf(".codelens-decoration")).some((text) => text.includes("starts after")));
  await clear();
  await settle();
  await screenshot("compose");
  await vscode.commands.executeCommand("workbench.action.closePanel");
  await closeAll();
});

/** An application whose web server waits for a database that never gets healthy. */
const composeText = `services:
  web:
    build: .
    depends_on:
      db:
        condition: service_healthy
    ports: ["127.0.0.1:3000:3000"]
  db:
    image: postgres:17.6
    environment:
      POSTGRES_PASSWORD: \${DB_PASSWORD:?set it in .env}
    command: postgres -c log_line_prefix=$POSTGRES_DB
    volumes: ["data:/var/lib/postgresql/data"]
    networks: [bakc]
volumes:
  data:
`;

async function composeFile(): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(workspace(), "compose.yaml");
  await vscode.workspace.fs.writeFile(uri, Buffer.from(composeText));
  return uri;
}

/** The sample's workflow, which deploys as one should not. */
function workflow(): vscode.Uri {
  return vscode.Uri.joinPath(workspace(), ".github", "workflows", "deploy.yml");
}

function lineOf({ document }: vscode.TextEditor, text: string): vscode.Range {
  return document.lineAt(document.positionAt(document.getText().indexOf(text)).line).range;
}

export { runTests as run } from "./harness.ts";

picture("a Dockerfile generated: the files as they will be, before anything is written", async () => {
  const folder = await makeProject("shop");
  void vscode.commands.executeCommand("deploymentPatterns.generateContainer", folder);
  await walkThrough();
  const rows = await textsOf(`${preview} .monaco-list-row`);
  const at = rows.findIndex((row) => row.startsWith("Dockerfile"));
  await click(`${preview} .monaco-list-row[data-index="${at}"] .label-name`);
  await until(
    "the file as it will be",
    async () => (await textsOf(".monaco-diff-editor .view-line, .editor-instance .view-line")).length > 10,
  );
  await clear();
  await settle();
  await screenshot("generate");
  await vscode.commands.executeCommand("refactorPreview.discard");
  await closeAll();
  await vscode.workspace.fs.delete(folder, { recursive: true });
});

picture("a question of the wizard, with what was detected and where", async () => {
  const folder = await makeProject("shop");
  void vscode.commands.executeCommand("deploymentPatterns.generateContainer", folder);
  await until("the first question", async () => (await textsOf(title)).length > 0);
  await clear();
  await settle();
  await screenshot("generate-question");
  await press("Escape");
  await closeAll();
  await vscode.workspace.fs.delete(folder, { recursive: true });
});
