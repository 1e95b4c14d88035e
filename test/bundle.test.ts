// The bundles in dist/ as users run them: the command line as a process, the server over both its transports, and their budgets.

import { type ChildProcess, fork, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import type { Diagnostic, DocumentDiagnosticReport, InitializeResult } from "vscode-languageserver-protocol";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundle = (name: string) => join(root, "dist", `${name}.cjs`);
const version = (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;

/** What stands packed beside the bundles. */
const packed = (name: string) => join(root, "dist", `${name}.json.br`);
const unpacked = (name: string) => brotliDecompressSync(readFileSync(packed(name))).toString();

for (const name of ["client", "server", "cli"]) {
  if (!existsSync(bundle(name))) throw new Error(`dist/${name}.cjs is missing: run \`npm run build\` first, or \`npm test -- bundles\``);
}

/** A copy of the sample outside this repository, whose ignore file and settings are not the sample's. */
let sample: string;
const children = new Set<ChildProcess>();

beforeAll(() => {
  sample = join(realpathSync(mkdtempSync(join(tmpdir(), "deployment-patterns-bundle-"))), "sample");
  cpSync(join(root, "sample"), sample, { recursive: true });
});
afterAll(() => {
  for (const child of children) child.kill();
  rmSync(join(sample, ".."), { recursive: true, force: true });
});

interface Report {
  readonly findings: readonly {
    readonly rule: string;
    readonly message: string;
    readonly start: { readonly line: number; readonly column: number };
  }[];
}

function cli(args: readonly string[], input?: string) {
  return spawnSync(process.execPath, [bundle("cli"), ...args], { cwd: sample, encoding: "utf8", ...(input !== undefined && { input }) });
}

describe("the command line", () => {
  test("tells its version", () => {
    expect(cli(["--version"]).stdout.trim()).toBe(version);
  });

  test("finds what is wrong with the sample, and says so by its exit code", () => {
    const { status, stdout, stderr } = cli(["check", "--format", "json"]);
    expect(stderr).toBe("");
    expect(status).toBe(1);
    const rules = (JSON.parse(stdout) as Report).findings.map(({ rule }) => rule);
    for (const rule of [
      "dockerfile/latest-base-image",
      "dockerfile/root-user",
      "dockerfile/missing-healthcheck",
      "kubernetes/mutable-image-tag",
    ])
      expect(rules).toContain(rule);
  });

  test("tells how far the sample is from production", () => {
    const { status, stdout, stderr } = cli(["readiness", "--format", "json", "--fail-on", "open"]);
    expect(stderr).toBe("");
    expect(status).toBe(1);
    const { version, items } = JSON.parse(stdout) as { version: number; items: readonly { status: string }[] };
    expect(version).toBe(1);
    expect(new Set(items.map(({ status }) => status)).size).toBeGreaterThan(2);
  });

  test("reads standard input", () => {
    const { status, stdout } = cli(["check", "--stdin-path", "Dockerfile", "--format", "json"], "FROM node:latest\n");
    expect(status).toBe(1);
    expect((JSON.parse(stdout) as Report).findings.map(({ rule }) => rule)).toContain("dockerfile/latest-base-image");
  });

  test("explains rules as their pages do, with the texts that stand beside the bundle", () => {
    const rules = JSON.parse(cli(["rules", "--format", "json"]).stdout) as { id: string; language: string }[];
    const texts = JSON.parse(unpacked("rule-texts")) as { ids: string[]; why: string[] };
    expect(rules.filter(({ id }) => !texts.why[texts.ids.indexOf(id)])).toEqual([]);
    for (const language of new Set(rules.map((rule) => rule.language))) {
      const id = rules.find((rule) => rule.language === language)?.id ?? "";
      expect(cli(["explain", id]).stdout).toBe(readFileSync(join(root, "docs", "rules", `${id}.md`), "utf8"));
    }
  });

  test("refuses what it does not know in one line", () => {
    const { status, stdout, stderr } = cli(["chek"]);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  test("starts as a program of its own", () => {
    expect(readFileSync(bundle("cli"), "utf8").startsWith("#!/usr/bin/env node\n")).toBe(true);
  });
});

describe("the server", () => {
  test.each([
    ["standard streams", () => overStreams([bundle("server"), "--stdio"])],
    ["Node's channel", () => overChannel(bundle("server"))],
    ["the command line's lsp command", () => overStreams([bundle("cli"), "lsp", "--stdio"])],
  ])("finds over %s what the command line finds", async (_name, start) => {
    const connection = start();
    const { capabilities } = await initialize(connection);
    expect(capabilities.codeActionProvider).toBeTruthy();
    for (const [languageId, path] of [
      ["dockerfile", "Dockerfile"],
      ["yaml", ".github/workflows/deploy.yml"],
      ["yaml", "k8s/cart.yaml"],
    ] as const) {
      const uri = pathToFileURL(join(sample, path)).href;
      const text = readFileSync(join(sample, path), "utf8");
      await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
      const expected = (JSON.parse(cli(["check", path, "--format", "json"]).stdout) as Report).findings;
      expect(expected.length).toBeGreaterThan(3);
      const pull = async () => {
        const report = await connection.sendRequest<DocumentDiagnosticReport>("textDocument/diagnostic", { textDocument: { uri } });
        return report.kind === "full" ? report.items.map(asFinding).sort() : [];
      };
      // What needs the other files of the workspace comes once they are listed; an editor is told to ask again.
      const wanted = expected.map(({ rule, message, start: { line, column } }) => `${line}:${column} ${rule} ${message}`).sort();
      await expect.poll(pull, { timeout: 10_000 }).toEqual(wanted);
    }
    await end(connection);
  });
});

function asFinding({ code, message, range: { start } }: Diagnostic): string {
  return `${start.line + 1}:${start.character + 1} ${code} ${message}`;
}

describe("the budgets", () => {
  test("the command line is at most 900 KB, also with the recommended rules for Dockerfiles", () => {
    const loaded = ["cli", "cli-dockerfile", "cli-image"].map((name) => statSync(bundle(name)).size);
    expect(loaded.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(900_000);
  });

  test("the parts (the rules of a family of languages, a command that is seldom given) are at most 650 KB each, loaded when they are first needed", () => {
    for (const part of readdirSync(join(root, "dist")).flatMap((name) => /^(cli-[\w-]+)\.cjs$/.exec(name)?.[1] ?? []))
      expect(statSync(bundle(part)).size, part).toBeLessThanOrEqual(650_000);
  });

  test("every bundle is plain ASCII, which V8 reads in half the room and time", () => {
    for (const file of readdirSync(join(root, "dist")).filter((name) => name.endsWith(".cjs")))
      expect(/[^\0-\x7f]/.exec(readFileSync(join(root, "dist", file), "utf8"))?.[0], file).toBeUndefined();
  });

  test("what Kubernetes allows adds at most 250 KB to the server, and what its fields are for as little as can be", () => {
    const schema = statSync(join(root, "dist", "kubernetes-schema.json")).size;
    const { outputs } = JSON.parse(readFileSync(join(root, "dist", "meta.json"), "utf8")) as {
      outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
    };
    const bundled = Object.entries(outputs["dist/engine.cjs"]?.inputs ?? {}).filter(([path]) =>
      /kubernetes\/schema(-texts)?\.json$/.test(path),
    );
    expect(bundled).toHaveLength(2);
    expect(bundled.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, schema)).toBeLessThanOrEqual(250_000);
    // The texts stand in the file beside.
    for (const [path, { bytesInOutput }] of bundled) expect(bytesInOutput, path).toBeLessThan(1_000);
    expect(unpacked("kubernetes-texts").length).toBeGreaterThan(schema);
  });

  test("what the fields of Kubernetes are for is read when a hover first asks for it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "deployment-patterns-reads-"));
    try {
      const [hook, log] = [join(folder, "hook.cjs"), join(folder, "reads.txt")];
      writeFileSync(log, "");
      writeFileSync(
        hook,
        // The texts come with the engine, as JSON that nobody has read yet.
        `const fs = require("node:fs");
const parse = JSON.parse;
JSON.parse = (...given) => (fs.appendFileSync(${JSON.stringify(log)}, String(given[0]).slice(0, 600) + "\\n"), parse(...given));`,
      );
      const readsTexts = () => /^\{"source":"kubernetes-models.*?"kinds":/m.test(readFileSync(log, "utf8"));
      const connection = overStreams(["--require", hook, bundle("server"), "--stdio"]);
      await initialize(connection);
      const uri = pathToFileURL(join(sample, "k8s", "cart.yaml")).href;
      const text = readFileSync(join(sample, "k8s", "cart.yaml"), "utf8");
      await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
      const pull = () => connection.sendRequest<DocumentDiagnosticReport>("textDocument/diagnostic", { textDocument: { uri } });
      await expect.poll(async () => JSON.stringify(await pull()), { timeout: 10_000 }).toContain("kubernetes/missing-readiness-probe");
      expect(readsTexts()).toBe(false);
      const line = text.split("\n").findIndex((one) => one.includes("replicas:"));
      const hover = await connection.sendRequest("textDocument/hover", { textDocument: { uri }, position: { line, character: 4 } });
      expect(JSON.stringify(hover)).toMatch(/replicas|pods/i);
      expect(readsTexts()).toBe(true);
      await end(connection);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);

  test("the server answers `initialize` within twice the time of an empty one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "deployment-patterns-floor-"));
    try {
      const floor = join(folder, "floor.cjs");
      await emptyServer(floor);
      await expect
        .poll(() => ratio([bundle("server"), "--stdio"], [floor, "--stdio"]), { timeout: 90_000, interval: 100 })
        .toBeLessThanOrEqual(2);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);

  test.each([
    ["a Dockerfile", "Dockerfile", 4],
    ["a workflow", ".github/workflows/deploy.yml", 4],
    ["a manifest", "k8s/cart.yaml", 4],
    // Every part is loaded.
    ["files of all three kinds", ".", 6],
  ])(
    "the command line checks %s within so many times the time of an empty Node process",
    async (_name, path, most) => {
      await expect.poll(() => cliRatio(path), { timeout: 90_000, interval: 100 }).toBeLessThanOrEqual(most);
    },
    120_000,
  );
});

/** A server that can do nothing, on the same library: what any server on it takes at the least. */
async function emptyServer(outfile: string): Promise<void> {
  const contents = `import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
const connection = createConnection(ProposedFeatures.all);
connection.onInitialize(() => ({ capabilities: {} }));
connection.listen();`;
  await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    mainFields: ["module", "main"],
    minifyWhitespace: true,
    logLevel: "error",
  });
}

/** How many times as long one takes as the other, by the medians of alternating runs: load on the machine meets both alike. */
async function ratio(subject: readonly string[], floor: readonly string[]): Promise<number> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < 9; round++) {
    times[0].push(await timeToInitialize(subject));
    times[1].push(await timeToInitialize(floor));
  }
  return median(times[0]) / median(times[1]);
}

async function timeToInitialize(args: readonly string[]): Promise<number> {
  const start = performance.now();
  const connection = overStreams(args);
  await initialize(connection);
  const time = performance.now() - start;
  await end(connection);
  return time;
}

function cliRatio(path: string): number {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < 9; round++) {
    times[0].push(timed(() => cli(["check", path])));
    times[1].push(timed(() => spawnSync(process.execPath, ["-e", "0"])));
  }
  return median(times[0]) / median(times[1]);
}

function timed(body: () => unknown): number {
  const start = performance.now();
  body();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function overStreams(args: readonly string[]): MessageConnection {
  const child = kept(spawn(process.execPath, [...args], { stdio: ["pipe", "pipe", "inherit"] }));
  if (!child.stdout || !child.stdin) throw new Error("the server has no streams");
  return listening(createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin)));
}

function overChannel(file: string): MessageConnection {
  const child = kept(fork(file, ["--node-ipc"]));
  return listening(createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child)));
}

function kept<T extends ChildProcess>(child: T): T {
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** Answers whatever the server asks of a client that has nothing set. */
function listening(connection: MessageConnection): MessageConnection {
  connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => items.map(() => null));
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  return connection;
}

function initialize(connection: MessageConnection): Promise<InitializeResult> {
  const folder = { uri: pathToFileURL(sample).href, name: "sample" };
  return connection
    .sendRequest<InitializeResult>("initialize", {
      processId: process.pid,
      rootUri: folder.uri,
      workspaceFolders: [folder],
      capabilities: {
        textDocument: { diagnostic: {}, codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } },
        workspace: { configuration: true, workspaceFolders: true },
      },
    })
    .then(async (result) => {
      await connection.sendNotification("initialized", {});
      return result;
    });
}

async function end(connection: MessageConnection): Promise<void> {
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  connection.dispose();
}
