// Of all YAML documents the server takes those that are manifests, and leaves what every YAML extension tells to one that is there.
import { expect, test, vi } from "vitest";
import type { DocumentSymbol } from "vscode-languageserver-protocol";
import { type CheckWorkspaceResult, methods } from "../../server/lsp/protocol.ts";
import { start } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", async () => ({
  rules: [
    (await import("../../server/engine/rules/kubernetes/duplicate-key.ts")).default,
    (await import("../../server/engine/rules/kubernetes/syntax.ts")).default,
    (await import("../../server/engine/rules/kubernetes/unused-suppression.ts")).default,
  ],
}));

const uri = "file:///shop/deploy/app.yaml";
const pod = "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\n";
const twice = `${pod}metadata: { name: b }\n`;
const codes = (found: readonly { readonly code?: unknown }[]) => found.map(({ code }) => code);

test("a YAML document that is none of ours is left alone", async () => {
  const client = await start();
  await client.open(uri, "a: 1\na: 2\nb:\n", "yaml");
  expect(await client.diagnostics(uri)).toEqual([]);
  const at = { textDocument: { uri }, position: { line: 2, character: 2 } };
  expect(await client.request("textDocument/hover", at)).toBeNull();
  expect(await client.request("textDocument/completion", at)).toEqual([]);
  expect(await client.request("textDocument/documentSymbol", { textDocument: { uri } })).toEqual([]);
  expect(await client.request("textDocument/foldingRange", { textDocument: { uri } })).toBeNull();
});

test("one that becomes a manifest while it is written is judged from then on, and no longer once it is none", async () => {
  const client = await start();
  await client.open(uri, "a: 1\na: 2\n", "yaml");
  expect(await client.diagnostics(uri)).toEqual([]);
  await client.change(uri, twice);
  expect(codes(await client.diagnostics(uri))).toEqual(["kubernetes/duplicate-key"]);
  await client.change(uri, "a: 1\na: 2\n");
  expect(await client.diagnostics(uri)).toEqual([]);
});

test("templates of charts and unsaved documents are judged as well", async () => {
  const client = await start();
  const template = "file:///shop/chart/templates/pod.yaml";
  await client.open(template, `{{- if .Values.a }}\n${twice}{{- end }}\n`, "helm");
  expect(codes(await client.diagnostics(template))).toEqual(["kubernetes/duplicate-key"]);
  await client.open("untitled:Untitled-1", twice, "yaml");
  expect(codes(await client.diagnostics("untitled:Untitled-1"))).toEqual(["kubernetes/duplicate-key"]);
});

test("what YAML does not allow is left to an extension for YAML, all else is not", async () => {
  const comment = "# deployment-patterns-ignore kubernetes/syntax -- none\n";
  const text = `${twice.replace("kind:", `${comment}kind:`)}spec: "a\n`;
  const client = await start({ files: { [uri]: text } });
  await client.open(uri, text, "yaml");
  const ours = "kubernetes/unused-suppression";
  expect(codes(await client.diagnostics(uri)).sort()).toEqual(["kubernetes/duplicate-key", "kubernetes/syntax", ours]);
  await client.notify(methods.coexistence, { syntaxElsewhere: ["yaml"] });
  expect(codes(await client.diagnostics(uri))).toEqual([ours]);
  const { findings } = await client.request<CheckWorkspaceResult>(methods.checkWorkspace, {});
  expect(findings.map(({ diagnostics }) => codes(diagnostics))).toEqual([[ours]]);
});

test("Check Workspace finds manifests among all YAML files", async () => {
  const files = {
    [uri]: twice,
    "file:///shop/values.yaml": twice,
    "file:///shop/openapi.yaml": "a: 1\na: 2\n",
    "file:///shop/base/kustomization.yaml": "resources: []\nresources: []\n",
  };
  const client = await start({ files, latency: 1 });
  const { files: count, findings } = await client.request<CheckWorkspaceResult>(methods.checkWorkspace, {});
  expect(count).toBe(2);
  expect(findings.map((one) => one.uri)).toEqual(["file:///shop/base/kustomization.yaml", uri]);
});

test("the outline shows the objects", async () => {
  const client = await start();
  await client.open(uri, `${pod}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\ndata: { c: d }\n`, "yaml");
  const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", { textDocument: { uri } });
  expect(symbols.map(({ name, detail, children }) => [name, detail, children?.map((child) => child.name)])).toEqual([
    ["a", "Pod", undefined],
    ["b", "ConfigMap", ["c"]],
  ]);
});
