// Law 2: the same files and configuration give the same findings on the command line and in the editor. Both read the same folder on disk,
// each in its own way; the editor is asked in both of its ways, file by file as they are opened and for the workspace as a whole.
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Diagnostic } from "vscode-languageserver-protocol";
import { nodeAccess } from "../server/cli/files.ts";
import { detectLanguage } from "../server/engine/index.ts";
import { diskAccess } from "../server/lsp/disk.ts";
import { type CheckWorkspaceResult, methods } from "../server/lsp/protocol.ts";
import { cli, folderOf } from "./cli/support.ts";
import { start } from "./lsp/support.ts";

type Files = Readonly<Record<string, string | Uint8Array>>;

const root = join(import.meta.dirname, "..");
const corpus = join(root, "../shared/corpus/projects");
const today = "2026-11-23";

beforeAll(() => vi.useFakeTimers({ toFake: ["Date"], now: new Date(`${today}T12:00:00Z`) }));
afterAll(() => vi.useRealTimers());

/** `path:line:column-line:column severity rule: message`, lines and columns counted from 1. */
type Line = string;

const severities = ["", "error", "warning", "info", "hint"];

function lineOf(path: string, { range: { start, end }, severity, code, message }: Diagnostic): Line {
  const place = `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
  return `${path}:${place} ${severities[severity ?? 0]} ${code}: ${message}`;
}

interface JsonFinding {
  readonly path: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

interface Answer {
  readonly files: number;
  readonly findings: readonly Line[];
}

async function byCommandLine(folder: string, paths: readonly string[]): Promise<Answer> {
  const { out, err, code } = await cli(folder, ["check", "--format", "json", "--fail-on", "never", ...paths], { today });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const { files, findings } = JSON.parse(out) as { files: number; findings: JsonFinding[] };
  const lines = findings.map(
    ({ path, rule, severity, message, start, end }) =>
      `${path}:${start.line}:${start.column}-${end.line}:${end.column} ${severity} ${rule}: ${message}`,
  );
  return { files, findings: lines.sort() };
}

/** What the language server says of the workspace as a whole, and of each file once all of them are open. */
async function byEditor(folder: string, paths: readonly string[]): Promise<{ readonly workspace: Answer; readonly open: Answer }> {
  const address = pathToFileURL(folder).href;
  const client = await start({ access: diskAccess, folders: [address] });
  const check = () => client.request<CheckWorkspaceResult>(methods.checkWorkspace, {});
  const { files, findings, isPartial } = await check();
  expect(isPartial).toBe(false);
  const workspace = findings.flatMap(({ uri, diagnostics }) =>
    diagnostics.map((one) => lineOf(decodeURIComponent(uri).slice(address.length + 1), one)),
  );
  const addresses = new Map(paths.map((path) => [path, pathToFileURL(join(folder, path)).href]));
  for (const [path, uri] of addresses) await client.open(uri, readFileSync(join(folder, path), "utf8").replace(/^\uFEFF/, ""), "plaintext");
  const open: Line[] = [];
  for (const [path, uri] of addresses) {
    await client.diagnostics(uri);
    // What was still being read is there once the whole workspace has been checked.
    await check();
    open.push(...(await client.diagnostics(uri)).map((one) => lineOf(path, one)));
  }
  expect(client.logged).toEqual([]);
  return { workspace: { files, findings: workspace.sort() }, open: { files: paths.length, findings: open.sort() } };
}

/** The files of our languages, by their paths and contents. */
function ours(files: Files): string[] {
  return Object.entries(files).flatMap(([path, content]) =>
    detectLanguage(path, undefined, () => (typeof content === "string" ? content : Buffer.from(content).toString("utf8"))) ? [path] : [],
  );
}

/** Checks a project in every way, finds that all say the same, and gives the findings of all files, those that Git ignores included. */
async function compare(files: Files): Promise<readonly Line[]> {
  const folder = folderOf(files);
  const paths = ours(files);
  const byPaths = await byCommandLine(folder, paths);
  const { workspace, open } = await byEditor(folder, paths);
  expect(open.findings).toEqual(byPaths.findings);
  expect(workspace).toEqual(await byCommandLine(folder, []));
  return byPaths.findings;
}

/** The files below a folder; those that `names` lists besides are there and empty. */
function filesBelow(folder: string, names: readonly string[] = []): Record<string, string | Uint8Array> {
  const files: Record<string, string | Uint8Array> = Object.fromEntries(names.map((name) => [name, ""]));
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[path.slice(folder.length + 1).replaceAll("\\", "/")] = readFileSync(path);
  }
  return files;
}

const rulesOf = (findings: readonly Line[], path: string) =>
  findings.filter((line) => line.startsWith(`${path}:`)).map((line) => /\S+\/[a-z-]+(?=: )/.exec(line)?.[0]);

const fixtures = join(root, "test/fixtures");
const examples = [
  join(root, "sample"),
  ...["healthy", "seed", "compose"].flatMap((group) => readdirSync(join(fixtures, group)).map((name) => join(fixtures, group, name))),
];

describe("the project's own examples", () => {
  test.each(examples.map((folder) => [folder.slice(root.length + 1).replaceAll("\\", "/"), folder]))("%s", async (name, folder) => {
    const files = filesBelow(folder);
    const findings = await compare(files);
    if (name.includes("healthy")) expect(findings).toEqual([]);
    if (name === "sample") expect(findings.length).toBeGreaterThan(0);
    expect((await compare({ ...files, ".deployment-patterns.yaml": "extends: all\n" })).length).toBeGreaterThan(0);
  });
});

const plain = "FROM node:latest\nCOPY . .\nRUN npm install\nEXPOSE 3000\nCMD npm start\n";
const node = {
  "package.json": '{ "name": "a", "scripts": { "start": "node server.js" } }\n',
  "package-lock.json": "{}\n",
  "server.js": "",
};

describe("configuration", () => {
  test("the nearest file, with levels, options, files left out and overrides", async () => {
    const findings = await compare({
      ...node,
      Dockerfile: plain,
      "tools.dev.Dockerfile": plain,
      "examples/Dockerfile": plain,
      "api/Dockerfile": plain,
      "old/Dockerfile": "FROM ubuntu:20.04\nUSER 1000\n",
      ".deployment-patterns.yaml": [
        "extends: strict",
        "rules:",
        "  dockerfile/latest-base-image: error",
        "  dockerfile/missing-healthcheck: off",
        "  dockerfile/end-of-life-base-image: [info, { extendedSupport: true }]",
        "ignore: examples/**",
        "overrides:",
        '  - files: ["*.dev.Dockerfile"]',
        "    extends: recommended",
        "    rules:",
        "      dockerfile/root-user: off",
      ].join("\n"),
      "api/.deployment-patterns.yml": "rules:\n  dockerfile/shell-form-command: hint\n",
    });
    expect(findings.join("\n")).toMatch(/^Dockerfile:1:\S+ error dockerfile\/latest-base-image/m);
    expect(findings.join("\n")).toMatch(/^api\/Dockerfile:5:\S+ hint dockerfile\/shell-form-command/m);
    expect(rulesOf(findings, "examples/Dockerfile")).toEqual([]);
    expect(rulesOf(findings, "tools.dev.Dockerfile")).not.toContain("dockerfile/root-user");
    expect(rulesOf(findings, "api/Dockerfile")).toContain("dockerfile/missing-healthcheck");
    expect(rulesOf(findings, "Dockerfile")).not.toContain("dockerfile/missing-healthcheck");
    expect(rulesOf(findings, "old/Dockerfile")).not.toContain("dockerfile/end-of-life-base-image");
  });

  test("hadolint's file, where there is none of ours", async () => {
    const findings = await compare({
      ...node,
      Dockerfile: plain,
      "own/Dockerfile": plain,
      ".hadolint.yaml": "ignored: [DL3002]\noverride:\n  error: [DL3007]\n",
      "own/.deployment-patterns.yaml": "{}\n",
    });
    expect(findings.join("\n")).toMatch(/^Dockerfile:1:\S+ error dockerfile\/latest-base-image/m);
    expect(findings.join("\n")).toMatch(/^own\/Dockerfile:1:\S+ warning dockerfile\/latest-base-image/m);
  });

  test("what is wrong in it stands at the same place with the same words; the command line stops there", async () => {
    const text = "extends: strikt\nrules:\n  dockerfile/rot-user: off\n  DL3007: error\nignores: []\n";
    const folder = folderOf({ Dockerfile: plain, ".deployment-patterns.yaml": text });
    const { code, out, err } = await cli(folder, ["check"], { today });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    const client = await start({ access: diskAccess, folders: [pathToFileURL(folder).href] });
    const uri = pathToFileURL(join(folder, ".deployment-patterns.yaml")).href;
    await client.open(uri, text, "yaml");
    const lines = (await client.diagnostics(uri)).map(
      ({ range: { start: place }, message }) => `.deployment-patterns.yaml:${place.line + 1}:${place.character + 1}: ${message}\n`,
    );
    expect(lines.length).toBeGreaterThan(2);
    expect(err).toBe(lines.join(""));
  });
});

test("comments that silence findings, ours and peers'", async () => {
  const findings = await compare({
    ...node,
    Dockerfile: [
      "# check=skip=JSONArgsRecommended",
      "# deployment-patterns-ignore-file dockerfile/missing-healthcheck -- somebody else probes it",
      "# deployment-patterns-ignore dockerfile/latest-base-image -- wanted",
      "FROM node:latest AS build",
      "# deployment-patterns-ignore dockerfile/debug-mode",
      "COPY . .",
      "# deployment-patterns-ignore dockerfile/rot-user",
      "RUN npm install",
      "# hadolint ignore=DL3007",
      "FROM node:latest",
      "# hadolint ignore=DL3002",
      "USER root",
      "COPY --from=build /app /app",
      "CMD npm start",
    ].join("\n"),
    ".dockerignore": "# deployment-patterns-ignore dockerignore/incomplete\ndist\n",
  });
  expect(rulesOf(findings, "Dockerfile")).toContain("dockerfile/unused-suppression");
  for (const silenced of ["latest-base-image", "explicit-root-user", "shell-form-command", "missing-healthcheck"]) {
    expect(rulesOf(findings, "Dockerfile")).not.toContain(`dockerfile/${silenced}`);
  }
});

test("the files around: stages that Compose, bake and workflows build, probes, ignore files with holes", async () => {
  const stages =
    "FROM node:24 AS dev\nCMD npm run dev\n\nFROM node:24 AS api\nEXPOSE 3000\nCMD npm start\n\nFROM node:24 AS job\nCMD npm start\n";
  const findings = await compare({
    ...node,
    Dockerfile: stages,
    "web/Dockerfile": "FROM node:24\nCOPY package.json .\nCOPY . .\nRUN npm install\nCMD npm start\n",
    "web/package.json": "{}",
    "web/.env": "TOKEN=x",
    "web/.git-credentials": "",
    "web/dist/a.js": "",
    "web/Dockerfile.dockerignore": "node_modules\n*.json\n",
    "jobs/Dockerfile": "FROM golang:1.25\nCOPY . .\nRUN go build -o /app .\nCMD /app\n",
    "jobs/go.mod": "module a\n",
    "compose.yaml":
      "services:\n  api:\n    build: { context: ., target: api }\n    healthcheck: { test: [CMD, node, probe.js] }\n  dev:\n    build: { context: ., target: dev }\n  web:\n    build: web\n",
    "docker-bake.hcl": 'target "job" {\n  context = "."\n  target = "job"\n}\n',
    ".github/workflows/build.yml":
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v6\n        with: { context: jobs }\n",
    ".dockerignore": "node_modules\n",
    ".env": "SECRET=1",
    "node_modules/a/index.js": "",
  });
  expect(rulesOf(findings, "web/Dockerfile.dockerignore")).toContain("dockerignore/needed-file-ignored");
  expect(rulesOf(findings, "Dockerfile")).toContain("dockerfile/shell-form-command");
  expect(findings.map((line) => line.split(":")[0])).toContain("jobs/Dockerfile");
});

test("line breaks of every kind, a byte order mark, characters of two units, and no line break at the end", async () => {
  const wide = `ENV NAME="😀😀" TOKEN=ghp_${"a1B2c3D4e5".repeat(4).slice(0, 36)}\n`;
  const unix = `# 😀\n${plain}${wide}`;
  const findings = await compare({
    ...node,
    "unix/Dockerfile": unix,
    "unix/.dockerignore": "# x\nnode_modules\n[\n",
    "windows/Dockerfile": unix.replaceAll("\n", "\r\n"),
    "windows/.dockerignore": "# x\r\nnode_modules\r\n[\r\n",
    "mac/Dockerfile": unix.replaceAll("\n", "\r"),
    "mixed/Dockerfile": "FROM node:latest\r\nRUN echo \\\n  a \\\r\n  b\nCMD npm start\r\n",
    "mark/Dockerfile": `\uFEFF${plain}`,
    "cut/Dockerfile": plain.trimEnd(),
    "bytes/Dockerfile": new Uint8Array([...Buffer.from("# caf"), 0xe9, ...Buffer.from(`\n${plain}`)]),
    "leer zeichen/ä/Dockerfile": plain,
    "empty/Dockerfile": "",
  });
  expect(findings).toContainEqual(expect.stringMatching(/^mark\/Dockerfile:1:11-1:17 warning dockerfile\/latest-base-image: /));
  expect(findings.find((line) => line.startsWith("unix/Dockerfile:") && line.includes("secret"))).toBeDefined();
  const below = (folder: string) => findings.filter((line) => line.startsWith(folder)).map((line) => line.slice(folder.length));
  expect(below("windows/").length).toBeGreaterThan(5);
  expect(below("windows/")).toEqual(below("unix/"));
});

test("files that are broken, and templates", async () => {
  const findings = await compare({
    Dockerfile: "FORM node\nFROM node:24\nRUN --mount=typ=cache x\nCMD [\"a\", 'b']\nHEALTHCHECK --interval=x CMD a\nRUN <<EOF\nnever\n",
    "helm/Dockerfile.tmpl": "FROM {{ .Image }}:latest\nUSER root\n",
    "none/Dockerfile": "# nothing\n",
    ".dockerignore": "[a-\n!\n",
  });
  expect(rulesOf(findings, "Dockerfile").length).toBeGreaterThan(3);
});

test("manifests, known by what stands in them, beside other YAML files", async () => {
  const deployment = (name: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }\nspec:\n  selector: { matchLabels: { app: ${name} } }\n  template:\n    metadata: { labels: { app: ${name} } }\n    spec: { containers: [{ name: ${name}, image: "${name}:latest", ports: [{ containerPort: 80 }] }] }\n`;
  const service = "apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n";
  const findings = await compare({
    "deploy/web.yaml": `${deployment("web")}---\n${service}`,
    "deploy/broken.yml": `${deployment("api")}---\n${service}spec: "a\n`,
    "base/app.yaml": deployment("app"),
    "base/kustomization.yaml": "resources: [app.yaml]\nresources: [app.yaml]\n",
    "overlay/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../base]\n",
    "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
    "chart/values.yaml": "image: a\nimage: b\n",
    "chart/templates/app.yaml": `{{- if .Values.app }}\n${deployment("{{ .Release.Name }}")}{{- end }}\n`,
    "openapi.yaml": "a: 1\na: 2\n",
    ".deployment-patterns.yaml": "extends: all\npodTemplates: { example.com/Shop: spec.pods }\n",
    "deploy/shop.yaml":
      'apiVersion: example.com/v1\nkind: Shop\nmetadata: { name: x }\nspec: { pods: { spec: { containers: [{ name: a, image: "a:latest" }] } } }\n',
  });
  for (const path of [
    "deploy/web.yaml",
    "deploy/broken.yml",
    "base/app.yaml",
    "base/kustomization.yaml",
    "chart/templates/app.yaml",
    "deploy/shop.yaml",
  ])
    expect(rulesOf(findings, path).length).toBeGreaterThan(0);
  expect(rulesOf(findings, "openapi.yaml")).toEqual([]);
  expect(rulesOf(findings, "chart/values.yaml")).toEqual([]);
});

test("Compose files, with what is laid over them, included and extended, their Dockerfiles and environment files", async () => {
  const findings = await compare({
    ...node,
    ".deployment-patterns.yaml": "extends: all\n",
    ".env": "TAG=17\nUNUSED=x\n",
    ".env.example": "TAG=\nLEVEL=\n",
    Dockerfile: "FROM node:24 AS build\nFROM build AS production\nEXPOSE 3000\nCMD node server.js\n",
    "compose.yaml":
      'include: [parts/queue.yaml]\nservices:\n  web:\n    build: { context: ., target: prodution }\n    env_file: web.env\n    depends_on: { db: { condition: service_healthy }, queue: { condition: service_started } }\n    ports: ["80:3000"]\n  db:\n    image: postgres:${TAG}\n    environment: { POSTGRES_PASSWORD: s3cr3t-Pa55phrase, LEVEL: "${LEVEL}" }\n',
    "compose.override.yaml": "services:\n  web:\n    ports: !override ['3000:3000']\n    restart: allways\n",
    "compose.prod.yml": "services:\n  web:\n    deploy: { replicas: 3 }\n  db:\n    privileged: true\n",
    "parts/queue.yaml": "services:\n  queue:\n    extends: { file: base.yaml, service: base }\n    image: rabbitmq:latest\n",
    "parts/base.yaml": "services:\n  base: { restart: always }\n",
    "broken/docker-compose.yml": "services:\n  web:\n\timage: nginx\n    ports: *nothing\n",
    "circle/compose.yaml": "services:\n  a: { image: a, depends_on: [b] }\n  b: { extends: b, depends_on: [a] }\n",
    "template/docker-compose.yml": "services:\n  {{ name }}:\n    image: {{ image }}\n",
    "quiet/compose.yaml":
      "# deployment-patterns-ignore-file compose/mutable-image-tag\nservices:\n  web:\n    image: nginx:latest # deployment-patterns-ignore compose/missing-restart\n",
  });
  for (const [path, rule] of [
    ["compose.yaml", "compose/broken-build"],
    ["compose.yaml", "compose/missing-env-file"],
    ["compose.yaml", "compose/secret-in-environment"],
    ["compose.override.yaml", "compose/invalid-value"],
    ["compose.prod.yml", "compose/privileged-service"],
    ["broken/docker-compose.yml", "compose/syntax"],
    ["circle/compose.yaml", "compose/dependency-cycle"],
  ] as const)
    expect(rulesOf(findings, path)).toContain(rule);
  expect(rulesOf(findings, "template/docker-compose.yml")).toEqual([]);
  expect(rulesOf(findings, "quiet/compose.yaml")).not.toContain("compose/mutable-image-tag");
});

test("files that Git ignores: left out of a folder, and checked where they are named or opened", async () => {
  const files = {
    ".gitignore": "ignored/\n*.local\n!kept.local\n",
    Dockerfile: plain,
    "Dockerfile.local": plain,
    "ignored/Dockerfile": plain,
    "api/.gitignore": "/Dockerfile\n",
    "api/Dockerfile": plain,
    "api/sub/Dockerfile": plain,
    "node_modules/a/Dockerfile": plain,
  };
  const findings = await compare(files);
  expect(new Set(findings.map((line) => line.split(":")[0]))).toEqual(new Set(ours(files)));
  const { files: count } = await byCommandLine(folderOf(files), []);
  expect(count).toBe(2);
});

test("both read the disk alike: links, binary and large files, and nothing outside of the folder", async () => {
  const outside = folderOf({ secret: "x", "sub/Dockerfile": plain });
  const folder = folderOf({
    Dockerfile: plain,
    "b/c/Dockerfile": plain,
    "a/z": "",
    "b/.git/HEAD": "",
    binary: new Uint8Array([1, 0, 2]),
    large: "x".repeat(1024 * 1024 + 1),
    largest: "x".repeat(1024 * 1024),
  });
  for (const [path, target] of [
    ["file-link", "Dockerfile"],
    ["folder-link", outside],
    ["b/loop", ".."],
    ["broken-link", "nowhere"],
  ] as const) {
    symlinkSync(target, join(folder, path));
  }
  const editor = diskAccess(pathToFileURL(folder).href);
  const commandLine = nodeAccess(folder);
  expect(await editor?.files()).toEqual(commandLine.files());
  expect(commandLine.files()).toEqual(["Dockerfile", "a/z", "b/c/Dockerfile", "binary", "file-link", "large", "largest"]);
  for (const path of ["", "a", "b", "folder-link", "Dockerfile", "nowhere", "..", "../x", "/"]) {
    expect(await editor?.list(path), path).toEqual(commandLine.list(path));
    expect(await editor?.size?.(path), path).toEqual(commandLine.size?.(path));
  }
  for (const path of [
    "Dockerfile",
    "file-link",
    "binary",
    "large",
    "largest",
    "b",
    "nowhere",
    `../${basename(outside)}/secret`,
    "/etc/hosts",
  ]) {
    expect(await editor?.read(path), path).toEqual(commandLine.read(path));
  }
  expect(await editor?.size?.("largest")).toBe(1024 * 1024);
  expect(commandLine.size?.("largest")).toBe(1024 * 1024);
  expect(await editor?.read("largest")).toHaveLength(1024 * 1024);
  expect(await editor?.read(`../${basename(outside)}/secret`)).toBeUndefined();
});

describe("real projects", () => {
  if (!existsSync(corpus)) {
    test("are not beside this checkout (../shared/corpus/projects): the examples above were compared alone", () => {
      console.warn("The corpus of real projects is not beside the project; the findings on it were not compared.");
      expect(existsSync(corpus)).toBe(false);
    });
    return;
  }
  const names = readdirSync(corpus, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  test.each(names)(
    "%s",
    async (name) => {
      const list = join(corpus, `${name}.files.txt`);
      const all = existsSync(list) ? readFileSync(list, "utf8").split(/\r?\n/).filter(Boolean) : [];
      const files = filesBelow(join(corpus, name), all);
      expect((await compare(files)).length).toBeGreaterThan(0);
    },
    120_000,
  );
});
