import assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  actionAt,
  actionsAt,
  appears,
  apply,
  at,
  closeAll,
  disappears,
  findingsOn,
  open,
  placeCursor,
  ruleOf,
  rulesOn,
  workspace,
} from "./editor.ts";
import { hasKeyboard, press, test, textsOf, type, until } from "./harness.ts";

/** Starts within two and a half minutes, is restarted after a hang, and lets its pods go one at a time. */
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 4
  selector:
    matchLabels:
      app: shop
  strategy:
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 25%
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: shop
          image: ghcr.io/example/shop:1.4.2
          ports:
            - name: http
              containerPort: 8080
          startupProbe:
            httpGet: { path: /livez, port: http }
            periodSeconds: 5
            failureThreshold: 30
          livenessProbe:
            httpGet: { path: /livez, port: http }
            failureThreshold: 3
          readinessProbe:
            httpGet: { path: /readyz, port: http }
            periodSeconds: 5
            failureThreshold: 2
`;
const service = `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
    - port: 80
      targetPort: http
`;
const budget = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: shop
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app: shop
`;

/** The application in a folder of its own; its Deployment is opened in the editor. */
async function openApplication(folder: string, text = deployment): Promise<vscode.TextEditor> {
  for (const [name, content] of Object.entries({ "deployment.yaml": text, "service.yaml": service, "budget.yaml": budget })) {
    await vscode.workspace.fs.writeFile(fileIn(folder, name), Buffer.from(content));
  }
  return open(fileIn(folder, "deployment.yaml"));
}

function fileIn(folder: string, name: string): vscode.Uri {
  return vscode.Uri.joinPath(workspace(), folder, name);
}

/** Closes and deletes it: other manifests are read along with the one that is open. */
async function leave(folder: string): Promise<void> {
  await closeAll();
  await vscode.workspace.fs.delete(vscode.Uri.joinPath(workspace(), folder), { recursive: true });
}

function labelOf({ label }: vscode.InlayHint): string {
  return typeof label === "string" ? label : label.map(({ value }) => value).join("");
}

test("hints tell behind the numbers of a manifest what they come to", async () => {
  const { document } = await openApplication("hints");
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  const expected = [
    "at most 5 run",
    "at least 3 of 4 stay up",
    "start-up budget 150 s",
    "killed 20–31 s after a hang",
    "taken out of service after 5–11 s",
  ];
  await until("the hints", async () => {
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>("vscode.executeInlayHintProvider", document.uri, all);
    return hints.map(labelOf).join("; ") === expected.join("; ");
  });
  if (hasKeyboard) {
    await until("the hints on the page", async () => {
      const lines = (await textsOf(".monaco-editor .view-line")).map((line) => line.replaceAll("\u00A0", " "));
      return lines.some((line) => /maxUnavailable: 25%\s*at least 3 of 4 stay up/.test(line));
    });
  }
  await leave("hints");
});

test("the hover on a probe and on a budget has the arithmetic in words", async () => {
  const editor = await openApplication("hover");
  const { document } = editor;
  const hoverOn = async (uri: vscode.Uri, position: vscode.Position) => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", uri, position);
    return hovers.flatMap(({ contents }) => contents.map((one) => (typeof one === "string" ? one : one.value))).join("\n");
  };
  const text = await until("the hover", async () => {
    const found = await hoverOn(document.uri, at(document, "startupProbe"));
    return found.includes("budget") && found;
  });
  assert.match(text, /Start-up budget 150 s\./);
  assert.match(text, /An application that answers within 2 min 25 s is never killed\./);
  assert.match(text, /indicates that the Pod has successfully initialized/, "the field's own meaning stands below");
  const file = await vscode.workspace.openTextDocument(fileIn("hover", "budget.yaml"));
  // How many there are is told once the server has heard of the Deployment's file beside it.
  await until("the arithmetic of the budget", async () => /1 eviction allowed/.test(await hoverOn(file.uri, at(file, "maxUnavailable"))));
  if (hasKeyboard) {
    placeCursor(editor, "livenessProbe");
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    await vscode.commands.executeCommand("editor.action.showHover");
    await until("the hover on the page", async () =>
      (await textsOf(".monaco-hover:not(.hidden) .hover-row")).some((row) => row.includes("Killed 20–31 s after a hang")),
    );
    await press("Escape");
  }
  await leave("hover");
});

test("a label is renamed in the Deployment, in its Service and in its budget", async () => {
  const editor = await openApplication("rename");
  const { document } = editor;
  const labels = "labels:\n        app: ";
  await until("the server", async () => {
    const found = await vscode.commands.executeCommand<vscode.Location[]>(
      "vscode.executeReferenceProvider",
      document.uri,
      document.positionAt(document.getText().indexOf(labels) + labels.length),
    );
    return found.length === 4;
  });
  if (hasKeyboard) {
    const offset = document.getText().indexOf(labels) + labels.length;
    const position = document.positionAt(offset);
    editor.selection = new vscode.Selection(position, position);
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    await press("F2");
    await until("the field for the name", async () => (await textsOf(".rename-box .rename-input:focus")).length > 0);
    await press("Control+a");
    await type("store");
    await press("Enter");
  } else {
    const position = document.positionAt(document.getText().indexOf(labels) + labels.length);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      document.uri,
      position,
      "store",
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
  }
  await until(
    () => `the new label in:\n${document.getText()}`,
    () => document.getText() === deployment.replaceAll("app: shop", "app: store"),
  );
  for (const [name, before] of Object.entries({ "service.yaml": service, "budget.yaml": budget })) {
    const file = await vscode.workspace.openTextDocument(fileIn("rename", name));
    await until(`the new label in ${name}`, () => file.getText() === before.replace("app: shop", "app: store"));
  }
  await assert.rejects(
    async () => vscode.commands.executeCommand("vscode.executeDocumentRenameProvider", document.uri, at(document, "store"), "no label"),
    /cannot be the value of a label/,
  );
  await leave("rename");
});

test("a quick fix writes the probes that are missing", async () => {
  const { document } = await openApplication("probes", deployment.replace(/ {10}startupProbe:[\s\S]*/, ""));
  const finding = await appears(document.uri, "kubernetes/missing-readiness-probe");
  assert.equal(document.getText(finding.range), "shop");
  await apply(await actionAt(document.uri, finding, /probes for start, liveness and readiness/));
  await disappears(document.uri, "kubernetes/missing-readiness-probe");
  for (const key of ["startupProbe", "livenessProbe", "readinessProbe"])
    assert.match(document.getText(), new RegExp(`^ {10}${key}:$`, "m"));
  assert.deepEqual(
    findingsOn(document.uri)
      .filter((one) => /probe/i.test(ruleOf(one)) && one.severity <= vscode.DiagnosticSeverity.Warning)
      .map(ruleOf),
    [],
  );
  await leave("probes");
});

test("completion knows the fields of a probe, and those of the workspace's own names", async () => {
  const text = deployment.replace("            failureThreshold: 3\n", "            failureThreshold: 3\n            \n");
  const editor = await openApplication("completion", text);
  const { document } = editor;
  const position = document.positionAt(text.indexOf("failureThreshold: 3\n            \n") + "failureThreshold: 3\n            ".length);
  const labels = await until("the fields", async () => {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      position,
    );
    const found = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    return found.includes("periodSeconds") && found;
  });
  assert.ok(!labels.includes("failureThreshold"), "what is there already is not offered");
  await leave("completion");
});

test("a workload is given an autoscaler by a rewrite", async () => {
  const { document } = await openApplication("autoscaling");
  await appears(document.uri, "kubernetes/missing-resource-requests");
  const place = at(document, "Deployment");
  const actions = await until("the rewrites", async () => {
    const found = await actionsAt(document.uri, new vscode.Range(place, place), vscode.CodeActionKind.Refactor);
    return found.length > 0 && found;
  });
  const action = actions.find(({ title }) => title === "Add autoscaling");
  assert.ok(action, `it is among ${actions.map(({ title }) => title).join(", ")}`);
  await apply(action);
  await until("the autoscaler", () => document.getText().includes("kind: HorizontalPodAutoscaler"));
  assert.doesNotMatch(document.getText(), /^ {2}replicas:/m);
  await disappears(document.uri, "kubernetes/missing-resource-requests");
  await leave("autoscaling");
});

test("YAML of other tools is left alone", async () => {
  const uri = fileIn("other", "values.yaml");
  await vscode.workspace.fs.writeFile(uri, Buffer.from("livenessProbe:\n  failureThreshold: 3\nreplicas: 2\n"));
  await openApplication("other");
  await appears(fileIn("other", "deployment.yaml"), "kubernetes/missing-resource-requests");
  const { document } = await open(uri);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", uri, new vscode.Position(0, 3));
  assert.equal(hovers.length, 0);
  assert.deepEqual(rulesOn(document.uri), []);
  await leave("other");
});
