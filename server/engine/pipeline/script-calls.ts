import { readPackage } from "../image/node-package.ts";
import { plainWords } from "../knowledge/launchers.ts";
import type { ShellCommand, ShellWord } from "../languages/shell/model.ts";
import type { Step } from "../languages/workflow/model.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, inFolder, upwards } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { isMentionedBefore, type JobFiles, jobFilesOf, pathInRepository } from "./job-files.ts";
import { folderBelow, optionOf, placedCommands } from "./placed-commands.ts";

/** A call of a script or target that the project does not define. */
export interface UndefinedScript {
  /** `npm`, `make`, `composer`, … */
  readonly runner: string;
  readonly script: string;
  /** Its word in `step.script`, or in `step.roughScript`. */
  readonly word: ShellWord;
  /** The file that ought to define it. */
  readonly manifest: string;
  /** What that defines. */
  readonly defined: readonly string[];
}

/** The scripts of package.json and composer.json and the targets of Makefiles that a step calls and nobody defines. */
export function undefinedScripts(step: Step, workspace: Workspace): readonly UndefinedScript[] {
  if (!step.run || !/\b(?:npm|pnpm|yarn|bun|g?make|composer)\b/.test(step.run.text)) return [];
  const files = jobFilesOf(step, workspace);
  if (!files) return [];
  return placedCommands(step).flatMap(({ command, folder }) => {
    const found = folder === undefined || command.inSubstitution ? undefined : judge(command, folder, files, step, workspace);
    return found ? [found] : [];
  });
}

function judge(command: ShellCommand, folder: string, files: JobFiles, step: Step, workspace: Workspace): UndefinedScript | undefined {
  switch (command.name) {
    case "npm":
    case "pnpm":
    case "yarn":
    case "bun":
      return packageScript(command.name, command, folder, files, step, workspace);
    case "make":
    case "gmake":
      return makeTarget(command, folder, files, step, workspace);
    case "composer":
      return composerScript(command, folder, files, step, workspace);
    default:
      return undefined;
  }
}

/** Options by which other packages than the one of the folder are meant, or by which a missing script is no fault. */
const elsewhere =
  /^(?:-w|-ws|-r|-F|--workspaces?|--filter(?:-prod)?|--recursive|--workspace-root|--if-present|--include-workspace-root|--stdin|--cwd|--top-level|-T|-A|--all)(?:=|$)/;

type Manager = "npm" | "pnpm" | "yarn" | "bun";

function packageScript(
  manager: Manager,
  command: ShellCommand,
  folder: string,
  files: JobFiles,
  step: Step,
  workspace: Workspace,
): UndefinedScript | undefined {
  const end = command.args.findIndex(({ text }) => text === "--");
  const own = end < 0 ? command.args : command.args.slice(0, end);
  if (own.some(({ text }) => elsewhere.test(text))) return undefined;
  const words = plainWords(
    manager,
    own.map(({ text }) => text),
  );
  const isRun = words[0] === "run" || words[0] === "run-script";
  const script = isRun ? words[1] : /^(?:test|t|tst)$/.test(words[0] ?? "") && manager !== "bun" ? "test" : undefined;
  if (script === undefined || !isDefinable(manager, script)) return undefined;
  const word = own.find((one) => one.value !== undefined && (isRun ? one.text === script : one.text === words[0]));
  const at = folderBelow(folder, optionOf(command, "--prefix", "-C", "--dir"));
  const place = at === undefined ? undefined : pathInRepository(files, at);
  // A script that an earlier step writes into the manifest.
  if (
    !word ||
    place === undefined ||
    isMentionedBefore(step, /package\.json|\bnpm\s+(?:pkg|init)\b|\bcreate-|\bng\s+(?:new|add)\b|\bdegit\b/)
  )
    return undefined;
  const manifest = nearestManifest(place, "package.json", workspace);
  const pack = manifest === undefined ? undefined : readPackage(workspace.read(manifest));
  if (manifest === undefined || !pack || pack.scripts.has(script)) return undefined;
  if (manager !== "npm" && manager !== "pnpm" && script.includes(":") && isDefinedAnywhere(script, workspace)) return undefined;
  // Hooks and shortcuts of the managers.
  if (/^(?:env|restart|start|stop|install|prepare|prepublish)$/.test(script)) return undefined;
  return { runner: manager, script, word, manifest, defined: [...pack.scripts.keys()] };
}

/** Yarn and Bun run programs of packages by the same words; names of scripts with a colon, and those everybody uses, are none. */
function isDefinable(manager: Manager, script: string): boolean {
  if (!/^[\w.:@-]+(?:\/[\w.:@-]+)*$/.test(script) || /\.(?:[cm]?[jt]sx?|sh)$/.test(script)) return false;
  return (
    manager === "npm" || manager === "pnpm" || script.includes(":") || /^(?:build|test|typecheck|type-check|coverage|e2e)$/.test(script)
  );
}

function isDefinedAnywhere(script: string, workspace: Workspace): boolean {
  const files = workspace.files();
  return (
    !files || files.some((path) => /(?:^|\/)package\.json$/.test(path) && readPackage(workspace.read(path))?.scripts.has(script) !== false)
  );
}

/** The manifest of a folder, or of the nearest one above it; undefined where it cannot be told. */
export function nearestManifest(folder: string, name: string, workspace: Workspace): string | undefined {
  for (const at of upwards(folder)) {
    const path = inFolder(at, name);
    const isThere = workspace.has(path);
    if (isThere === undefined) return undefined;
    if (isThere) return path;
  }
  return undefined;
}

function composerScript(
  command: ShellCommand,
  folder: string,
  files: JobFiles,
  step: Step,
  workspace: Workspace,
): UndefinedScript | undefined {
  const words = plainWords(
    "composer",
    command.args.map(({ text }) => text),
  );
  if (words[0] !== "run" && words[0] !== "run-script") return undefined;
  const script = words[1];
  const word = command.args.find((one) => one.value !== undefined && one.text === script);
  const at = folderBelow(folder, optionOf(command, "-d", "--working-dir"));
  const place = at === undefined ? undefined : pathInRepository(files, at);
  if (
    script === undefined ||
    !word ||
    place === undefined ||
    isMentionedBefore(step, /composer\.json|composer\s+(?:config|init|create-project)/)
  )
    return undefined;
  const manifest = inFolder(place, "composer.json");
  const pack = readPackage(workspace.read(manifest));
  // Its scripts are lists as well.
  if (!pack) return undefined;
  const defined = composerScripts(workspace, manifest);
  if (defined === undefined || defined.includes(script)) return undefined;
  return { runner: "composer", script, word, manifest, defined };
}

const composerScripts = keyedFact("the scripts of composer in", (workspace, path): readonly string[] | undefined => {
  try {
    const value = JSON.parse(workspace.read(path) ?? "") as { readonly scripts?: unknown };
    return typeof value.scripts === "object" && value.scripts !== null ? Object.keys(value.scripts) : [];
  } catch {
    return undefined;
  }
});

function makeTarget(command: ShellCommand, folder: string, files: JobFiles, step: Step, workspace: Workspace): UndefinedScript | undefined {
  const targets = plainWords(
    "make",
    command.args.map(({ text }) => text),
  ).filter((word) => !word.includes("=") && !/^[\d.]+$/.test(word));
  if (targets.length === 0 || optionOf(command, "-f", "--file", "--makefile", "-I", "--include-dir", "--eval", "-E") !== undefined)
    return undefined;
  const at = folderBelow(folder, optionOf(command, "-C", "--directory"));
  const place = at === undefined ? undefined : pathInRepository(files, at);
  if (
    place === undefined ||
    isMentionedBefore(step, /[Mm]akefile|\bconfigure\b|\bcmake\b|\bautogen|\bautoreconf\b|\bqmake\b|\bbootstrap\b|\bmeson\b/)
  )
    return undefined;
  for (const name of ["GNUmakefile", "makefile", "Makefile"]) {
    const path = inFolder(place, name);
    const isThere = workspace.has(path);
    if (isThere === undefined) return undefined;
    if (!isThere) continue;
    const known = makeTargets(workspace, path);
    if (!known) return undefined;
    for (const target of targets) {
      const word = command.args.find((one) => one.value === target);
      if (!word || !/^[\w.-]+$/.test(target) || known.includes(target) || mayBeMade(target, folderOf(path), workspace)) continue;
      return { runner: "make", script: target, word, manifest: path, defined: known };
    }
    return undefined;
  }
  return undefined;
}

/** A target may be a file that is there, or one that a rule built into make knows how to make. */
function mayBeMade(target: string, folder: string, workspace: Workspace): boolean {
  const entries = workspace.list(folder);
  return !entries || entries.some(({ name }) => name === target || name.startsWith(`${target}.`));
}

/** The targets of a Makefile; undefined where others may come: from included files, patterns, variables. */
const makeTargets = keyedFact("the targets in", (workspace, path): readonly string[] | undefined => {
  const text = workspace.read(path);
  if (text === undefined || /^\s*(?:-|s)?include\b|\$\(eval\b|\$\{eval\b|^\.DEFAULT\b|^\s*define\b|^[^\t#=]*[%$][^=\n]*:(?!=)/m.test(text))
    return undefined;
  const targets = new Set<string>();
  for (const line of text.replaceAll(/\\\r?\n/g, " ").split(/\r?\n/)) {
    if (line.startsWith("\t")) continue;
    const [, names = ""] = /^ *([\w./-][\w./ -]*?)\s*&?::?(?![=:])/.exec(line) ?? [];
    for (const name of names.split(/\s+/)) if (name !== "") targets.add(name);
    // `.PHONY` tells of targets that a rule of another form makes.
    for (const name of /^\.PHONY\s*:(.*)$/.exec(line)?.[1]?.split(/\s+/) ?? []) if (name !== "") targets.add(name);
  }
  return targets.size === 0 ? undefined : [...targets].filter((name) => !name.startsWith("."));
});
