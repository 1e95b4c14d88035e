// Manifests over the protocol; what is said of them is tested with the engine.
import { expect, test, vi } from "vitest";
import type { CodeAction, InlayHint, TextDocumentEdit, WorkspaceEdit } from "vscode-languageserver-protocol";
import { deployment, service } from "../engine/editor/kubernetes.ts";
import { applyTo, everywhere, start } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

const web = "file:///shop/k8s/web.yaml";
const other = "file:///shop/k8s/service.yaml";

/** The position behind the first character of `found`, the first behind `after`. */
function place(text: string, found: string, after = "") {
  const before = text.slice(0, text.indexOf(found, text.indexOf(after)) + 1).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

test("a label is renamed in the open file, in another that is open, and in one that is not", async () => {
  const closed = "file:///shop/k8s/budget.yaml";
  const budget =
    "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: web\n";
  const client = await start({ files: { [web]: deployment, [other]: service, [closed]: budget } });
  await client.open(web, deployment, "yaml");
  // What is open counts, not what is on disk.
  const opened = service.replace("name: web\n", "name: web\n  namespace: default\n");
  await client.open(other, opened, "yaml");
  const edit = await client.request<WorkspaceEdit>("textDocument/rename", {
    textDocument: { uri: web },
    position: place(deployment, "web", "labels:\n        app"),
    newName: "front",
  });
  const changes = (edit.documentChanges as TextDocumentEdit[]).map(({ textDocument }) => [textDocument.uri, textDocument.version]);
  expect(changes.sort()).toEqual([
    [closed, null],
    [other, 1],
    [web, 1],
  ]);
  expect(applyTo(opened, other, edit)).toBe(opened.replace("app: web", "app: front"));
  expect(applyTo(budget, closed, edit)).toBe(budget.replace("app: web", "app: front"));
  expect(applyTo(deployment, web, edit).match(/app: front/g)).toHaveLength(3);
});

test("why a name cannot be given another is told before one is asked for", async () => {
  const text = service.replace("  name: web\n", "  name: ${NAME}\n");
  const client = await start({ files: { [other]: text } });
  await client.open(other, text, "yaml");
  const params = { textDocument: { uri: other }, position: place(text, "{NAME}") };
  await expect(client.request("textDocument/prepareRename", params)).rejects.toThrow(/A template fills in `\$\{NAME\}`/);
});

test("what a workload can be made into is offered on the line with its name, as a rewrite", async () => {
  const client = await start({ files: { [web]: deployment, [other]: service } });
  await client.open(web, deployment, "yaml");
  const ask = (line: number, only?: string[]) => {
    const range = { start: { line, character: 4 }, end: { line, character: 4 } };
    return client.request<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri: web },
      range,
      context: { diagnostics: [], ...(only && { only }) },
    });
  };
  const actions = await ask(3, ["refactor"]);
  expect(actions.map(({ title, kind }) => `${kind}: ${title}`)).toEqual([
    "refactor.rewrite: Make zero-downtime",
    "refactor.rewrite: Make restricted (Pod Security Standard)",
    "refactor.rewrite: Add autoscaling",
  ]);
  expect(applyTo(deployment, web, actions[2]?.edit)).toContain("kind: HorizontalPodAutoscaler");
  expect((await ask(3)).map(({ title }) => title)).toContain("Add autoscaling");
  expect(await ask(3, ["quickfix"])).toEqual([]);
  expect(await ask(9, ["refactor"])).toEqual([]);
});

test("hints stand behind the numbers, with the rest of the story in their tooltip", async () => {
  const client = await start({ files: { [web]: deployment } });
  await client.open(web, deployment, "yaml");
  const ask = (range: unknown) => client.request<InlayHint[]>("textDocument/inlayHint", { textDocument: { uri: web }, range });
  const hints = await ask(everywhere);
  expect(hints.map(({ label }) => label)).toContain("start-up budget 150 s");
  const first = hints.find(({ label }) => label === "start-up budget 150 s");
  expect(first?.position).toEqual({ line: 54, character: "            failureThreshold: 30".length });
  expect(JSON.stringify(first?.tooltip)).toContain("answers within 2 min 25 s is never killed");
  expect((await ask({ start: { line: 0, character: 0 }, end: { line: 10, character: 0 } })).length).toBe(0);
});

test("YAML that is none of ours gets no answers", async () => {
  const uri = "file:///shop/values.yaml";
  const text = "app: web\nlivenessProbe:\n  failureThreshold: 3\nreplicas: 2\n";
  const client = await start({ files: { [uri]: text, [web]: deployment } });
  await client.open(uri, text, "yaml");
  const at = { textDocument: { uri }, position: { line: 0, character: 6 } };
  expect(await client.request("textDocument/hover", at)).toBeNull();
  expect(await client.request("textDocument/definition", at)).toEqual([]);
  expect(await client.request("textDocument/references", { ...at, context: { includeDeclaration: true } })).toEqual([]);
  expect(await client.request("textDocument/prepareRename", at)).toBeNull();
  expect(await client.request("textDocument/inlayHint", { textDocument: { uri }, range: everywhere })).toEqual([]);
  expect(await client.request("textDocument/codeLens", { textDocument: { uri } })).toEqual([]);
  expect(await client.request("textDocument/documentLink", { textDocument: { uri } })).toEqual([]);
  const range = { start: at.position, end: at.position };
  expect(await client.request("textDocument/codeAction", { textDocument: { uri }, range, context: { diagnostics: [] } })).toEqual([]);
});

test("a snippet of several lines begins where a line begins, so that no editor indents it once more", async () => {
  const client = await start({ files: { [web]: deployment, [other]: service } });
  // Both the ports and the resources are the last of their kind on a line with blanks before it.
  const text = deployment.replace(/ {10}startupProbe:[\s\S]*/, "");
  await client.open(web, text, "yaml");
  const range = { start: { line: 3, character: 4 }, end: { line: 3, character: 4 } };
  const context = { diagnostics: [], only: ["refactor"] };
  const actions = await client.request<CodeAction[]>("textDocument/codeAction", { textDocument: { uri: web }, range, context });
  const probes = actions.find(({ title }) => title === "Add probes");
  const [change] = (probes?.edit?.documentChanges ?? []) as TextDocumentEdit[];
  const edits = (change?.edits ?? []) as unknown as {
    range: { start: { character: number } };
    snippet?: { value: string };
    newText?: string;
  }[];
  expect(edits.some(({ snippet }) => snippet)).toBe(true);
  for (const edit of edits) if ((edit.snippet?.value ?? edit.newText ?? "").includes("\n")) expect(edit.range.start.character).toBe(0);
  const after = applyTo(text, web, probes?.edit);
  expect(after).toMatch(/^ {10}startupProbe:$/m);
  expect(after.split("\n").slice(0, 37)).toEqual(text.split("\n").slice(0, 37));
});
