// Law 1 in a process that has just started. Deep input can end the whole process there, and only there: V8 gives up where it has to compile a
// regular expression at the end of the stack, and in a warm process they are compiled already.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "cold-"));
const cli = join(folder, "cli.cjs");

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, "../server/cli/main.ts")],
    outfile: cli,
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const node = 'FROM node:24\nCOPY . .\nRUN npm install\nEXPOSE 3000\nCMD ["npm", "start"]\n';
const yaml = {
  lists: "[".repeat(100_000),
  maps: "{a: ".repeat(50_000),
  sequences: "- ".repeat(50_000),
  keys: "? ".repeat(50_000),
  json: `${'{"a":'.repeat(30_000)}1${"}".repeat(30_000)}`,
  indentation: Array.from({ length: 1_400 }, (_, level) => `${" ".repeat(level)}a:`).join("\n"),
};
const shell = {
  substitutions: "$(".repeat(5_000),
  "closed substitutions": `${"echo $(".repeat(8_000)}a${")".repeat(8_000)}`,
  "quoted substitutions": `${'echo "$('.repeat(1_500)}a${')"'.repeat(1_500)}`,
  groups: "(".repeat(20_000),
  expansions: `echo ${"${a:-".repeat(3_000)}${"}".repeat(3_000)}`,
  conditions: "if ".repeat(5_000),
  functions: "f() { ".repeat(8_000),
  shells: 'sh -c "'.repeat(5_000),
};

const expression = {
  groups: "(".repeat(50_000),
  "closed groups": `${"(".repeat(20_000)}a${")".repeat(20_000)}`,
  negations: `${"!".repeat(50_000)}a`,
  indexes: "a[".repeat(30_000),
  properties: `a${".b".repeat(30_000)}`,
  calls: "contains(".repeat(20_000),
  operators: `a${" && a".repeat(20_000)}`,
};
const workflow = (value: string) =>
  `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    if: ${value}\n    steps:\n      - run: echo \${{ ${value} }}\n`;

const cases: [string, Record<string, string>][] = [
  ...Object.entries(yaml).flatMap(([name, text]): [string, Record<string, string>][] =>
    ["compose.yaml", "docker-bake.json", "docker-bake.hcl", ".github/workflows/a.yml", "package.json", "k8s/a.yaml", ".hadolint.yaml"].map(
      (path) => [`${name} in ${path}`, { Dockerfile: node, [path]: text }],
    ),
  ),
  ...Object.entries(shell).map(([name, text]): [string, Record<string, string>] => [
    `${name} in RUN`,
    { Dockerfile: `FROM node:24\nRUN ${text}\n` },
  ]),
  ...Object.entries(expression).map(([name, text]): [string, Record<string, string>] => [
    `${name} in an expression`,
    { ".github/workflows/a.yml": workflow(text), "action.yml": `runs:\n  using: composite\n  steps:\n    - if: ${text}\n      run: x\n` },
  ]),
  ...Object.entries(shell).map(([name, text]): [string, Record<string, string>] => [
    `${name} in a workflow's script`,
    { ".github/workflows/a.yml": `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: |\n          ${text}\n` },
  ]),
  ["lists in an exec form", { Dockerfile: `FROM node:24\nCMD ${"[".repeat(50_000)}\n` }],
  ["patterns of an ignore file", { Dockerfile: node, ".dockerignore": `${"**/".repeat(50_000)}a` }],
  ["defaults of variables", { Dockerfile: `FROM node:24\nARG a=${"${a:-".repeat(20_000)}${"}".repeat(20_000)}\nENV b=$a\n` }],
];

it.each(cases)("deep %s ends neither the process nor a rule", { timeout: 60_000 }, (name, files) => {
  const project = join(folder, name.replaceAll(/\W+/g, "-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, "check", "--fail-on", "never", "--format", "json", project],
    { encoding: "utf8" },
  );
  expect({ status, signal, stderr: stderr.slice(0, 500) }).toEqual({ status: 0, signal: null, stderr: "" });
  expect(stdout).not.toContain("internal/rule-fault");
});
