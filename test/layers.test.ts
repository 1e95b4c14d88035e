// The layer rule in biome.json holds: each folder may import what ARCHITECTURE.md allows it, and nothing else.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  ["server/engine/workspace/builds.ts", "../pipeline/deploy.ts"],
  ["server/engine/image/user.ts", "../pipeline/deploy.ts"],
  ["server/engine/pipeline/deploy.ts", "../rules/workflow/ungated-deploy.ts"],
  ["server/engine/pipeline/deploy.ts", "../config/load.ts"],
  ["server/engine/pipeline/deploy.ts", "../lint.ts"],
  ["server/engine/pipeline/deploy.ts", "node:path"],
  ["server/engine/workspace/builds.ts", "../cluster/selection.ts"],
  ["server/engine/image/user.ts", "../cluster/selection.ts"],
  ["server/engine/cluster/selection.ts", "../rules/kubernetes/missing-readiness-probe.ts"],
  ["server/engine/cluster/selection.ts", "../config/load.ts"],
  ["server/engine/languages/kubernetes/file.ts", "../../cluster/selection.ts"],
  ["server/engine/workspace/builds.ts", "../application/application.ts"],
  ["server/engine/application/settings.ts", "../rules/dockerfile/root-user.ts"],
  ["server/engine/application/settings.ts", "../config/load.ts"],
  ["server/engine/languages/compose/file.ts", "../../application/application.ts"],
  ["server/engine/detection/node.ts", "../rules/index.ts"],
  ["server/engine/detection/node.ts", "../generators/index.ts"],
  ["server/engine/detection/node.ts", "../pipeline/deploy.ts"],
  ["server/engine/generators/resolve.ts", "../rules/index.ts"],
  ["server/engine/generators/container/index.ts", "../../config/load.ts"],
  ["server/engine/generators/container/index.ts", "../../fix.ts"],
  ["server/engine/generators/container/index.ts", "../../generate.ts"],
  ["server/engine/image/user.ts", "../detection/detect.ts"],
  ["server/engine/assessment/service.ts", "../lint.ts"],
  ["server/engine/assessment/service.ts", "../rules/index.ts"],
  ["server/engine/assessment/service.ts", "../config/load.ts"],
  ["server/engine/assessment/model.ts", "../generators/index.ts"],
  ["server/engine/readiness/validity.ts", "../assessment/model.ts"],
  ["server/engine/detection/node.ts", "../assessment/model.ts"],
  ["server/engine/rules/readiness/stale-evidence.ts", "../../assessment/model.ts"],
  ["server/engine/cluster/selection.ts", "../generators/index.ts"],
  ["server/engine/rules/dockerfile/root-user.ts", "../../detection/detect.ts"],
  ["server/engine/rules/kubernetes/missing-readiness-probe.ts", "./missing-liveness-probe.ts"],
  ["server/engine/languages/workflow/parse.ts", "../../knowledge/actions.ts"],
  ["server/engine/languages/workflow/parse.ts", "../../pipeline/deploy.ts"],
  ["server/engine/languages/workflow/parse.ts", "@actions/workflow-parser"],
  ["server/engine/rules/workflow/ungated-deploy.ts", "./untested-deploy.ts"],
  ["server/engine/rules/workflow/ungated-deploy.ts", "../dockerfile/root-user.ts"],
  ["server/engine/rules/workflow/ungated-deploy.ts", "@actions/expressions"],
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
  ["server/shellcheck/queue.ts", "../engine/lint.ts"],
  ["server/shellcheck/program.ts", "../cli/run.ts"],
  ["server/shellcheck/program.ts", "../lsp/session.ts"],
  ["client/extension.ts", "../server/engine/index.ts"],
  ["client/commands/fixDocument.ts", "../../server/lsp/session.ts"],
] as const;

const allowed = [
  ["server/engine/text/edit.ts", "./span.ts"],
  ["server/engine/languages/dockerfile/parse.ts", "../../text/source.ts"],
  ["server/engine/languages/dockerfile/parse.ts", "../shell/model.ts"],
  ["server/engine/languages/shell/parse.ts", "unbash"],
  ["server/engine/languages/yaml/parse.ts", "yaml"],
  ["server/engine/languages/expression/parse.ts", "@actions/expressions/lexer"],
  ["server/engine/languages/workflow/parse.ts", "../expression/model.ts"],
  ["server/engine/languages/workflow/parse.ts", "../yaml/parse.ts"],
  ["server/engine/pipeline/deploy.ts", "../image/user.ts"],
  ["server/engine/detection/node.ts", "../workspace/toml.ts"],
  ["server/engine/assessment/model.ts", "../generators/ids.ts"],
  ["server/engine/assessment/service.ts", "../detection/detect.ts"],
  ["server/engine/generators/container/index.ts", "../../detection/model.ts"],
  ["server/engine/generators/kubernetes/index.ts", "../../cluster/probe-timing.ts"],
  ["server/engine/pipeline/deploy.ts", "../workspace/workspace.ts"],
  ["server/engine/pipeline/deploy.ts", "../knowledge/lifecycle.ts"],
  ["server/engine/rules/workflow/ungated-deploy.ts", "../../pipeline/deploy.ts"],
  ["server/engine/languages/kubernetes/file.ts", "../yaml/parse.ts"],
  ["server/engine/cluster/selection.ts", "../pipeline/manifests.ts"],
  ["server/engine/cluster/selection.ts", "../languages/kubernetes/model.ts"],
  ["server/engine/cluster/selection.ts", "../workspace/workspace.ts"],
  ["server/engine/rules/kubernetes/missing-readiness-probe.ts", "../../cluster/selection.ts"],
  ["server/engine/rules/dockerfile/root-user.ts", "../../rule.ts"],
  ["server/engine/rules/dockerfile/root-user.ts", "../../image/user.ts"],
  ["server/engine/rules/dockerfile/root-user.ts", "zod/mini"],
  ["server/engine/image/user.ts", "../languages/dockerfile/model.ts"],
  ["server/lsp/requests/hover.ts", "../../engine/index.ts"],
  ["server/lsp/node.ts", "node:fs"],
  ["server/cli/run.ts", "../engine/index.ts"],
  ["server/cli/shellcheck.ts", "../shellcheck/program.ts"],
  ["server/lsp/node.ts", "../shellcheck/program.ts"],
  ["server/shellcheck/queue.ts", "../engine/index.ts"],
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

/** The sources that are shipped, without their comments, by path. */
const sources = new Map(
  ["server", "client"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .map((path) => [
        `${folder}/${path.replaceAll("\\", "/")}`,
        codeOf(`${folder}/${path.replaceAll("\\", "/")}`, readFileSync(join(root, folder, path), "utf8")),
      ]),
  ),
);

/** A source without its comments; of a generator without its texts as well, which are code for somebody else to run. */
function codeOf(path: string, text: string): string {
  const code = text.replace(/^\s*(?:\/?\*|\/\/).*$/gm, "");
  return path.startsWith("server/engine/generators/")
    ? code.replace(/`(?:[^`\\]|\\.)*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""')
    : code;
}
const holding = (pattern: RegExp) => [...sources].flatMap(([path, text]) => (pattern.test(text) ? [path] : [])).sort();
/** Of the hosts alone: the engine's type check knows no globals that could, and it writes probes into Dockerfiles, as text. */
const hostsHolding = (pattern: RegExp) => holding(pattern).filter((path) => !path.startsWith("server/engine/"));

describe("what no source does", () => {
  test("there are sources to look at", () => {
    expect(sources.size).toBeGreaterThan(150);
  });

  test("no network: of Node's modules, those for files and paths, and the one that starts ShellCheck", () => {
    const modules = new Set([...sources.values()].flatMap((text) => [...text.matchAll(/["'](node:[\w/]+)["']/g)].map(([, name]) => name)));
    expect([...modules].sort()).toEqual(["node:child_process", "node:crypto", "node:fs", "node:fs/promises", "node:path", "node:url"]);
    // Nothing is named at run time that the lint could not see: what is imported by address is the server's own bundle.
    expect(hostsHolding(/\brequire\(|\bimport\((?!["'])/)).toEqual(["server/cli/commands/lsp.ts"]);
    expect(hostsHolding(/\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\beval\(|new Function\(/)).toEqual([]);
    expect(holding(/\b(?:createTerminal|openExternal|executeTask|ShellExecution|ProcessExecution)\b/)).toEqual([]);
  });

  test("one file starts a program, and each host asks for it in one place, where the user has switched it on", () => {
    const starter = "server/shellcheck/program.ts";
    expect(holding(/child_process|getBuiltinModule\((?!["'])|\bprocess\.binding\b/)).toEqual([starter]);
    expect(sources.get(starter)?.match(/\bspawn\(/g)).toEqual(["spawn("]);
    // A shell would read words of a script's path or of a setting as a command.
    expect(
      holding(/\bexec(?:File)?(?:Sync)?\(["'`]|\bspawnSync\(|\bfork\(|shell: true/).filter((path) => !path.startsWith("server/engine/")),
    ).toEqual([]);
    expect(holding(/\bfindShellcheck\(/)).toEqual(["server/cli/shellcheck.ts", "server/lsp/node.ts", starter]);
    expect(sources.get("server/cli/shellcheck.ts")).toMatch(/parsed\.get\("shellcheck"\);\s*if \(given === undefined\) return unused;/);
    expect(sources.get("server/lsp/shellcheck.ts")).toMatch(/!isTrusted \|\| !shellcheck\.enabled\) return undefined;/);
    // No file of a repository has a say: the configuration knows no such key.
    expect(readFileSync(join(root, "schemas/deployment-patterns.schema.json"), "utf8")).not.toMatch(/"shellcheck"/);
  });

  test("files are written by the commands `fix`, `generate` and `readiness --import`, by decisions and reports of the extension, and by edits that the editor applies", () => {
    const writing =
      /\b(?:(?:write|append|copy|truncate|rename|unlink|rm|rmdir|mkdir|symlink|link|chmod|open|cp|createWriteStream)\w*Sync\b|createWriteStream\b)/;
    expect(holding(writing)).toEqual([
      "server/cli/commands/fix.ts",
      "server/cli/commands/generate.ts",
      "server/cli/main.ts",
      "server/cli/write-whole.ts",
    ]);
    expect(holding(/\bwriteWhole\(/).filter((path) => path.startsWith("server/"))).toEqual([
      "server/cli/commands/fix.ts",
      "server/cli/commands/generate.ts",
      "server/cli/commands/readiness.ts",
      "server/cli/write-whole.ts",
    ]);
    // The entry writes to its own streams.
    expect(sources.get("server/cli/main.ts")?.match(new RegExp(writing, "g"))).toEqual(["writeSync", "writeSync"]);
    // The extension writes the sign-off file whole, where a person has decided something, and the report where one has said where to.
    expect(holding(/["']node:fs\/promises["']/)).toEqual(["client/disk.ts"]);
    expect(holding(/\bwriteWhole\(/).filter((path) => path.startsWith("client/"))).toEqual([
      "client/commands/exportReadiness.ts",
      "client/readiness/signOffFile.ts",
      "client/readiness/writeWhole.ts",
    ]);
    expect(
      holding(
        /\bfs\.(?:write|append|copy|truncate|rename|unlink|rm|mkdir|symlink|link|chmod|open|cp)|workspace\.fs\b(?!\.(?:stat|readFile)\b)/,
      ),
    ).toEqual([]);
  });

  test("offsets become lines and columns at the edges alone: in protocol and reports", () => {
    expect(holding(/\.positionAt\(/)).toEqual([
      "server/cli/report.ts",
      "server/cli/targets.ts",
      // The formatter of another library counts so.
      "server/engine/format.ts",
      "server/lsp/convert.ts",
    ]);
    expect(holding(/\.offsetAt\(/).filter((path) => !path.startsWith("server/lsp/"))).toEqual(["server/engine/format.ts"]);
  });

  test("the engine asks for no clock", () => {
    // Generators write code that does; that they themselves do not is shown by the same answers giving the same bytes (test/generators).
    const isAsked = (path: string) => path.startsWith("server/engine/") && !path.startsWith("server/engine/generators/");
    expect(holding(/\bDate\.now\b|new Date\(\s*\)|performance\.now/).filter(isAsked)).toEqual([]);
  });
});
