// Beside the language server that Microsoft's and Docker's extensions start for Dockerfiles: nothing is said, offered or done by both.
import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CodeAction, CompletionItem, CompletionList, Diagnostic, Hover, MarkupContent } from "vscode-languageserver-protocol";
import { createProtocolConnection, IPCMessageReader, IPCMessageWriter, type ProtocolConnection } from "vscode-languageserver-protocol/node";
import { rules } from "../../server/engine/index.ts";
import { start } from "./support.ts";

const uri = "file:///shop/Dockerfile";
const ignored = { "file:///shop/.dockerignore": ".git\n" };

/** The other server, as its own process. */
class Other {
  readonly #process: ChildProcess;
  readonly #connection: ProtocolConnection;
  readonly #published: ((diagnostics: Diagnostic[]) => void)[] = [];
  #version = 0;

  constructor() {
    this.#process = fork(createRequire(import.meta.url).resolve("dockerfile-language-server-nodejs/lib/server.js"), ["--node-ipc"]);
    this.#connection = createProtocolConnection(new IPCMessageReader(this.#process), new IPCMessageWriter(this.#process));
    this.#connection.onNotification("textDocument/publishDiagnostics", ({ diagnostics }: { diagnostics: Diagnostic[] }) =>
      this.#published.shift()?.(diagnostics),
    );
    this.#connection.listen();
  }

  async start(): Promise<void> {
    await this.ask("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
    await this.#connection.sendNotification("initialized", {});
  }

  ask<T>(method: string, params: object): Promise<T> {
    return this.#connection.sendRequest<T>(method, params);
  }

  async open(text: string): Promise<Diagnostic[]> {
    const published = new Promise<Diagnostic[]>((resolve) => this.#published.push(resolve));
    const document = { uri, languageId: "dockerfile", version: ++this.#version, text };
    await this.#connection.sendNotification("textDocument/didOpen", { textDocument: document });
    return published;
  }

  stop(): void {
    this.#connection.dispose();
    this.#process.kill();
  }
}

let other: Other;
beforeAll(async () => {
  other = new Other();
  await other.start();
});
afterAll(() => other.stop());

/** Our server, which has been told that another extension is there, and the other with the same text. */
async function both(text: string) {
  const ours = await start({ files: ignored, initializationOptions: { syntaxElsewhere: ["dockerfile"] } });
  await ours.open(uri, text);
  return { ours, theirs: await other.open(text) };
}

/** What the other server says, one of each kind. */
const broken: Readonly<Record<string, string>> = {
  "an unknown instruction": "FROM a:1\nRUNN x\n",
  "missing arguments":
    "FROM a:1\nWORKDIR\nUSER\nRUN\nENV\nLABEL\nEXPOSE\nADD\nARG\nHEALTHCHECK\nSHELL\nVOLUME\nSTOPSIGNAL\nONBUILD\nCOPY a\nHEALTHCHECK CMD\n",
  "arguments that are too many": "FROM a b\nHEALTHCHECK NONE x\n",
  "FROM without a name behind AS": "FROM a:1 AS\n",
  "unknown flags": "FROM --plat=x a:1\nCOPY --fron=a b c\nADD --chowm=a b c\nHEALTHCHECK --foo=1 CMD x\n",
  "flags without a value, or the wrong one": "FROM a:1\nCOPY --chown a b\nCOPY --link=yes a b\n",
  "options of health checks": "FROM a:1\nHEALTHCHECK --interval=5 --retries=-1 --timeout=0.1ms --start-period=1x CMD x\n",
  "a flag twice": "FROM a:1\nHEALTHCHECK --interval=1s --interval=2s CMD x\n",
  "a stage twice": "FROM a:1 AS x\nFROM b:1 AS x\n",
  "a stage without a fit name": "FROM a:1 AS 1x\n",
  "an image without its tag": "FROM a:\n",
  "an image of no digest": "FROM a@sha256:x\n",
  "an image of an unknown argument": "FROM $X\n",
  "ports that are none": "FROM a:1\nEXPOSE abc 80/foo\n",
  "an escape character that is none": "# escape=x\nFROM a:1\n",
  "variables without a name or an end": "FROM a:1\nENV =b\nENV a='b\nENV a=\"b\nLABEL a\n",
  "a variable that is changed as the builder cannot": "FROM a:1\nENV A=${B:c}\n",
  "a SHELL that is no array": "FROM a:1\nSHELL bash\nSHELL []\n",
  "triggers that cannot be": "FROM a:1\nONBUILD ONBUILD RUN x\nONBUILD FROM x\n",
  "an instruction before FROM": "RUN x\nFROM a:1\n",
  "an empty line within an instruction": "FROM a:1\nRUN a \\\n\n b\n",
  "another case": "from a:1\nRUN x\nRUN y\n",
  "instructions of which the last one counts": "FROM a:1\nCMD a\nCMD b\nENTRYPOINT a\nENTRYPOINT b\nHEALTHCHECK CMD a\nHEALTHCHECK CMD b\n",
  "a folder that is relative": "FROM a:1\nWORKDIR app\n",
  "an author": "FROM a:1\nMAINTAINER x\n",
  "several files to one": "FROM a:1\nCOPY a b c\n",
};

describe("what is said twice", () => {
  test.each(Object.entries(broken))("%s is not", async (_, text) => {
    const { ours, theirs } = await both(text);
    expect(theirs).not.toEqual([]);
    const doubled = (await ours.diagnostics(uri)).filter(
      // What is said of the command, the user or the image of a stage stands on the words that are broken by chance.
      (mine) => !patterns.has(String(mine.code)) && theirs.some((their) => isSamePlace(mine, their)),
    );
    expect(doubled.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  });
});

/** Rules that say something else of the same place. */
const patterns = new Set([
  "dockerfile/untagged-base-image",
  "dockerfile/root-user",
  "dockerfile/shell-form-command",
  "dockerfile/legacy-assignment",
]);

function isSamePlace({ range: a }: Diagnostic, { range: b }: Diagnostic): boolean {
  const isBefore = (one: Diagnostic["range"]["start"], two: Diagnostic["range"]["start"]) =>
    one.line < two.line || (one.line === two.line && one.character < two.character);
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

/** Rules that stand back have the other server's numbers; what they find, each of their examples tells. */
const standBack = rules.filter(({ alsoKnownAs = [] }) => alsoKnownAs.some((name) => name.startsWith("dockerfile-utils:")));

const left: readonly (readonly [rule: string, title: string, text: string])[] = standBack.flatMap(({ id, examples }) =>
  examples.map(({ title, bad }) => [id, title, bad] as const),
);

test.each(left)("what %s leaves to the other server is said there: %s", async (id, _, bad) => {
  const { ours, theirs } = await both(bad);
  const shown = (await ours.diagnostics(uri)).filter(({ code }) => code === id);
  await ours.notify("deploymentPatterns/coexistence", { syntaxElsewhere: [] });
  const all = (await ours.diagnostics(uri)).filter(({ code }) => code === id);
  const hidden = all.filter(({ range }) => !shown.some((one) => isDeepStrictEqual(one.range, range)));
  for (const mine of hidden) {
    expect(
      theirs.some((their) => isSamePlace(mine, their)),
      String(mine.message),
    ).toBe(true);
  }
});

describe("what the other server does not know", () => {
  test.each([
    ["flags of RUN", "FROM a:1\nRUN --mout=type=cache x\n", "dockerfile/unknown-flag"],
    ["keys of mounts", "FROM a:1\nRUN --mount=type=cahce,target=/a x\n", "dockerfile/invalid-mount"],
    ["heredocs without an end", "FROM a:1\nRUN <<EOF\nx\n", "dockerfile/unterminated-heredoc"],
    ["stages that come later", "FROM a:1\nCOPY --from=b /x /y\nFROM b:1 AS b\n", "dockerfile/unknown-stage"],
    ["images in capitals", "FROM ghcr.io/Acme/a:1\n", "dockerfile/invalid-image-reference"],
    ["ports of the host", "FROM a:1\nEXPOSE 8080:80\n", "dockerfile/invalid-port"],
    ["ports above the highest", "FROM a:1\nEXPOSE 65536\n", "dockerfile/invalid-port"],
    ["arrays of something else than strings", 'FROM a:1\nCMD ["sleep", 60]\n', "dockerfile/invalid-exec-form"],
  ])("is still said: %s", async (_, text, rule) => {
    const { ours, theirs } = await both(text);
    expect(await ours.codes(uri)).toContain(rule);
    expect(theirs.filter(({ source }) => source === "dockerfile-utils")).toEqual([]);
  });
});

test("what it says of a pattern has our fixes", async () => {
  const { ours, theirs } = await both("FROM a:1\nUSER 1000\nMAINTAINER me\n");
  expect(await ours.codes(uri)).not.toContain("dockerfile/deprecated-maintainer");
  const [{ range }] = theirs as [Diagnostic];
  const actions = await ours.actions(uri, range);
  expect(actions.map(({ title }: CodeAction) => title)).toContain("Make it a label");
});

test.each([
  ["at the start of a line", "FROM a:1\n|\n"],
  ["within a keyword", "FROM a:1\nCO|\n"],
  ["behind FROM", "FROM a:1 AS base\nFROM |\n"],
  ["behind FROM x AS", "FROM a:1 AS |\n"],
  ["flags of COPY", "FROM a:1\nCOPY --|\n"],
  ["flags of ADD", "FROM a:1\nADD --|\n"],
  ["flags of FROM", "FROM --|\n"],
  ["flags of RUN", "FROM a:1\nRUN --|\n"],
  ["flags of HEALTHCHECK", "FROM a:1\nHEALTHCHECK --|\n"],
  ["behind HEALTHCHECK", "FROM a:1\nHEALTHCHECK |\n"],
  ["stages to copy from", "FROM a:1 AS base\nFROM b:1\nCOPY --from=|\n"],
  ["variables", "FROM a:1\nENV HOME=/a PORT=1\nEXPOSE $|\n"],
  ["triggers", "FROM a:1\nONBUILD |\n"],
  ["directives", "# |\nFROM a:1\n"],
])("completions: %s, nothing is offered by both", async (_, marked) => {
  const offset = marked.indexOf("|");
  const lines = marked.slice(0, offset).split("\n");
  const at = { textDocument: { uri }, position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 } };
  const { ours } = await both(marked.replace("|", ""));
  const mine = await ours.request<CompletionItem[]>("textDocument/completion", at);
  const answer = await other.ask<CompletionItem[] | CompletionList | null>("textDocument/completion", at);
  const theirs = Array.isArray(answer) ? answer : (answer?.items ?? []);
  // The other server's labels hold an example of what follows: `COPY source dest`, `--from=stage`.
  const words = new Set(theirs.flatMap(({ label }) => [label, label.split(/[ =]/, 1)[0] as string]));
  expect(mine.map(({ label }) => label).filter((label) => words.has(label.replace(/=$/, "")))).toEqual([]);
  const labels = mine.map(({ label }) => label);
  expect(labels.length).toBe(new Set(labels).size);
});

/** Where our explanations lead. */
const reference = "docs.docker.com/reference/dockerfile/#";

test("hovers: an instruction and a flag are explained once", async () => {
  const text =
    "FROM a:1 AS base\nFROM node:24\nHEALTHCHECK --interval=30s CMD x\nCOPY --from=base /x /y\nRUN --mount=type=cache,target=/a x\n";
  const { ours } = await both(text);
  const alone = await start({ files: ignored });
  await alone.open(uri, text);
  const own = await alone.request<Hover>("textDocument/hover", { textDocument: { uri }, position: { line: 3, character: 1 } });
  expect((own.contents as MarkupContent).value).toContain(reference);
  let explained = 0;
  for (const [line, row] of text.split("\n").entries()) {
    for (let character = 0; character < row.length; character++) {
      const at = { textDocument: { uri }, position: { line, character } };
      const theirs = await other.ask<Hover | null>("textDocument/hover", at);
      if (!theirs) continue;
      explained++;
      const mine = await ours.request<Hover | null>("textDocument/hover", at);
      // What is said there beside it is of findings and of the image, not of the instruction.
      if (mine) expect((mine.contents as MarkupContent).value).not.toContain(reference);
    }
  }
  expect(explained).toBeGreaterThan(20);
});

test("formatting and navigation are offered once", async () => {
  const { ours } = await both("FROM a:1 AS base\nFROM base\n");
  expect([...ours.registrations.values()].map(({ method }) => method).filter((method) => /ormatting/.test(method))).toEqual([]);
  const at = { textDocument: { uri }, position: { line: 1, character: 6 } };
  for (const method of ["textDocument/definition", "textDocument/documentHighlight", "textDocument/documentSymbol"]) {
    expect(await other.ask(method, at)).not.toEqual([]);
    expect(await ours.request(method, at)).toEqual([]);
  }
});

test("what is ours alone stays", async () => {
  const { ours } = await both("FROM node:latest\nCMD npm start\n");
  expect(await ours.codes(uri)).toEqual(
    expect.arrayContaining(["dockerfile/latest-base-image", "dockerfile/root-user", "dockerfile/shell-form-command"]),
  );
});
