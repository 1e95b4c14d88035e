import assert from "node:assert/strict";
import * as vscode from "vscode";
import { actionAt, appears, apply, at, closeAll, disappears, open, placeCursor, rulesOn, typeText, workspace } from "./editor.ts";
import { click, hasKeyboard, press, test, textsOf, type, until } from "./harness.ts";

/** Tests, builds and deploys; of its deployment nearly all is left to be said. */
const pipeline = `name: Shop
on:
  push:
    branches: [main]
  pull_request:
  workflow_dispatch:
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    outputs:
      version: \${{ steps.version.outputs.value }}
    steps:
      - uses: actions/checkout@v6
      - id: version
        run: echo "value=1.\${{ github.run_number }}" >> "$GITHUB_OUTPUT"
      - run: npm ci
      - run: npm test
  deploy:
    needs: check
    if: needs.check.result == 'success' && github.event_name != 'pull_request'
    runs-on: ubuntu-24.04
    steps:
      - run: kubectl set image deployment/shop shop=ghcr.io/example/shop:\${{ needs.check.outputs.version }}
`;

/** A workflow in the place where GitHub looks for them, opened in the editor. */
async function openWorkflow(name: string, text = pipeline): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.joinPath(workspace(), ".github", "workflows", `${name}.yml`);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  return open(uri);
}

/** Closes and deletes it: other workflows are read along with the one that is open. */
async function leave({ document }: vscode.TextEditor): Promise<void> {
  await closeAll();
  await vscode.workspace.fs.delete(document.uri);
}

test("findings appear and leave while a workflow is typed", async () => {
  const editor = await openWorkflow("typing");
  const { document } = editor;
  await appears(document.uri, "workflow/deploy-without-timeout");
  assert.ok(!rulesOn(document.uri).includes("workflow/unknown-need"));
  const end = document.positionAt(document.getText().indexOf("needs: check") + "needs: check".length);
  editor.selection = new vscode.Selection(end, end);
  await typeText("s");
  const finding = await appears(document.uri, "workflow/unknown-need");
  assert.equal(document.getText(finding.range), "checks");
  await vscode.commands.executeCommand("deleteLeft");
  await disappears(document.uri, "workflow/unknown-need");
  assert.equal(document.getText(), pipeline);
  await leave(editor);
});

test("a workflow that is written as it should be has no findings", async () => {
  const editor = await openWorkflow(
    "clean",
    "name: Test\non:\n  push:\n    branches: [main]\npermissions:\n  contents: read\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 10\n    steps:\n      - run: make test\n",
  );
  const { document } = editor;
  // A finding that comes late would be missed without one to wait for.
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, "    neds: x\n");
  assert.ok(await vscode.workspace.applyEdit(edit));
  await appears(document.uri, "workflow/unknown-key");
  await vscode.commands.executeCommand("undo");
  await disappears(document.uri, "workflow/unknown-key");
  assert.deepEqual(rulesOn(document.uri), []);
  await leave(editor);
});

test("completion inside of an expression knows contexts and jobs", async () => {
  const editor = await openWorkflow(
    "completion",
    pipeline.replace("shop:${{ needs.check.outputs.version }}", "shop:${{ needs. }} ${{ github. }}"),
  );
  const { document } = editor;
  const labelsAt = async (text: string) => {
    const position = document.positionAt(document.getText().lastIndexOf(text) + text.length);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      position,
    );
    return list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
  };
  await until("`sha` behind `github.`", async () => (await labelsAt("${{ github.")).includes("sha"));
  const jobs = await labelsAt("${{ needs.");
  assert.ok(jobs.includes("check"), `the needed job is among ${jobs.slice(0, 20).join(", ")}`);
  assert.ok(!jobs.includes("deploy"), "the job itself is not");
  if (hasKeyboard) {
    const behind = document.positionAt(document.getText().indexOf("${{ needs.") + "${{ needs.".length);
    editor.selection = new vscode.Selection(behind, behind);
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    await vscode.commands.executeCommand("editor.action.triggerSuggest");
    await until("the list", async () => (await textsOf(".suggest-widget.visible .monaco-list-row")).some((row) => row.startsWith("check")));
    await press("Enter");
    await until("the job in the expression", () => document.getText().includes("shop:${{ needs.check"));
  }
  await leave(editor);
});

test("a job is renamed wherever it is named", async () => {
  const editor = await openWorkflow("rename");
  const { document } = editor;
  await appears(document.uri, "workflow/deploy-without-timeout");
  if (hasKeyboard) {
    placeCursor(editor, "check:");
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    await press("F2");
    await until("the field for the name", async () => (await textsOf(".rename-box .rename-input:focus")).length > 0);
    await press("Control+a");
    await type("verify");
    await press("Enter");
  } else {
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      document.uri,
      at(document, "check:"),
      "verify",
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
  }
  const expected = pipeline
    .replace("  check:", "  verify:")
    .replace("needs: check", "needs: verify")
    .replaceAll("needs.check.", "needs.verify.");
  await until(
    () => `the new name in:\n${document.getText()}`,
    () => document.getText() === expected,
  );
  await assert.rejects(
    async () => vscode.commands.executeCommand("vscode.executeDocumentRenameProvider", document.uri, at(document, "verify:"), "deploy"),
    /There is a job `deploy` already/,
  );
  await leave(editor);
});

test("definition and references lead from job to job", async () => {
  const editor = await openWorkflow("navigation");
  const { document } = editor;
  const [link] = await until("the definition", async () => {
    const found = await vscode.commands.executeCommand<(vscode.LocationLink | vscode.Location)[]>(
      "vscode.executeDefinitionProvider",
      document.uri,
      at(document, "check.outputs"),
    );
    return found.length > 0 && found;
  });
  assert.ok(link && "targetUri" in link);
  assert.equal(document.getText(link.targetSelectionRange ?? link.targetRange), "check");
  const places = await vscode.commands.executeCommand<vscode.Location[]>(
    "vscode.executeReferenceProvider",
    document.uri,
    at(document, "check:"),
  );
  assert.equal(places.length, 4);
  await leave(editor);
});

test("what a deployment is reached by stands above it, and a click shows what decides", async () => {
  const editor = await openWorkflow("lens");
  const { document } = editor;
  const title = "runs on: push to main · dispatch — never: pull requests, forks, other branches";
  const lenses = await until("the lens", async () => {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", document.uri, 10);
    return found.length > 0 && found;
  });
  assert.deepEqual(
    lenses.map(({ command, range }) => [command?.title, document.getText(range)]),
    [[title, "deploy"]],
  );
  if (hasKeyboard) {
    editor.revealRange(lenses[0]?.range ?? new vscode.Range(0, 0, 0, 0), vscode.TextEditorRevealType.InCenter);
    await until("the lens on the page", async () => (await textsOf(".codelens-decoration a")).some((text) => text === title));
    await click(".codelens-decoration a");
    await until("the guards", async () => {
      const rows = await textsOf(".reference-zone-widget .monaco-list-row");
      return rows.some((text) => text.includes("github.event_name != 'pull_request'")) && rows.some((text) => text.includes("branches"));
    });
    await press("Escape");
  }
  await leave(editor);
});

test("the outline shows the jobs with their stages", async () => {
  const editor = await openWorkflow("outline");
  const symbols = await until("the outline", async () => {
    const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      editor.document.uri,
    );
    return found?.length > 0 && found;
  });
  const jobs = symbols.filter(({ kind }) => kind === vscode.SymbolKind.Module).map(({ name, detail }) => `${name}: ${detail}`);
  assert.deepEqual(jobs, ["check: unit", "deploy: deploy — after check"]);
  await leave(editor);
});

test("a fix of a workflow is applied, and the finding is gone", async () => {
  const editor = await openWorkflow("fix");
  const { document } = editor;
  const finding = await appears(document.uri, "workflow/deploy-without-timeout");
  const others = rulesOn(document.uri).filter((rule) => rule !== "workflow/deploy-without-timeout");
  await apply(await actionAt(document.uri, finding, /^Set timeout-minutes: 15/));
  assert.match(document.getText(), /^ {4}timeout-minutes: 15$/m);
  await disappears(document.uri, "workflow/deploy-without-timeout");
  assert.deepEqual(rulesOn(document.uri).sort(), others.sort(), "no other finding came or went");
  await leave(editor);
});

test("a fix of a workflow is chosen by the keyboard", async () => {
  const editor = await openWorkflow("keyboard");
  const { document } = editor;
  await appears(document.uri, "workflow/missing-environment");
  placeCursor(editor, "deploy:");
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  if (hasKeyboard) {
    await press("Control+.");
    const rows = await until("the menu of fixes", async () => {
      const texts = await textsOf(".action-widget .monaco-list-row.action");
      return texts.length > 0 && texts;
    });
    const row = rows.findIndex((text) => text.startsWith("Deploy to the environment"));
    assert.ok(row >= 0, `no fix for the environment in: ${rows.join(" | ")}`);
    for (let step = 0; step < row; step++) await press("ArrowDown");
    await press("Enter");
  } else {
    await apply(await actionAt(document.uri, await appears(document.uri, "workflow/missing-environment"), /^Deploy to the environment/));
  }
  await until("the environment in the file", () => /^ {4}environment: production$/m.test(document.getText()));
  await disappears(document.uri, "workflow/missing-environment");
  await leave(editor);
});
