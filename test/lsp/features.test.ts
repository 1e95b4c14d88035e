// Hover, completion, formatting and outline over the protocol; what they say is tested with the engine.
import { expect, test, vi } from "vitest";
import type {
  CompletionItem,
  DocumentSymbol,
  Hover,
  MarkupContent,
  SemanticTokens,
  SemanticTokensDelta,
  SignatureHelp,
  TextEdit,
} from "vscode-languageserver-protocol";
import { applyTextEdits, plainCapabilities, start, until } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

const dockerfile = "file:///shop/Dockerfile";
const ignored = { "file:///shop/.dockerignore": "" };
const position = (line: number, character: number) => ({ textDocument: { uri: dockerfile }, position: { line, character } });

test("hover tells the reason behind a finding, with its page", async () => {
  const client = await start({ files: ignored });
  await client.open(dockerfile, "FROM node:latest\n");
  const hover = await client.request<Hover>("textDocument/hover", position(0, 12));
  const { kind, value } = hover.contents as MarkupContent;
  expect(kind).toBe("markdown");
  expect(value).toContain("**A tag that moves**");
  expect(value).toContain("Because it matters.");
  expect(value).not.toContain("More about it.");
  expect(value).toMatch(/\[dockerfile\/latest\]\(https:/);
  expect(hover.range).toEqual({ start: { line: 0, character: 10 }, end: { line: 0, character: 16 } });
});

test("the page is shown by the client's own command where it has one", async () => {
  const client = await start({ files: ignored, initializationOptions: { explainCommand: "show.page" } });
  await client.open(dockerfile, "FROM node:latest\n");
  const hover = await client.request<Hover>("textDocument/hover", position(0, 12));
  expect((hover.contents as MarkupContent).value).toContain("(command:show.page?%5B%22dockerfile%2Flatest%22%5D)");
});

test("instructions are explained, unless another extension does", async () => {
  const client = await start({ files: ignored });
  await client.open(dockerfile, "FROM node:24\n");
  const hover = await client.request<Hover>("textDocument/hover", position(0, 1));
  expect((hover.contents as MarkupContent).value).toContain("build stage");
  await client.notify("deploymentPatterns/coexistence", { syntaxElsewhere: ["dockerfile"] });
  const judged = await client.request<Hover>("textDocument/hover", position(0, 1));
  expect((judged.contents as MarkupContent).value).toMatch(/^Judged as an image to build on/);
  // What is known of the image no other extension tells.
  const image = await client.request<Hover>("textDocument/hover", position(0, 9));
  expect((image.contents as MarkupContent).value).toContain("`node` (1000)");
});

test("completions keep their order, and are snippets where the client can", async () => {
  const client = await start({ files: ignored });
  await client.open(dockerfile, "FROM node:24\nRUN --mount=type=");
  const items = await client.request<CompletionItem[]>("textDocument/completion", position(1, 17));
  const [cache] = items;
  expect(cache).toMatchObject({
    label: "cache",
    insertTextFormat: 2,
    textEdit: { newText: "cache,target=${1:path}", range: { start: { line: 1, character: 17 }, end: { line: 1, character: 17 } } },
  });
  expect(items.map(({ sortText }) => sortText)).toEqual([...items.map(({ sortText }) => sortText)].sort());
  const plain = await start({ files: ignored, capabilities: plainCapabilities });
  await plain.open(dockerfile, "FROM node:24\nRUN --mount=type=");
  const [simple] = await plain.request<CompletionItem[]>("textDocument/completion", position(1, 17));
  expect(simple?.insertTextFormat).toBeUndefined();
  expect(simple?.textEdit?.newText).toBe("cache,target=path");
});

test("what another extension completes as well is left to it", async () => {
  const client = await start({ files: ignored, initializationOptions: { syntaxElsewhere: ["dockerfile"] } });
  await client.open(dockerfile, "FROM node:24\nCOPY --");
  const items = await client.request<CompletionItem[]>("textDocument/completion", position(1, 7));
  const labels = items.map(({ label }) => label);
  expect(labels).not.toContain("--from");
  expect(labels).toContain("--parents");
});

test("images are offered with their tag where another extension offers their names", async () => {
  const client = await start({ files: ignored });
  await client.open(dockerfile, "FROM nod\n");
  const node = async () => {
    const items = await client.request<CompletionItem[]>("textDocument/completion", position(0, 8));
    return items.find(({ filterText }) => filterText === "node");
  };
  expect((await node())?.label).toBe("node");
  await client.notify("deploymentPatterns/coexistence", { syntaxElsewhere: ["dockerfile"] });
  const item = await node();
  expect(item?.label).toMatch(/^node:\d/);
  expect(item?.textEdit?.newText).toBe(item?.label);
});

test("definitions, marks, folds and links of Dockerfiles are given once, whoever gives them; renaming goes along to Compose", async () => {
  const client = await start({ files: ignored });
  await client.open(dockerfile, "FROM node:24 AS a\nRUN x \\\n  y\nFROM a\n");
  const at = { textDocument: { uri: dockerfile }, position: { line: 3, character: 6 } };
  const asked = async () => [
    (await client.request<unknown[]>("textDocument/definition", at)).length,
    (await client.request<unknown[]>("textDocument/documentHighlight", at)).length,
    (await client.request<unknown[] | null>("textDocument/foldingRange", { textDocument: { uri: dockerfile } }))?.length ?? 0,
    (await client.request<unknown[]>("textDocument/documentLink", { textDocument: { uri: dockerfile } })).length,
  ];
  expect(await asked()).toEqual([1, 2, 2, 1]);
  await client.notify("deploymentPatterns/coexistence", { syntaxElsewhere: ["dockerfile"] });
  expect(await asked()).toEqual([0, 0, 0, 0]);
  expect(await client.request("textDocument/rename", { ...at, newName: "b" })).not.toBeNull();
});

test("the form of the instruction at hand is shown by one extension, and selections grow by its parts", async () => {
  const client = await start();
  await client.open(dockerfile, "FROM a\nWORKDIR /app\n");
  const at = { textDocument: { uri: dockerfile }, position: { line: 1, character: 10 } };
  const help = () => client.request<SignatureHelp | null>("textDocument/signatureHelp", at);
  expect(await help()).toMatchObject({
    signatures: [{ label: "WORKDIR <path>", parameters: [{ label: [8, 14] }] }],
    activeSignature: 0,
    activeParameter: 0,
  });
  const growing = () => client.request("textDocument/selectionRange", { ...at, positions: [at.position] });
  const word = { start: { line: 1, character: 8 }, end: { line: 1, character: 12 } };
  expect(await growing()).toMatchObject([{ range: word, parent: { range: { start: { line: 1, character: 0 }, end: word.end } } }]);
  await client.notify("deploymentPatterns/coexistence", { syntaxElsewhere: ["dockerfile"] });
  expect(await help()).toBeNull();
  expect(await growing()).toMatchObject([{ range: word }]);
  const yaml = "file:///shop/compose.yaml";
  await client.open(yaml, "services: {}\n", "dockercompose");
  for (const [method, more] of [
    ["textDocument/signatureHelp", { position: at.position }],
    ["textDocument/selectionRange", { positions: [at.position] }],
  ] as const)
    expect(await client.request(method, { textDocument: { uri: yaml }, ...more })).toBeNull();
});

test("indents a line behind one that goes on", async () => {
  const client = await start();
  await client.open(dockerfile, "FROM a\nRUN b \\\n\n");
  const options = { tabSize: 2, insertSpaces: true };
  const at = { textDocument: { uri: dockerfile }, position: { line: 2, character: 0 }, ch: "\n", options };
  const place = { line: 2, character: 0 };
  expect(await client.request("textDocument/onTypeFormatting", at)).toEqual([{ range: { start: place, end: place }, newText: "  " }]);
  const offered = () => [...client.registrations.values()].find(({ method }) => method.endsWith("onTypeFormatting"));
  await until(() => offered() !== undefined, "the registration");
  expect(offered()?.registerOptions).toMatchObject({ firstTriggerCharacter: "\n" });
});

test("formats a file and a part of it", async () => {
  const client = await start({ files: ignored });
  const text = "  FROM node:24\nRUN a && \\\nb\n  RUN c\n";
  await client.open(dockerfile, text);
  const options = { tabSize: 4, insertSpaces: true };
  const all = await client.request<TextEdit[]>("textDocument/formatting", { textDocument: { uri: dockerfile }, options });
  expect(applyTextEdits(text, all)).toBe("FROM node:24\nRUN a && \\\n    b\nRUN c\n");
  const range = { start: { line: 3, character: 0 }, end: { line: 3, character: 5 } };
  const part = await client.request<TextEdit[]>("textDocument/rangeFormatting", { textDocument: { uri: dockerfile }, range, options });
  expect(applyTextEdits(text, part)).toBe("  FROM node:24\nRUN a && \\\nb\nRUN c\n");
});

test("the outline has the stages with their instructions", async () => {
  const client = await start({ files: ignored });
  await client.open(dockerfile, "ARG V=1\nFROM node:$V AS build\nRUN x\nFROM scratch\nCOPY --from=build /a /b\n");
  const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", { textDocument: { uri: dockerfile } });
  expect(symbols.map(({ name, children }) => [name, ...(children ?? []).map((child) => child.name)])).toEqual([
    ["ARG"],
    ["build", "RUN"],
    ["scratch", "COPY"],
  ]);
});

test("scripts in heredocs are coloured: all, a part, and what is new", async () => {
  const client = await start({ files: ignored });
  await client.open(dockerfile, "FROM a\nRUN <<EOF\nls -l\nEOF\n");
  const textDocument = { uri: dockerfile };
  const first = await client.request<SemanticTokens>("textDocument/semanticTokens/full", { textDocument });
  expect(first.data).toEqual([2, 0, 2, 0, 0, 0, 3, 2, 1, 0]);
  await client.change(dockerfile, "# new\nFROM a\nRUN <<EOF\nls -l\nEOF\n");
  const later = await client.request<SemanticTokensDelta>("textDocument/semanticTokens/full/delta", {
    textDocument,
    previousResultId: first.resultId,
  });
  expect(later.edits).toEqual([{ start: 0, deleteCount: 1, data: [3] }]);
  const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
  expect(await client.request("textDocument/semanticTokens/range", { textDocument, range })).toMatchObject({ data: [] });
  const unknown = await client.request<SemanticTokens>("textDocument/semanticTokens/full/delta", { textDocument, previousResultId: "x" });
  expect(unknown.data).toEqual([3, 0, 2, 0, 0, 0, 3, 2, 1, 0]);
});

test("nothing is answered for documents that are not open", async () => {
  const client = await start();
  expect(await client.request("textDocument/hover", position(0, 0))).toBeNull();
  expect(await client.request("textDocument/completion", position(0, 0))).toEqual([]);
  expect(await client.request("textDocument/documentSymbol", { textDocument: { uri: dockerfile } })).toEqual([]);
  expect(await client.request("textDocument/semanticTokens/full", { textDocument: { uri: dockerfile } })).toMatchObject({ data: [] });
});
