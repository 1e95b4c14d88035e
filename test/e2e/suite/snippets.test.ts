import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, open, workspace } from "./editor.ts";
import { test, until } from "./harness.ts";

const folder = "snippets";

/** The prefixes of our snippets that are offered at the end of a new file. */
async function offered(path: string, text: string): Promise<string[]> {
  const uri = vscode.Uri.joinPath(workspace(), folder, path);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  const { document } = await open(uri);
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    uri,
    document.positionAt(text.length),
  );
  return list.items.flatMap(({ label, detail = "" }) => {
    const name = typeof label === "string" ? label : label.label;
    return [name, detail].filter((one) => /^dp-/.test(one));
  });
}

test("snippets are offered in the files that they are for, and in no others", async () => {
  const expected = [
    ["Dockerfile", "dp-node"],
    ["env.ts", "dp-env-zod"],
    ["env.js", "dp-env-zod"],
    ["settings.py", "dp-env-pydantic"],
    ["smoke.sh", "dp-smoke"],
    ["rollback.md", "dp-runbook-rollback"],
    [".dockerignore", "dp-dockerignore-node"],
    ["compose.yaml", "dp-compose-prod"],
    ["deploy/app.yaml", "dp-k8s-deployment"],
    [".github/dependabot.yml", "dp-dependabot"],
  ] as const;
  for (const [path, prefix] of expected)
    await until(`${prefix} in ${path}`, async () => (await offered(path, "dp-")).filter((one) => one === prefix).length === 1);
  for (const path of ["settings.yaml", ".gitignore", "settings.json"]) assert.deepEqual(await offered(path, "dp-"), [], path);
  assert.ok(!(await offered("env.js", "dp-")).includes("dp-health-nest"));
  await closeAll();
  await vscode.workspace.fs.delete(vscode.Uri.joinPath(workspace(), folder), { recursive: true });
});
