// Rename, lenses and the outline of workflows over the protocol, with the features that they have.
import { expect, test, vi } from "vitest";
import type { CodeLens, DocumentSymbol, WorkspaceEdit } from "vscode-languageserver-protocol";
import { applyTo, start } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

const uri = "file:///shop/.github/workflows/ci.yml";
const called = "file:///shop/.github/workflows/deploy.yml";
const text = `on:
  push: { branches: [main] }
jobs:
  test:
    runs-on: ubuntu-24.04
    steps: [{ run: npm test }]
  deploy:
    needs: test
    if: needs.test.result == 'success'
    uses: ./.github/workflows/deploy.yml
    with:
      version: 1
`;
const deploy = `on:
  workflow_call:
    inputs: { version: { type: string } }
jobs:
  go:
    runs-on: ubuntu-24.04
    steps: [{ run: "kubectl set image deployment/web web=app:\${{ inputs.version }}" }]
`;
const version = { textDocument: { uri }, position: { line: 11, character: 8 }, newName: "tag" };

async function opened(latency = 0) {
  const client = await start({ files: { [called]: deploy }, latency, initializationOptions: { showPlacesCommand: "show.places" } });
  await client.open(uri, text, "yaml");
  return client;
}

test("an input is renamed in the files that name it, each with the version that the client has of it", async () => {
  const client = await opened(5);
  const edit = await client.request<WorkspaceEdit>("textDocument/rename", version);
  expect(applyTo(text, uri, edit)).toBe(text.replace("version: 1", "tag: 1"));
  expect(applyTo(deploy, called, edit)).toBe(deploy.replace("{ version:", "{ tag:").replace("inputs.version", "inputs.tag"));
  expect(edit.documentChanges?.map((change) => "textDocument" in change && change.textDocument)).toEqual([
    { uri, version: 1 },
    { uri: called, version: null },
  ]);
  await expect(client.request("textDocument/rename", { ...version, newName: "a b" })).rejects.toThrow(
    "`a b` cannot be the name of an input",
  );
});

test("a text that is not saved yet is what a rename changes", async () => {
  const client = await opened();
  const unsaved = `# one more line\n${deploy}`;
  await client.open(called, unsaved, "yaml");
  const edit = await client.request<WorkspaceEdit>("textDocument/rename", version);
  expect(applyTo(unsaved, called, edit)).toContain("# one more line\non:\n  workflow_call:\n    inputs: { tag:");
});

test("the reach of a deployment stands above it, with the guards behind a click", async () => {
  const client = await opened(5);
  const [lens, ...others] = await client.request<CodeLens[]>("textDocument/codeLens", { textDocument: { uri } });
  expect(others).toEqual([]);
  expect(lens).toMatchObject({
    range: { start: { line: 6, character: 2 } },
    command: {
      title: "runs on: push to main — never: pull requests, forks, other branches",
      command: "show.places",
      arguments: [uri, { line: 6, character: 2 }, [{ uri, range: { start: { line: 1, character: 10 } } }]],
    },
  });
});

test("jobs are listed with their stages, those of called workflows included", async () => {
  const client = await opened(5);
  const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", { textDocument: { uri } });
  expect(symbols.map(({ name, detail }) => [name, detail])).toEqual([
    ["push", "main"],
    ["test", "unit"],
    ["deploy", "deploy — after test"],
  ]);
});
