import { expect, test, vi } from "vitest";
import { fullCapabilities, plainCapabilities, start, TestClient, until } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

test("a client that pulls diagnostics is offered them, one that does not is not", async () => {
  const full = await new TestClient({}).initialize({});
  expect(full.capabilities.diagnosticProvider).toEqual({
    identifier: "deployment-patterns",
    interFileDependencies: true,
    workspaceDiagnostics: false,
  });
  const plain = await new TestClient({}).initialize({ capabilities: plainCapabilities });
  expect(plain.capabilities.diagnosticProvider).toBeUndefined();
});

test("offers what a Dockerfile has use for, and says who it is", async () => {
  const { capabilities, serverInfo } = await new TestClient({}).initialize({});
  expect(capabilities.hoverProvider).toBe(true);
  expect(capabilities.completionProvider?.triggerCharacters).toContain("-");
  expect(capabilities.codeActionProvider).toEqual({
    codeActionKinds: ["quickfix", "refactor.rewrite", "source.fixAll.deploymentPatterns"],
    resolveProvider: true,
  });
  expect(serverInfo?.name).toBe("deployment-patterns");
  expect(serverInfo?.version).toMatch(/^\d+\.\d+\.\d+$/);
});

test("formatting is registered where the client lets it be withdrawn, and offered outright elsewhere", async () => {
  const dynamic = await start();
  await until(() => [...dynamic.registrations.values()].some(({ method }) => method === "textDocument/formatting"), "the registration");
  const { textDocument, ...rest } = fullCapabilities;
  const { formatting: _, ...withoutFormatting } = textDocument ?? {};
  const plain = await new TestClient({}).initialize({ capabilities: { ...rest, textDocument: withoutFormatting } });
  expect(plain.capabilities.documentFormattingProvider).toBe(true);
});

test("asks to be told of files that findings rest upon", async () => {
  const client = await start();
  await until(() => [...client.registrations.values()].some(({ method }) => method === "workspace/didChangeWatchedFiles"), "the watchers");
  const watch = [...client.registrations.values()].find(({ method }) => method === "workspace/didChangeWatchedFiles");
  expect(watch?.registerOptions).toEqual({ watchers: [{ globPattern: "**/*" }] });
});

test("a client without workspace folders is served by its root", async () => {
  const client = new TestClient({ files: { "file:///shop/.dockerignore": "x\n" } });
  await client.connection.sendRequest("initialize", { processId: null, rootUri: "file:///shop", capabilities: fullCapabilities });
  await client.notify("initialized", {});
  await client.open("file:///shop/Dockerfile", "FROM scratch\n");
  expect(await client.request("deploymentPatterns/configuration", { uri: "file:///shop/Dockerfile" })).toMatchObject({
    uri: "file:///shop/.deployment-patterns.yaml",
    exists: false,
  });
});
