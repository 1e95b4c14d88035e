// Snippets over the protocol; where they fit is tested with the engine.
import { expect, test, vi } from "vitest";
import type { CompletionItem } from "vscode-languageserver-protocol";
import { plainCapabilities, start } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

const dependabot = "file:///shop/.github/dependabot.yml";

async function offered(uri: string, text: string, capabilities?: typeof plainCapabilities): Promise<CompletionItem[]> {
  const client = await start(capabilities ? { capabilities } : {});
  await client.open(uri, text, "yaml");
  const lines = text.split("\n");
  const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  const items = await client.request<CompletionItem[]>("textDocument/completion", { textDocument: { uri }, position });
  return items.filter(({ detail }) => detail?.startsWith("dp-"));
}

test("a new file of another tool is begun by its path, with choices and what is written twice", async () => {
  const [item] = await offered(dependabot, "dp");
  expect(item).toMatchObject({ detail: "dp-dependabot", kind: 15, insertTextFormat: 2 });
  expect(item?.textEdit).toMatchObject({ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } } });
  expect(item?.textEdit?.newText).toContain("package-ecosystem: ${1|npm,pip,uv,");
  expect(item?.textEdit?.newText).toContain("directory: ${2:/}");
  expect(item?.textEdit?.newText).toContain("directory: $2\n");
});

test("who knows no snippets gets the text with its defaults", async () => {
  const [item] = await offered(dependabot, "", plainCapabilities);
  expect(item?.insertTextFormat).toBeUndefined();
  expect(item?.textEdit?.newText).toContain("package-ecosystem: npm\n    directory: /\n");
});

test("no other YAML gets any, nor one that has begun", async () => {
  expect(await offered("file:///shop/config/settings.yaml", "dp")).toEqual([]);
  expect(await offered(dependabot, "version: 2\n")).toEqual([]);
});

test("variables of a workflow are no tab stops", async () => {
  const items = await offered("file:///shop/.github/workflows/deploy.yml", "");
  const rollback = items.find(({ detail }) => detail === "dp-wf-rollback");
  expect(rollback?.textEdit?.newText).toContain("ENVIRONMENT: \\${{ inputs.environment \\}\\}\n");
  expect(rollback?.textEdit?.newText).toContain('--namespace "\\$ENVIRONMENT" rollout undo deployment/${1:app}');
});
