// Completion and hover in workflows over the protocol; what they say is tested with the engine.
import { expect, test, vi } from "vitest";
import type { CompletionItem, Hover, MarkupContent } from "vscode-languageserver-protocol";
import { applyTextEdits, fullCapabilities, start, TestClient } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

const uri = "file:///shop/.github/workflows/ci.yml";
const position = (line: number, character: number) => ({ textDocument: { uri }, position: { line, character } });
const asIs = {
  ...fullCapabilities,
  textDocument: {
    ...fullCapabilities.textDocument,
    completion: { completionItem: { snippetSupport: true, insertTextModeSupport: { valueSet: [1 as const, 2 as const] } } },
  },
};

test("completion offers keys in the engine's order, with the lines below indented for their place", async () => {
  const client = await start({ capabilities: asIs });
  const text = "on: push\njobs:\n  a:\n    runs-on: x\n    st\n";
  await client.open(uri, text, "yaml");
  const items = await client.request<CompletionItem[]>("textDocument/completion", position(4, 6));
  const sorted = items.map(({ sortText }) => sortText);
  expect(sorted).toEqual([...sorted].sort());
  const steps = items.find(({ label }) => label === "steps");
  expect(steps?.insertTextMode).toBe(1);
  expect(applyTextEdits(text, [steps?.textEdit as never])).toBe("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - \n");
  expect(items.find(({ label }) => label === "needs")?.insertTextMode).toBeUndefined();
});

test("what another extension for workflows offers is left to it, what is ours stays", async () => {
  const client = await start();
  await client.open(uri, "on: push\njobs:\n  a:\n    if: \n", "yaml");
  const ask = async () => (await client.request<CompletionItem[]>("textDocument/completion", position(3, 8))).map(({ label }) => label);
  expect(await ask()).toEqual(expect.arrayContaining(["github", "only on tags"]));
  await client.notify("deploymentPatterns/coexistence", { syntaxElsewhere: ["workflow"] });
  const labels = await ask();
  expect(labels).not.toContain("github");
  expect(labels).toContain("only on tags");
});

test("hover tells what starts a job, with the repository's files", async () => {
  const client = await start({
    files: { "file:///shop/setup/action.yml": "name: Set up\ndescription: Installs.\nruns:\n  using: composite\n  steps: []\n" },
  });
  await client.open(uri, "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./setup\n", "yaml");
  const job = await client.request<Hover>("textDocument/hover", position(2, 2));
  expect((job.contents as MarkupContent).value).toContain("| push to the default branch | runs |");
  expect(job.range).toEqual({ start: { line: 2, character: 2 }, end: { line: 2, character: 3 } });
  const uses = await client.request<Hover>("textDocument/hover", position(5, 16));
  expect((uses.contents as MarkupContent).value).toContain("Installs.");
});

test("the characters that lead on inside of workflows ask for completion", async () => {
  const { capabilities } = await new TestClient({}).initialize({});
  expect(capabilities.completionProvider?.triggerCharacters).toEqual(expect.arrayContaining([" ", ".", "{", "@", "["]));
});
