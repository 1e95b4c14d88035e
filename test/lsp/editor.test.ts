// Definition, references, rename, folding, hints, lenses and links over the protocol, with a language that has them all.
import { expect, test, vi } from "vitest";
import type { Definition, EditorOptions, Place } from "../../server/engine/index.ts";
import type { Workflow } from "../../server/engine/languages/workflow/model.ts";
import { plainCapabilities, start } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));
// Job ids in `needs` stand for jobs; `uses` leads to a file, which holds the definition too.
vi.mock("../../server/engine/editor/features.ts", () => {
  const needs = (file: Workflow) => file.jobs.flatMap((job) => job.needs);
  const at = (file: Workflow, offset: number) => {
    const name = needs(file).find(({ span }) => span.start <= offset && offset <= span.end);
    return name && { name, job: file.job(name.text) };
  };
  return {
    features: {
      dockerfile: {},
      dockerignore: {},
      action: {},
      workflow: {
        definition(file: Workflow, offset: number, { workspace }: EditorOptions): Definition[] {
          const found = at(file, offset);
          const other = workspace.read("action.yml");
          return [
            ...(found?.job
              ? [{ origin: found.name.span, path: file.source.path, span: found.job.entry.span, nameSpan: found.job.idSpan }]
              : []),
            ...(found && other !== undefined
              ? [{ origin: found.name.span, path: "action.yml", span: { start: 6, end: 9 }, nameSpan: { start: 6, end: 7 } }]
              : []),
          ];
        },
        references(file: Workflow, offset: number, { withDefinition }: { withDefinition: boolean }): Place[] {
          const found = at(file, offset);
          const { path } = file.source;
          const own = withDefinition && found?.job ? [{ path, span: found.job.idSpan }] : [];
          return [
            ...own,
            ...needs(file)
              .filter(({ text }) => text === found?.name.text)
              .map(({ span }) => ({ path, span })),
          ];
        },
        prepareRename(file: Workflow, offset: number) {
          const found = at(file, offset);
          return found && { span: found.name.span, name: found.name.text };
        },
        rename(file: Workflow, offset: number, name: string) {
          const found = at(file, offset);
          if (!found?.job) return undefined;
          if (name === "bad name") return { refusal: "A job's id has no blanks." };
          const edits = [found.job.idSpan, found.name.span].map((span) => ({ span, text: name }));
          return { changes: [{ kind: "edit", path: file.source.path, edits }] };
        },
        folding: (file: Workflow) => [
          ...file.jobs.map(({ entry }) => ({ span: entry.span })),
          { span: { start: 0, end: 3 } },
          { span: { start: 0, end: 10 }, kind: "comment" },
        ],
        inlayHints: (file: Workflow, range: { start: number; end: number }) =>
          needs(file)
            .filter(({ span }) => range.start <= span.end && span.end <= range.end)
            .map(({ span }) => ({ offset: span.end, label: "hint", about: "**more**", kind: "type" })),
        codeLenses: (file: Workflow) =>
          file.jobs.map(({ id, idSpan, dependents }) => ({
            span: idSpan,
            title: `${dependents.length} need ${id}`,
            places: dependents.map((job) => ({ path: file.source.path, span: job.idSpan })),
          })),
        links: (file: Workflow) =>
          file.jobs.flatMap(({ uses }) => [
            ...(uses?.path ? [{ span: uses.span, target: { path: uses.path }, about: "The file" }] : []),
            { span: { start: 0, end: 2 }, target: { address: "https://docs.github.com/" } },
          ]),
      },
    },
  };
});

const uri = "file:///shop/.github/workflows/ci.yml";
const text = `on: push
# two
jobs:
  test:
    runs-on: ubuntu-24.04
  deploy:
    needs: test
    uses: ./.github/workflows/deploy.yml
`;
const inNeeds = { textDocument: { uri }, position: { line: 6, character: 13 } };
const needsRange = { start: { line: 6, character: 11 }, end: { line: 6, character: 15 } };
const idRange = { start: { line: 3, character: 2 }, end: { line: 3, character: 6 } };
const other = { "file:///shop/action.yml": "name: abc\n" };

async function opened(options: Parameters<typeof start>[0] = {}) {
  const client = await start(options);
  await client.open(uri, text, "yaml");
  return client;
}

test("definitions are links where the client takes them, and places elsewhere", async () => {
  const client = await opened({ files: other, latency: 5 });
  expect(await client.request("textDocument/definition", inNeeds)).toEqual([
    {
      originSelectionRange: needsRange,
      targetUri: uri,
      targetRange: { start: { line: 3, character: 2 }, end: { line: 4, character: 25 } },
      targetSelectionRange: idRange,
    },
    {
      originSelectionRange: needsRange,
      targetUri: "file:///shop/action.yml",
      targetRange: { start: { line: 0, character: 6 }, end: { line: 0, character: 9 } },
      targetSelectionRange: { start: { line: 0, character: 6 }, end: { line: 0, character: 7 } },
    },
  ]);
  const plain = await opened({ capabilities: plainCapabilities });
  expect(await plain.request("textDocument/definition", inNeeds)).toEqual([{ uri, range: idRange }]);
});

test("references come with the definition where that is asked for", async () => {
  const client = await opened();
  const ask = (includeDeclaration: boolean) => client.request("textDocument/references", { ...inNeeds, context: { includeDeclaration } });
  expect(await ask(true)).toEqual([
    { uri, range: idRange },
    { uri, range: needsRange },
  ]);
  expect(await ask(false)).toEqual([{ uri, range: needsRange }]);
  expect(await client.request("textDocument/documentHighlight", inNeeds)).toEqual([{ range: idRange }, { range: needsRange }]);
});

test("a name is renamed, or refused with the reason", async () => {
  const client = await opened();
  expect(await client.request("textDocument/prepareRename", inNeeds)).toEqual({ range: needsRange, placeholder: "test" });
  expect(await client.request("textDocument/prepareRename", { ...inNeeds, position: { line: 0, character: 1 } })).toBeNull();
  const edit = {
    documentChanges: [{ textDocument: { uri, version: 1 }, edits: [idRange, needsRange].map((range) => ({ range, newText: "unit" })) }],
  };
  expect(await client.request("textDocument/rename", { ...inNeeds, newName: "unit" })).toEqual(edit);
  await expect(client.request("textDocument/rename", { ...inNeeds, newName: "bad name" })).rejects.toThrow("A job's id has no blanks.");
  expect(client.logged).toEqual([]);
});

test("what spans several lines is folded, and languages without ranges leave it to the editor", async () => {
  const client = await opened();
  expect(await client.request("textDocument/foldingRange", { textDocument: { uri } })).toEqual([
    { startLine: 3, endLine: 4 },
    { startLine: 5, endLine: 7 },
    { startLine: 0, endLine: 1, kind: "comment" },
  ]);
  await client.open("file:///shop/Dockerfile", "FROM a\n");
  expect(await client.request("textDocument/foldingRange", { textDocument: { uri: "file:///shop/Dockerfile" } })).toBeNull();
});

test("hints of the range that is shown", async () => {
  const client = await opened();
  const ask = (line: number) =>
    client.request("textDocument/inlayHint", {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line, character: 0 } },
    });
  expect(await ask(8)).toEqual([
    { position: needsRange.end, label: "hint", kind: 1, paddingLeft: true, tooltip: { kind: "markdown", value: "**more**" } },
  ]);
  expect(await ask(3)).toEqual([]);
});

test("lenses list their places by the client's command, and are text without one", async () => {
  const client = await opened({ initializationOptions: { showPlacesCommand: "show.places" } });
  expect(await client.request("textDocument/codeLens", { textDocument: { uri } })).toMatchObject([
    { range: idRange, command: { title: "1 need test", command: "show.places", arguments: [uri, idRange.start, [{ uri }]] } },
    { command: { title: "0 need deploy", command: "" } },
  ]);
  const plain = await opened();
  expect(await plain.request("textDocument/codeLens", { textDocument: { uri } })).toMatchObject([{ command: { command: "" } }, {}]);
});

test("links lead to files of the folder and to addresses", async () => {
  const client = await opened();
  expect(await client.request("textDocument/documentLink", { textDocument: { uri } })).toMatchObject([
    { target: "https://docs.github.com/" },
    { target: "file:///shop/.github/workflows/deploy.yml", tooltip: "The file" },
    { target: "https://docs.github.com/" },
  ]);
});

test("all of them are offered, and languages without them answer with nothing", async () => {
  const client = await start();
  const dockerfile = "file:///shop/Dockerfile";
  await client.open(dockerfile, "FROM a AS b\n");
  const place = { textDocument: { uri: dockerfile }, position: { line: 0, character: 10 } };
  expect(await client.request("textDocument/definition", place)).toEqual([]);
  expect(await client.request("textDocument/references", { ...place, context: { includeDeclaration: true } })).toEqual([]);
  expect(await client.request("textDocument/prepareRename", place)).toBeNull();
  expect(await client.request("textDocument/rename", { ...place, newName: "c" })).toBeNull();
  expect(await client.request("textDocument/codeLens", place)).toEqual([]);
  expect(await client.request("textDocument/documentLink", place)).toEqual([]);
});

test("a switched off folder is left alone", async () => {
  const client = await opened({ settings: { enable: false } });
  expect(await client.request("textDocument/definition", inNeeds)).toEqual([]);
});

test("workflows are known by their path and by the language that GitHub's extension gives them", async () => {
  const client = await opened();
  expect(await client.request("textDocument/foldingRange", { textDocument: { uri } })).not.toBeNull();
  await client.open("untitled:Untitled-1", text, "github-actions-workflow");
  expect(await client.request("textDocument/foldingRange", { textDocument: { uri: "untitled:Untitled-1" } })).not.toBeNull();
  await client.open("untitled:Untitled-2", text, "yaml");
  expect(await client.request("textDocument/foldingRange", { textDocument: { uri: "untitled:Untitled-2" } })).toBeNull();
});
