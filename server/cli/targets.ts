import { statSync } from "node:fs";
import { resolve } from "node:path";
import {
  type Configuration,
  type ConfigurationOverrides,
  detectLanguage,
  explainUnknownRule,
  findRule,
  type Language,
  loadConfiguration,
  mayHoldObjects,
  type RuleId,
  Snapshot,
  SourceText,
} from "../engine/index.ts";
import { BadConfiguration, InputError } from "./command.ts";
import { findFiles, nodeAccess, problemOf, readText, relativePath, textOf, workspaceRoot } from "./files.ts";
import type { Io } from "./io.ts";
import { type ParsedArguments, UsageError } from "./options.ts";

/** A workspace that files are judged in. */
export interface Root {
  /** Absolute. */
  readonly folder: string;
  readonly snapshot: Snapshot;
  /** Lays a text over a file, or over none, for all that is read from here on; the disk is not touched. */
  lay(path: string, text: string): void;
}

function openRoot(folder: string): Root {
  const over = new Map<string, string>();
  const snapshot = new Snapshot(nodeAccess(folder, over));
  return {
    folder,
    snapshot,
    lay(path, text) {
      const isNew = snapshot.has(path) === false;
      over.set(path, text);
      snapshot.invalidate(path, isNew);
    },
  };
}

/** A file to be judged. */
export interface Target {
  readonly root: Root;
  /** Relative to the root. */
  readonly path: string;
  /** Relative to the current folder, as it is printed. */
  readonly shown: string;
  readonly absolute: string;
  readonly language: Language;
  readonly configuration: Configuration;
  /** Its text comes from standard input. */
  readonly isStdin: boolean;
}

export interface Selection {
  /** Sorted by the path shown. */
  readonly targets: readonly Target[];
  /** Lines about what could not be read. */
  readonly failures: readonly string[];
}

/**
 * The files that the arguments ask for, each with its configuration.
 * @throws UsageError, InputError for arguments that lead nowhere, BadConfiguration.
 */
export async function selectTargets(parsed: ParsedArguments, io: Io): Promise<Selection> {
  const overrides = overridesOf(parsed);
  const kind = parsed.get("kind") as Language | undefined;
  const roots = new Map<string, Root>();
  const rootOf = (absolute: string, isFolder: boolean): Root => {
    const folder = workspaceRoot(absolute, isFolder, io.cwd);
    const root = roots.get(folder) ?? openRoot(folder);
    roots.set(folder, root);
    return root;
  };
  const shownPath = (absolute: string): string => relativePath(io.cwd, absolute);
  const chosen = new Map<string, Omit<Target, "configuration">>();
  const failures: string[] = [];
  const choose = (root: Root, absolute: string, language: Language, isStdin = false): void => {
    if (chosen.has(absolute)) return;
    chosen.set(absolute, { root, absolute, path: relativePath(root.folder, absolute), shown: shownPath(absolute), language, isStdin });
  };

  const stdinPath = parsed.get("stdin-path");
  if (stdinPath !== undefined) {
    if (parsed.operands.length > 0) throw new UsageError("`--stdin-path` takes the place of paths; give one or the other");
    const absolute = resolve(io.cwd, stdinPath);
    const input = textOf(await readAll(io.stdin));
    if (input.text === undefined) throw new InputError(`standard input ${input.problem}`);
    const language = kind ?? detectLanguage(stdinPath.replaceAll("\\", "/"), undefined, () => input.text);
    if (!language) throw unknownKind(stdinPath);
    const root = rootOf(absolute, false);
    root.lay(relativePath(root.folder, absolute), input.text);
    choose(root, absolute, language, true);
  }
  const paths = stdinPath === undefined && parsed.operands.length === 0 ? ["."] : parsed.operands;
  for (const path of paths) {
    if (path === "-") throw new UsageError("standard input is read with `--stdin-path PATH`, which tells what it is");
    const absolute = resolve(io.cwd, path);
    const isFolder = isFolderAt(absolute, path);
    const root = rootOf(absolute, isFolder);
    if (!isFolder) {
      const language = kind ?? languageAt(root, relativePath(root.folder, absolute));
      if (!language) throw unknownKind(path);
      choose(root, absolute, language);
      continue;
    }
    const byContent = kind === undefined || kind === "kubernetes";
    const found = findFiles(absolute, root.folder, (file) => isWanted(detectLanguage(file), kind) || (byContent && mayHoldObjects(file)));
    for (const file of found.paths) {
      const language = languageAt(root, relativePath(root.folder, file));
      if (language && isWanted(language, kind)) choose(root, file, language);
    }
    for (const failure of found.failures) failures.push(`${shownPath(failure.path) || "."}: ${failure.problem}`);
  }

  const file = parsed.get("config");
  const given = file === undefined ? undefined : readConfigurationFile(file, io);
  const overridesByRoot = new Map<Root, ConfigurationOverrides>();
  const targets = [...chosen.values()].map((target) => {
    let own = overridesByRoot.get(target.root);
    if (!own) {
      own = given ? { ...overrides, file: new SourceText(placeIn(target.root, given.absolute), given.text) } : overrides;
      overridesByRoot.set(target.root, own);
    }
    return { ...target, configuration: loadConfiguration(target.path, target.root.snapshot, own) };
  });
  if (given && targets.length === 0) {
    const root = rootOf(io.cwd, true);
    const configuration = loadConfiguration("", root.snapshot, { file: new SourceText("", given.text) });
    failOnProblems([{ root, configuration }], given.absolute, shownPath);
  }
  failOnProblems(targets, given?.absolute, shownPath);
  return { targets: targets.sort((a, b) => (a.shown < b.shown ? -1 : 1)), failures };
}

function overridesOf(parsed: ParsedArguments): ConfigurationOverrides {
  if (parsed.has("config") && parsed.has("no-config")) throw new UsageError("`--config` and `--no-config` exclude each other");
  const rules = new Map<RuleId, "off" | "on" | "error" | "warning" | "info" | "hint">();
  const levels = ["off", "error", "warning", "info", "hint"] as const;
  for (const setting of parsed.all("rule")) {
    const [name = "", level] = setting.split("=", 2);
    const known = level === undefined ? "on" : levels.find((one) => one === level);
    if (!known) {
      throw new UsageError(`\`--rule ${name}\` takes \`off\`, \`error\`, \`warning\`, \`info\` or \`hint\`, not \`${level}\``, {
        word: level ?? "",
        candidates: levels,
      });
    }
    rules.set(knownRule(name, "--rule"), known);
  }
  const only = parsed.all("only").map((name) => knownRule(name, "--only"));
  const preset = parsed.get("preset") as ConfigurationOverrides["preset"];
  return {
    ...(preset ? { preset } : {}),
    ...(rules.size > 0 ? { rules } : {}),
    ...(only.length > 0 ? { only: new Set(only) } : {}),
    ...(parsed.has("no-config") ? { file: "none" as const } : {}),
  };
}

function knownRule(name: string, option: string): RuleId {
  const rule = findRule(name);
  if (rule?.id === name) return rule.id;
  throw new InputError(`${option}: ${explainUnknownRule(name).message}`);
}

function unknownKind(path: string): InputError {
  return new InputError(`${path}: this is no kind of file that is known here by its name or content; \`--kind\` tells what it is`);
}

/** The language of a file on disk; it is read only where its path does not tell. */
function languageAt({ snapshot }: Root, path: string): Language | undefined {
  return detectLanguage(path, undefined, () => snapshot.read(path));
}

function isWanted(language: Language | undefined, kind: Language | undefined): boolean {
  return language !== undefined && (kind === undefined || language === kind);
}

function isFolderAt(absolute: string, written: string): boolean {
  try {
    return statSync(absolute).isDirectory();
  } catch (error) {
    throw new InputError(`${written}: ${problemOf(error)}`);
  }
}

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function readConfigurationFile(file: string, io: Io): { readonly absolute: string; readonly text: string } {
  const absolute = resolve(io.cwd, file);
  const { text, problem } = readText(absolute);
  if (text === undefined) throw new InputError(`${file}: ${problem}`);
  return { absolute, text };
}

/** Where a given configuration stands in a workspace: its patterns are relative to its folder, or to the root where it lies outside. */
function placeIn(root: Root, absolute: string): string {
  const path = relativePath(root.folder, absolute);
  return path.startsWith("../") ? path.slice(path.lastIndexOf("/") + 1) : path;
}

/** @throws BadConfiguration where one of the configurations has a problem. */
function failOnProblems(
  targets: readonly Pick<Target, "configuration" | "root">[],
  given: string | undefined,
  shownPath: (absolute: string) => string,
): void {
  const lines = new Set<string>();
  const texts = new Map<string, SourceText>();
  for (const { configuration, root } of targets) {
    for (const problem of configuration.problems) {
      const absolute = given ?? resolve(root.folder, problem.path);
      const source = texts.get(absolute) ?? new SourceText("", readText(absolute).text ?? "");
      texts.set(absolute, source);
      const { line, character } = source.positionAt(problem.span.start);
      lines.add(`${shownPath(absolute)}:${line + 1}:${character + 1}: ${problem.message}`);
    }
  }
  if (lines.size > 0) throw new BadConfiguration([...lines]);
}
