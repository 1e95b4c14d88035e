import assert from "node:assert/strict";
import * as vscode from "vscode";
import { actionAt, appears, apply, at, closeAll, disappears, findingsOn, open, placeCursor, ruleOf, rulesOn, workspace } from "./editor.ts";
import { hasKeyboard, press, test, textsOf, type, until } from "./harness.ts";

/** A web application that waits for its database to be healthy, which it never is. */
const compose = `name: shop
services:
  web:
    image: ghcr.io/example/shop:1.4.2
    depends_on:
      db:
        condition: service_healthy
    environment:
      DATABASE_URL: postgres://shop@db:5432/shop
    restart: unless-stopped
  db:
    image: postgres:17.6
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD_FILE: /run/secrets/db_password
    secrets:
      - db_password
    volumes:
      - db-data:/var/lib/postgresql/data
    restart: unless-stopped
volumes:
  db-data:
secrets:
  db_password:
    environment: DB_PASSWORD
`;
const override = `services:
  web:
    depends_on:
      - db
    restart: "no"
`;

/** The application in a folder of its own; its main file is opened in the editor. */
async function openApplication(folder: string, text = compose): Promise<vscode.TextEditor> {
  for (const [name, content] of Object.entries({ "compose.yaml": text, "compose.override.yaml": override }))
    await vscode.workspace.fs.writeFile(fileIn(folder, name), Buffer.from(content));
  return open(fileIn(folder, "compose.yaml"));
}

function fileIn(folder: string, name: string): vscode.Uri {
  return vscode.Uri.joinPath(workspace(), folder, name);
}

async function leave(folder: string): Promise<void> {
  await closeAll();
  await vscode.workspace.fs.delete(vscode.Uri.joinPath(workspace(), folder), { recursive: true });
}

async function labelsAt(document: vscode.TextDocument, position: vscode.Position): Promise<string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>("vscode.executeCompletionItemProvider", document.uri, position);
  return list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
}

test("findings appear and leave while a Compose file is typed", async () => {
  const editor = await openApplication("compose-typing");
  const { document } = editor;
  const finding = await appears(document.uri, "compose/dependency-without-healthcheck");
  assert.equal(document.getText(finding.range), "service_healthy");
  const position = at(document, "service_healthy");
  await editor.edit((edit) => edit.replace(new vscode.Range(position, position.translate(0, "service_healthy".length)), "service_started"));
  await disappears(document.uri, "compose/dependency-without-healthcheck");
  await leave("compose-typing");
});

test("a quick fix writes the health check that PostgreSQL is asked by", async () => {
  const { document } = await openApplication("compose-health");
  const finding = await appears(document.uri, "compose/dependency-without-healthcheck");
  await apply(await actionAt(document.uri, finding, /health check/i));
  await disappears(document.uri, "compose/dependency-without-healthcheck");
  assert.match(document.getText(), /^ {4}healthcheck:\n {6}test: .*pg_isready/m);
  assert.deepEqual(
    findingsOn(document.uri)
      .filter((one) => one.severity <= vscode.DiagnosticSeverity.Warning && /health/.test(ruleOf(one)))
      .map(ruleOf),
    [],
  );
  await leave("compose-health");
});

test("a service is renamed where others wait for it, in its override and in addresses", async () => {
  const editor = await openApplication("compose-rename");
  const { document } = editor;
  const place = () => document.positionAt(document.getText().indexOf("  db:\n    image") + 3);
  await until("the server", async () => {
    const found = await vscode.commands.executeCommand<vscode.Location[]>("vscode.executeReferenceProvider", document.uri, place());
    return found.length === 4;
  });
  if (hasKeyboard) {
    editor.selection = new vscode.Selection(place(), place());
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    await press("F2");
    await until("the field for the name", async () => (await textsOf(".rename-box .rename-input:focus")).length > 0);
    await press("Control+a");
    await type("database");
    await press("Enter");
  } else {
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      document.uri,
      place(),
      "database",
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
  }
  const expected = compose
    .replace("      db:\n        condition", "      database:\n        condition")
    .replace("@db:5432", "@database:5432")
    .replace("  db:\n    image", "  database:\n    image");
  await until(
    () => `the new name in:\n${document.getText()}`,
    () => document.getText() === expected,
  );
  const other = await vscode.workspace.openTextDocument(fileIn("compose-rename", "compose.override.yaml"));
  await until("the new name in the override", () => other.getText() === override.replace("- db", "- database"));
  await leave("compose-rename");
});

test("completion in a Compose file knows keys, and the names of services", async () => {
  const text = compose
    .replace("        condition: service_healthy\n", "        condition: service_healthy\n      \n")
    .replace("  db:\n    image", "  cache:\n    image: redis:8.2\n    \n  db:\n    image");
  const { document } = await openApplication("compose-completion", text);
  const names = await until("the names", async () => {
    const found = await labelsAt(
      document,
      document.positionAt(text.indexOf("service_healthy\n      \n") + "service_healthy\n      ".length),
    );
    return found.includes("cache") && found;
  });
  assert.ok(!names.includes("db"), "what is there already is not offered");
  assert.ok(!names.includes("web"), "a service does not wait for itself");
  const keys = await labelsAt(document, document.positionAt(text.indexOf("redis:8.2\n    \n") + "redis:8.2\n    ".length));
  assert.ok(keys.includes("healthcheck"), keys.join(", "));
  assert.ok(!keys.includes("image"), "what is there already is not offered");
  await leave("compose-completion");
});

test("what a service starts after stands above it, and its hover says what it is made of", async () => {
  const editor = await openApplication("compose-lens");
  const { document } = editor;
  const titles = await until("the lenses", async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", document.uri, 10);
    return lenses.length === 2 && lenses.map(({ command }) => command?.title);
  });
  assert.deepEqual(titles, ["starts after db (healthy)", "1 service waits for it"]);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    at(document, "depends_on"),
  );
  assert.ok(hovers.length > 0);
  if (hasKeyboard) {
    placeCursor(editor, "web:");
    await until("the lens on the page", async () =>
      (await textsOf(".codelens-decoration")).some((text) => text.includes("starts after db")),
    );
  }
  await leave("compose-lens");
});

test("an override is judged with the file that it is laid over", async () => {
  await openApplication("compose-override");
  const { document } = await open(fileIn("compose-override", "compose.override.yaml"));
  await until("the outline", async () => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>("vscode.executeDocumentSymbolProvider", document.uri);
    return symbols?.some(({ name }) => name === "web");
  });
  assert.deepEqual(
    rulesOn(document.uri).filter((rule) => /missing-(?:image|restart|healthcheck)/.test(rule)),
    [],
  );
  await leave("compose-override");
});
