import { expect, test, vi } from "vitest";
import type { Diagnostic, DocumentDiagnosticReport } from "vscode-languageserver-protocol";
import { at, start, until } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

const dockerfile = "file:///shop/Dockerfile";

test("tells a finding with its rule, page, place and tags", async () => {
  const client = await start({ files: { "file:///shop/.dockerignore": "" } });
  await client.open(dockerfile, "FROM node:latest\n");
  expect(await client.diagnostics(dockerfile)).toEqual([
    {
      range: { start: { line: 0, character: 10 }, end: { line: 0, character: 16 } },
      severity: 2,
      code: "dockerfile/latest",
      codeDescription: { href: expect.stringMatching(/^https:.*\/docs\/rules\/dockerfile\/latest\.md$/) },
      source: "deployment-patterns",
      message: "`latest` moves.",
      tags: [2],
    } satisfies Diagnostic,
  ]);
});

test("points at other files", async () => {
  const client = await start({ files: { "file:///shop/.dockerignore": "", "file:///shop/package.json": '{\n "x": "bad" }' } });
  await client.open(dockerfile, "FROM node:24\n");
  const [finding] = await client.diagnostics(dockerfile);
  expect(finding?.relatedInformation).toEqual([
    {
      location: {
        uri: "file:///shop/package.json",
        range: { start: { line: 1, character: 7 }, end: { line: 1, character: 10 } },
      },
      message: "here",
    },
  ]);
});

test("is not sent what it has already", async () => {
  const client = await start({ files: { "file:///shop/.dockerignore": "" } });
  await client.open(dockerfile, "FROM node:latest\n");
  const first = (await client.pull(dockerfile)) as { resultId: string };
  expect(await client.pull(dockerfile, first.resultId)).toEqual({ kind: "unchanged", resultId: first.resultId });
  await client.change(dockerfile, "\nFROM node:latest\n");
  const second = await client.pull(dockerfile, first.resultId);
  expect(second.kind).toBe("full");
});

test("follows edits of ranges, in files with either line break and with characters outside of the first plane", async () => {
  const client = await start({ files: { "file:///shop/.dockerignore": "" } });
  await client.open(dockerfile, "# 😀\r\nFROM node:24\r\nRUN x\r\n");
  expect(await client.diagnostics(dockerfile)).toEqual([]);
  await client.change(dockerfile, "latest", { start: { line: 1, character: 10 }, end: { line: 1, character: 12 } });
  await client.change(dockerfile, "# 😀😀 ", at(0, 0));
  const [finding] = await client.diagnostics(dockerfile);
  expect(finding?.range).toEqual({ start: { line: 1, character: 10 }, end: { line: 1, character: 16 } });
});

test("unsaved documents are checked by their language, and nothing around them is known", async () => {
  const client = await start();
  await client.open("untitled:Untitled-1", "FROM node:latest\n");
  expect(await client.codes("untitled:Untitled-1")).toEqual(["dockerfile/latest"]);
});

test("a file outside of all folders is checked, and nothing around it is known", async () => {
  const client = await start({ files: { "file:///elsewhere/package.json": "bad" } });
  await client.open("file:///elsewhere/Dockerfile", "FROM node:latest\n");
  expect(await client.codes("file:///elsewhere/Dockerfile")).toEqual(["dockerfile/latest"]);
});

test("other languages have no findings", async () => {
  const client = await start();
  await client.open("file:///shop/readme.md", "FROM node:latest\n", "markdown");
  expect(await client.pull("file:///shop/readme.md")).toMatchObject({ kind: "full", items: [] });
});

test("a rule that falls does not take the others, nor the server, with it", async () => {
  const client = await start({ files: { "file:///shop/.dockerignore": "" } });
  await client.open(dockerfile, "FROM node:latest\n# FALL\n");
  const diagnostics = await client.diagnostics(dockerfile);
  expect(diagnostics.map(({ code }) => code)).toEqual(["internal/rule-fault", "dockerfile/latest"]);
  expect(diagnostics[0]?.codeDescription).toBeUndefined();
  expect(client.logged.join("\n")).toContain("it fell");
  await client.change(dockerfile, "FROM node:latest\n");
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/latest"]);
});

test("the disk is waited for a moment, so that nothing is shown that has to be taken back", async () => {
  const client = await start({ latency: 80, files: { "file:///shop/package.json": "bad" } });
  await client.open(dockerfile, "FROM node:latest\n");
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/bad-manifest", "dockerfile/no-ignore-file", "dockerfile/latest"]);
  expect(client.refreshes).toBe(0);
});

test("a disk that takes longer is not waited for: what needs it follows", async () => {
  const client = await start({ latency: 1_300, files: { "file:///shop/package.json": "bad" } });
  await client.open(dockerfile, "FROM node:latest\n");
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/latest"]);
  await until(() => client.refreshes > 0, "a refresh");
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/bad-manifest", "dockerfile/no-ignore-file", "dockerfile/latest"]);
});

test("a request that was cancelled is answered as such, and the next one is served", async () => {
  const { CancellationTokenSource } = await import("vscode-jsonrpc");
  const client = await start();
  await client.open(dockerfile, "FROM node:latest\n");
  const source = new CancellationTokenSource();
  const request = client.connection.sendRequest("textDocument/diagnostic", { textDocument: { uri: dockerfile } }, source.token);
  source.cancel();
  await expect(request).rejects.toMatchObject({ code: -32800 });
  expect(await client.codes(dockerfile)).toContain("dockerfile/latest");
});

test("of a hundred changes at once only the last is worked on", async () => {
  const engine = await import("../../server/engine/index.ts");
  const check = vi.spyOn(await import("../../server/engine/lint.ts"), "check");
  expect(engine.rules.length).toBeGreaterThan(0);
  const client = await start({ files: { "file:///shop/.dockerignore": "" } });
  await client.open(dockerfile, "FROM node:1\n");
  await client.diagnostics(dockerfile);
  check.mockClear();
  const asked: Promise<DocumentDiagnosticReport>[] = [];
  for (let i = 0; i < 100; i++) {
    void client.change(dockerfile, `FROM node:${i < 99 ? i : "latest"}\n`);
    asked.push(client.pull(dockerfile));
  }
  const last = (await Promise.all(asked)).at(-1);
  expect(last?.kind === "full" && last.items.map(({ code }) => code)).toEqual(["dockerfile/latest"]);
  expect(check.mock.calls.length).toBeLessThan(10);
  check.mockRestore();
});

test("a long file is answered in time, whatever stands in it", async () => {
  const client = await start({ files: { "file:///shop/.dockerignore": "" } });
  const text = `FROM node:latest\n${"RUN echo hello && \\\n  echo world\n".repeat(5_000)}`;
  await client.open(dockerfile, text);
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/latest"]);
  await client.change(dockerfile, `FROM node:latest\nRUN ${"x".repeat(1_000_000)}\n`);
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/latest"]);
}, 10_000);
