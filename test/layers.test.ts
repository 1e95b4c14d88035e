// The layer rule in biome.json holds: each folder may import what ARCHITECTURE.md allows it, and nothing else.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const refused = [
  ["server/engine/text/span.ts", "../rule.ts"],
  ["server/engine/text/span.ts", "zod/mini"],
  ["server/engine/languages/dockerfile/parse.ts", "../../config/load.ts"],
  ["server/engine/languages/dockerfile/parse.ts", "../../rules/dockerfile/root-user.ts"],
  ["server/engine/languages/dockerfile/parse.ts", "zod/mini"],
  ["server/engine/rules/dockerfile/root-user.ts", "./explicit-root-user.ts"],
  ["server/engine/rules/dockerfile/root-user.ts", "../dockerignore/incomplete.ts"],
  ["server/engine/rules/dockerfile/root-user.ts", "../../config/load.ts"],
  ["server/engine/rules/dockerfile/root-user.ts", "../../lint.ts"],
  ["server/engine/rules/dockerfile/root-user.ts", "node:path"],
  ["server/engine/image/user.ts", "../rules/dockerfile/root-user.ts"],
  ["server/engine/image/user.ts", "../config/load.ts"],
  ["server/engine/workspace/builds.ts", "../rules/index.ts"],
  ["server/engine/lint.ts", "node:fs"],
  ["server/engine/lint.ts", "vscode-languageserver"],
  ["server/engine/lint.ts", "../lsp/convert.ts"],
  ["server/lsp/requests/hover.ts", "../../engine/rule.ts"],
  ["server/lsp/requests/hover.ts", "../../cli/main.ts"],
  ["server/lsp/requests/hover.ts", "node:fs"],
  ["server/lsp/node.ts", "../engine/lint.ts"],
  ["server/cli/run.ts", "../engine/lint.ts"],
  ["server/cli/run.ts", "../lsp/session.ts"],
  ["server/cli/reporters/json.ts", "../../engine/rule.ts"],
  ["client/extension.ts", "../server/engine/index.ts"],
  ["client/commands/fixDocument.ts", "../../server/lsp/session.ts"],
] as const;

const allowed = [
  ["server/engine/text/edit.ts", "./span.ts"],
  ["server/engine/languages/dockerfile/parse.ts", "../../text/source.ts"],
  ["server/engine/languages/dockerfile/parse.ts", "../shell/model.ts"],
  ["server/engine/languages/shell/parse.ts", "unbash"],
  ["server/engine/rules/dockerfile/root-user.ts", "../../rule.ts"],
  ["server/engine/rules/dockerfile/root-user.ts", "../../image/user.ts"],
  ["server/engine/rules/dockerfile/root-user.ts", "zod/mini"],
  ["server/engine/image/user.ts", "../languages/dockerfile/model.ts"],
  ["server/lsp/requests/hover.ts", "../../engine/index.ts"],
  ["server/lsp/node.ts", "node:fs"],
  ["server/cli/run.ts", "../engine/index.ts"],
  ["client/extension.ts", "../server/lsp/protocol.ts"],
] as const;

const zodFile = "server/engine/config/schema.ts";

/** `path:line` of every import that the lint refuses, in files of those paths with one import a line. */
let refusals: ReadonlySet<string>;
const files = new Map<string, string[]>();
const lineOf = (path: string, statement: string) => `${path}:${(files.get(path) ?? []).indexOf(statement) + 1}`;
const statementOf = (imported: string) => `import type * as imported from ${JSON.stringify(imported)};`;

beforeAll(() => {
  for (const [path, imported] of [...refused, ...allowed]) files.set(path, [...(files.get(path) ?? []), statementOf(imported)]);
  files.set(zodFile, ['import * as z from "zod";', 'import * as z from "zod/mini";']);
  const folder = mkdtempSync(join(tmpdir(), "deployment-patterns-layers-"));
  try {
    for (const settings of ["biome.json", ".gitignore"]) copyFileSync(join(root, settings), join(folder, settings));
    for (const [path, statements] of files) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), `${statements.join("\n")}\n`);
    }
    const biome = join(root, "node_modules", "@biomejs", "biome", "bin", "biome");
    const args = [biome, "lint", "--only=style/noRestrictedImports", "--reporter=github", "--max-diagnostics=none"];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    const places = [...stdout.matchAll(/title=lint\/style\/noRestrictedImports,file=([^,]+),line=(\d+)/g)];
    if (places.length === 0) throw new Error(`the lint reported nothing: ${stdout}${stderr}`);
    refusals = new Set(places.map(([, path = "", line]) => `${path.slice(path.search(/(?:server|client)\//))}:${line}`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe("the layers", () => {
  test.each(refused)("%s may not import %s", (path, imported) => {
    expect(refusals).toContain(lineOf(path, statementOf(imported)));
  });
  test.each(allowed)("%s may import %s", (path, imported) => {
    expect(refusals).not.toContain(lineOf(path, statementOf(imported)));
  });
  test("zod is imported in its small form", () => {
    expect(refusals).toContain(`${zodFile}:1`);
    expect(refusals).not.toContain(`${zodFile}:2`);
  });
});
