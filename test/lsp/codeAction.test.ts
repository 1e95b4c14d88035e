import { expect, test, vi } from "vitest";
import type { CodeAction, TextDocumentEdit } from "vscode-languageserver-protocol";
import { applyTo, at, everywhere, fullCapabilities, plainCapabilities, start } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

const dockerfile = "file:///shop/Dockerfile";
const ignored = { "file:///shop/.dockerignore": "" };
const titles = (actions: CodeAction[]) => actions.map(({ title }) => title);

test("offers the fixes of the finding at the place, the first safe one preferred, and last to ignore it", async () => {
  const client = await start({ files: ignored });
  await client.open(dockerfile, "FROM node:latest\nRUN x\n");
  const actions = await client.actions(dockerfile, at(0, 12));
  expect(titles(actions)).toEqual(["Use 1", "Use another", "Ignore dockerfile/latest here"]);
  expect(actions.map(({ isPreferred }) => isPreferred === true)).toEqual([true, false, false]);
  expect(actions.every(({ kind }) => kind === "quickfix")).toBe(true);
  expect(actions[0]?.diagnostics?.map(({ code }) => code)).toEqual(["dockerfile/latest"]);
  expect(titles(await client.actions(dockerfile, at(1, 2)))).toEqual([]);
});

test("of several findings at one place the gravest comes first, and its fix alone is preferred", async () => {
  const client = await start({ files: { "file:///shop/.deployment-patterns.yaml": "rules:\n  dockerfile/latest: error\n" } });
  await client.open(dockerfile, "FROM node:latest\n");
  const actions = await client.actions(dockerfile, everywhere);
  expect(titles(actions)).toEqual([
    "Use 1",
    "Use another",
    "Create it",
    "Fix all safe problems of this file",
    "Ignore dockerfile/latest here",
    "Ignore dockerfile/no-ignore-file here",
  ]);
  expect(actions.filter(({ isPreferred }) => isPreferred).map(({ title }) => title)).toEqual(["Use 1"]);
});

test("a fix carries the version that it was made for, and after it the finding is gone", async () => {
  const client = await start({ files: ignored });
  await client.open(dockerfile, "FROM node:24\n");
  await client.change(dockerfile, "FROM node:latest\n");
  const [fix] = await client.actions(dockerfile, at(0, 12));
  expect(fix?.edit?.documentChanges).toEqual([
    {
      textDocument: { uri: dockerfile, version: 2 },
      edits: [{ range: { start: { line: 0, character: 10 }, end: { line: 0, character: 16 } }, newText: "1" }],
    },
  ]);
  const fixed = applyTo("FROM node:latest\n", dockerfile, fix?.edit);
  await client.change(dockerfile, fixed);
  expect(await client.diagnostics(dockerfile)).toEqual([]);
});

test("the diagnostic that the client has is the one that the action names", async () => {
  const client = await start({ files: ignored });
  await client.open(dockerfile, "FROM node:latest\n");
  const [diagnostic] = await client.diagnostics(dockerfile);
  const own = { ...diagnostic, data: "the client's own" } as never;
  const [fix] = await client.actions(dockerfile, at(0, 12), undefined, [own]);
  expect(fix?.diagnostics).toEqual([own]);
});

test("what is to be filled in becomes a snippet where the client can, with what a snippet would read escaped", async () => {
  const client = await start({ files: ignored });
  await client.open(dockerfile, "FROM node:latest\n");
  const actions = await client.actions(dockerfile, at(0, 12));
  const edits = (action: CodeAction | undefined) => (action?.edit?.documentChanges?.[0] as TextDocumentEdit | undefined)?.edits;
  expect(edits(actions[1])).toEqual([
    {
      range: { start: { line: 0, character: 10 }, end: { line: 0, character: 16 } },
      snippet: { kind: "snippet", value: "${1:\\$VERSION}" },
    },
  ]);
  expect(edits(actions[2])).toEqual([
    { range: at(0), snippet: { kind: "snippet", value: "# deployment-patterns-ignore dockerfile/latest -- ${1:reason}\n" } },
  ]);

  const plain = await start({ files: ignored, capabilities: plainCapabilities });
  await plain.open(dockerfile, "FROM node:latest\n");
  const [, another] = await plain.actions(dockerfile, at(0, 12));
  expect(another?.edit?.changes?.[dockerfile]?.[0]?.newText).toBe("$VERSION");
});

test("the comment that ignores a finding silences it", async () => {
  const client = await start({ files: ignored });
  const text = "FROM scratch AS x\r\nFROM node:latest\r\n";
  await client.open(dockerfile, text);
  const ignore = (await client.actions(dockerfile, at(1, 12))).at(-1);
  const after = applyTo(text, dockerfile, ignore?.edit);
  expect(after).toBe("FROM scratch AS x\r\n# deployment-patterns-ignore dockerfile/latest -- reason\r\nFROM node:latest\r\n");
  await client.change(dockerfile, after);
  expect(await client.diagnostics(dockerfile)).toEqual([]);
});

test("a fix that creates a file says so, and is not offered to a client that cannot", async () => {
  const client = await start({ files: {} });
  await client.open(dockerfile, "FROM node:24\n");
  const [create] = await client.actions(dockerfile, at(0, 1));
  expect(create?.edit?.documentChanges).toEqual([
    { kind: "create", uri: "file:///shop/.dockerignore", options: { overwrite: false, ignoreIfExists: false } },
    { textDocument: { uri: "file:///shop/.dockerignore", version: null }, edits: [{ range: at(0), newText: ".git\n" }] },
  ]);
  const plain = await start({ files: {}, capabilities: plainCapabilities });
  await plain.open(dockerfile, "FROM node:24\n");
  expect(titles(await plain.actions(dockerfile, at(0, 1)))).toEqual(["Ignore dockerfile/no-ignore-file here"]);
});

test("a fix of another file has its version where it is open, and none where it is not", async () => {
  const manifest = "file:///shop/package.json";
  const client = await start({ files: { ...ignored, [manifest]: '"bad"' } });
  await client.open(dockerfile, "FROM node:24\n");
  const versionOf = async () =>
    ((await client.actions(dockerfile, at(0, 1)))[0]?.edit?.documentChanges?.[0] as TextDocumentEdit | undefined)?.textDocument.version;
  expect(await versionOf()).toBeNull();
  await client.open(manifest, '\n"bad"', "json");
  expect(await versionOf()).toBe(1);
});

test("only the kinds that are asked for are given", async () => {
  const client = await start({ files: {} });
  await client.open(dockerfile, "FROM node:latest\n");
  expect(titles(await client.actions(dockerfile, everywhere, ["refactor"]))).toEqual([]);
  for (const only of ["source", "source.fixAll", "source.fixAll.deploymentPatterns"]) {
    expect(titles(await client.actions(dockerfile, everywhere, [only]))).toEqual(["Fix all safe problems"]);
  }
  expect(titles(await client.actions(dockerfile, everywhere, ["source.fixAll.eslint"]))).toEqual([]);
  expect((await client.actions(dockerfile, everywhere, ["quickfix"])).every(({ kind }) => kind === "quickfix")).toBe(true);
});

test("everything safe is fixed by one edit, made when it is asked for", async () => {
  const client = await start({ files: {} });
  const text = "FROM a:latest AS a\nRUN one\nFROM b:latest\nRUN two\n";
  await client.open(dockerfile, text);
  const [action] = await client.actions(dockerfile, everywhere, ["source.fixAll"]);
  expect(action?.edit).toBeUndefined();
  const resolved = await client.request<CodeAction>("codeAction/resolve", action);
  expect(applyTo(text, dockerfile, resolved.edit)).toBe("FROM a:1 AS a\nRUN one\nFROM b:1\nRUN two\n");
  expect(resolved.edit?.documentChanges?.map((change) => ("kind" in change ? change.kind : change.edits.length))).toEqual([2, "create", 1]);
});

test("nothing comes of an action whose text has moved on", async () => {
  const client = await start({ files: ignored });
  await client.open(dockerfile, "FROM a:latest\n");
  const [action] = await client.actions(dockerfile, everywhere, ["source.fixAll"]);
  await client.change(dockerfile, "\nFROM a:latest\n");
  expect((await client.request<CodeAction>("codeAction/resolve", action)).edit).toBeUndefined();
});

test("a client that cannot resolve gets the edit at once, and the light bulb offers all where there is more than one", async () => {
  const { codeAction, ...textDocument } = fullCapabilities.textDocument ?? {};
  const { resolveSupport: _, ...withoutResolve } = codeAction ?? {};
  const client = await start({
    files: ignored,
    capabilities: { ...fullCapabilities, textDocument: { ...textDocument, codeAction: withoutResolve } },
  });
  const text = "FROM a:latest AS a\nFROM b:latest\n";
  await client.open(dockerfile, text);
  const actions = await client.actions(dockerfile, at(0, 8));
  expect(titles(actions)).toEqual(["Use 1", "Use another", "Fix all safe problems of this file", "Ignore dockerfile/latest here"]);
  expect(applyTo(text, dockerfile, actions[2]?.edit)).toBe("FROM a:1 AS a\nFROM b:1\n");
});
