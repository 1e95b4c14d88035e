import { dependencyFiles } from "../knowledge/dependency-files.ts";
import type { TextEdit } from "../text/edit.ts";
import { insert } from "../text/edit.ts";
import { type ContextView, isPattern, joined, mountedFrom, type Origin, originsOf } from "./context-files.ts";
import { instructionsBefore } from "./environment.ts";
import type { Install } from "./installs.ts";
import { insertAfter, isEditable, replaceWord } from "./invocation.ts";
import { readPackage } from "./node-package.ts";

/** The lock file that an install could go by. */
export interface LockFile {
  /** Its name: `package-lock.json`. */
  readonly name: string;
  /** The copy of the manifest to which it has to be added, where it is in the context, but not copied before the install. */
  readonly missingIn: Origin | undefined;
}

/** The lock file of an install, where one certainly reaches it, or is in the context beside the manifest that does. */
export function lockFileOf(install: Install, context: ContextView | undefined): LockFile | undefined {
  const { locks, manifests } = dependencyFiles[install.manager];
  for (const name of locks) {
    if (mountedFrom(name, install.folder, install.run) !== undefined) return { name, missingIn: undefined };
    for (const origin of originsOf(name, install.folder, install.stage, install.run)) {
      // A trigger copies from the context of the child, which cannot be seen.
      const isThere = install.run.onbuild && origin.copy.onbuild ? undefined : context?.has(origin.path);
      const isWritten = origin.isNamed && !isPattern(origin.source.text);
      if (isThere === true || (isWritten && isThere !== false)) return { name, missingIn: undefined };
    }
  }
  if (install.run.onbuild) return undefined;
  for (const manifest of manifests.filter((name) => !isPattern(name))) {
    const origin = originsOf(manifest, install.folder, install.stage, install.run).find((one) => one.isNamed);
    if (!origin) continue;
    for (const name of locks) {
      const path = joined(origin.path.slice(0, -manifest.length).replace(/\/$/, ""), name);
      if (context?.has(path) === true) return { name, missingIn: origin };
    }
  }
  return undefined;
}

/** Whether Yarn is of version 2 or later, which has other options; undefined where nothing tells. */
export function isModernYarn(install: Install, context: ContextView | undefined): boolean | undefined {
  const read = (name: string) => {
    const mounted = mountedFrom(name, install.folder, install.run);
    if (mounted !== undefined) return context?.read(mounted);
    for (const origin of originsOf(name, install.folder, install.stage, install.run)) {
      const text = context?.read(origin.path);
      if (text !== undefined) return text;
    }
    return undefined;
  };
  const version = /^yarn@(\d+)/.exec(readPackage(read("package.json"))?.packageManager ?? "")?.[1];
  if (version) return Number(version) > 1;
  const lock = read("yarn.lock");
  if (lock?.includes("# yarn lockfile v1")) return false;
  if (lock && /^__metadata:/m.test(lock)) return true;
  const text = instructionsBefore(install.stage, install.run)
    .map((one) => one.rest.text)
    .join("\n");
  if (/\.yarnrc\.yml|\.yarn\b|yarn@(?:[2-9]|stable|berry|latest)|yarn set version (?:[2-9]|stable|berry|latest)/.test(text)) return true;
  // Images of Node bring Yarn 1 along; any other comes by Corepack or npm.
  return /corepack/.test(text) || context === undefined ? undefined : false;
}

/**
 * The edits after which the install goes by its lock file, with the new command for the title; undefined where there is no certain way.
 */
export function lockedInstall(
  install: Install,
  lock: LockFile,
  context: ContextView | undefined,
): { readonly title: string; readonly edits: readonly TextEdit[] } | undefined {
  const change = isEditable(install.invocation) ? commandEdits(install, context) : undefined;
  if (!change) return undefined;
  if (!lock.missingIn) return change;
  const { copy, source } = lock.missingIn;
  const destination = copy.destination?.text ?? "";
  // The lock file lies beside the manifest only where the destination is a folder, and comes along only once.
  if (copy.isJson || isPattern(source.text) || !/(?:^\.{1,2}|\/)$/.test(destination)) return undefined;
  const folder = source.raw.slice(0, Math.max(0, source.raw.lastIndexOf("/") + 1));
  if (/["'$]/.test(source.raw)) return undefined;
  return {
    title: `Copy \`${lock.name}\` as well, and ${change.title.charAt(0).toLowerCase()}${change.title.slice(1)}`,
    edits: [insert(source.span.end, ` ${folder}${lock.name}`), ...change.edits],
  };
}

function commandEdits(install: Install, context: ContextView | undefined): { title: string; edits: TextEdit[] } | undefined {
  const { invocation, verb, manager, action, flags } = install;
  const word = verb ?? invocation.nameWord;
  const program = verb ? install.title.slice(0, install.title.lastIndexOf(" ")) : install.title;
  const verbed = (text: string) =>
    verb ? { title: `Run \`${program} ${text}\``, edits: [replaceWord(invocation, verb, text)] } : undefined;
  const flagged = (flag: string) => ({ title: `Add \`${flag}\``, edits: [insertAfter(invocation, word, flag)] });
  const swapped = (names: readonly string[], flag: string) => {
    const old = names.map((name) => flags.get(name)).find(Boolean);
    return old ? { title: `Use \`${flag}\``, edits: [replaceWord(invocation, old.word, flag)] } : flagged(flag);
  };
  switch (manager) {
    case "npm":
      return verbed(/^(?:install-test|it)$/.test(verb?.text ?? "") ? "cit" : "ci");
    case "pnpm":
      return swapped(["no-frozen-lockfile", "frozen-lockfile"], "--frozen-lockfile");
    case "yarn": {
      const isModern = isModernYarn(install, context) ?? false;
      if (isModern && !verb)
        return { title: "Run `yarn install --immutable`", edits: [insertAfter(invocation, word, "install", "--immutable")] };
      return isModern
        ? swapped(["no-immutable", "immutable", "frozen-lockfile"], "--immutable")
        : swapped(["pure-lockfile", "frozen-lockfile"], "--frozen-lockfile");
    }
    case "bun":
      return swapped(["frozen-lockfile"], "--frozen-lockfile");
    case "uv":
      return flagged("--locked");
    case "poetry":
      return verbed("install");
    case "pipenv":
      return action === "update" ? verbed("sync") : flagged("--deploy");
    case "pdm":
      return action === "update" ? verbed("sync") : flagged("--check");
    case "cargo":
      return flagged("--locked");
    case "bundler": {
      const first = prefixed(install, "bundle config set frozen true");
      if (!first) return undefined;
      const edits = action === "update" && verb ? [first, replaceWord(invocation, verb, "install")] : [first];
      return { title: "Set Bundler's `frozen` first", edits };
    }
    case "composer":
      return verbed("install");
    case "dotnet":
      return flagged("--locked-mode");
    default:
      return undefined;
  }
}

/** The edit that puts another command in front, to be done first; undefined where the command does not stand in a plain list. */
export function prefixed({ invocation }: Install, command: string): TextEdit | undefined {
  const { command: own, script } = invocation;
  if (!own || !script || own.isConditional || own.pipe || own.operator === "||" || own.wrappers.length > 0) return undefined;
  return insert(script.source.toSource(own.span.start), `${command} && `);
}
