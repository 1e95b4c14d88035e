import type { CopyInstruction, Dockerfile, Instruction, RunInstruction, Stage, Word } from "../languages/dockerfile/model.ts";
import type { Dockerignore } from "../languages/dockerignore/model.ts";
import { rememberFor } from "../text/remember.ts";
import { buildContextsOf } from "../workspace/context.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { withTriggers } from "./command.ts";
import { countBefore, instructionsBefore } from "./environment.ts";
import { below, destinationOf, type ImageFolder, within } from "./folders.ts";

/** The source of a COPY or ADD that brings in the whole build context (`.`, `./`, `*`); undefined where none does. */
export function wholeContextSource(copy: CopyInstruction): Word | undefined {
  if (copy.from) return undefined;
  return copy.sources.find((source) => source.value !== undefined && /^(?:\.?\/)*(?:\.|\*|)$/.test(source.value) && source.value !== "");
}

/** A COPY or ADD that brings in the whole build context, and the source that says so. */
export interface WholeContextCopy {
  readonly copy: CopyInstruction;
  readonly source: Word;
}

/** The COPY and ADD instructions of the file that bring in the whole build context, ONBUILD triggers left out. */
export function wholeContextCopies(file: Dockerfile): readonly WholeContextCopy[] {
  return [...findWholeContextCopies(file)];
}

/** The first of them. */
export function firstWholeContextCopy(file: Dockerfile): WholeContextCopy | undefined {
  const [first] = findWholeContextCopies(file);
  return first;
}

function* findWholeContextCopies(file: Dockerfile): Generator<WholeContextCopy> {
  for (const copy of file.instructions) {
    if (!copy.stage || (copy.keyword !== "COPY" && copy.keyword !== "ADD")) continue;
    const source = wholeContextSource(copy);
    if (source) yield { copy, source };
  }
}

/** A path of the context as Docker cleans it: no leading or trailing slash, no `.`; undefined where it leads out of the context. */
export function cleanContextPath(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** Whether a source of COPY is a pattern that stands for several files. */
export function isPattern(source: string): boolean {
  return /[*?[\\]/.test(source);
}

/** Whether a source of ADD is fetched from elsewhere: an address or a Git repository (`git@host:path`, `github.com/owner/name`). */
export function isRemote(source: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|[\w.-]+@[\w.-]+:|github\.com\/)/i.test(source);
}

/** Whether a name fits a pattern of one path segment, as Go's `filepath.Match` reads it. */
export function nameMatches(pattern: string, name: string): boolean {
  let expression = "";
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char === "*") expression += "[^/]*";
    else if (char === "?") expression += "[^/]";
    else if (char === "[") {
      const end = pattern.indexOf("]", i + 2);
      if (end < 0) return false;
      expression += `[${pattern
        .slice(i + 1, end)
        .replace(/\\/g, "\\\\")
        .replace(/\[/g, "\\[")}]`;
      i = end;
    } else if (char === "\\" && i + 1 < pattern.length) expression += quoted(pattern.charAt(++i));
    else expression += quoted(char);
  }
  try {
    return new RegExp(`^${expression}$`).test(name);
  } catch {
    return false;
  }
}

function quoted(char: string): string {
  return char.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/** How a file came from the build context to its place in the image. */
export interface Origin {
  readonly copy: CopyInstruction;
  readonly source: Word;
  /** Where it is in the context. */
  readonly path: string;
  /** The instruction names it, or a pattern that it fits; otherwise it comes with a folder. */
  readonly isNamed: boolean;
}

/**
 * The copies from the build context that bring `name` into `folder` of the image before `until`, or at the stage's end, the latest first. Whether the
 * file is there in the context is not asked.
 */
export function originsOf(name: string, folder: ImageFolder, stage: Stage, until?: Instruction): readonly Origin[] {
  const hasTriggers = until?.onbuild !== undefined;
  const key = `${hasTriggers} ${name}\n${folder}`;
  const known = knownOrigins(stage);
  const all = known.get(key) ?? allOrigins(name, folder, hasTriggers ? withTriggers(stage.chainInstructions) : instructionsBefore(stage));
  known.set(key, all);
  const end = countBefore(all, stage, until);
  return all.slice(Math.max(0, end - maximumOrigins), end).reverse();
}

/** No one copies a file more often than this; files made by machines do. */
const maximumOrigins = 50;

const knownOrigins = rememberFor((_: Stage) => new Map<string, readonly Origin[]>());

function allOrigins(name: string, folder: ImageFolder, instructions: readonly Instruction[]): readonly Origin[] {
  const origins: Origin[] = [];
  for (const copy of instructions) {
    if ((copy.keyword !== "COPY" && copy.keyword !== "ADD") || copy.from) continue;
    const destination = copy.stage && destinationOf(copy, copy.stage);
    if (destination === undefined) continue;
    const hasParents = copy.flags.some((flag) => flag.name === "parents");
    for (const source of copy.sources) {
      const text = source.value ?? source.text;
      if (isRemote(text)) continue;
      const path = cleanContextPath(text);
      if (path === undefined) continue;
      const last = path.slice(path.lastIndexOf("/") + 1);
      const parent = path.slice(0, Math.max(0, path.length - last.length - 1));
      const isWhole = path === "" || path === "*";
      if (!isWhole && (last === name || (isPattern(last) && nameMatches(last, name)) || (isPattern(name) && nameMatches(name, last)))) {
        // A single file may be given its name by the destination; else the destination is the folder.
        const isThere =
          destination === folder || destination === joined(folder, name) || (hasParents && below(destination, folder) !== undefined);
        if (isThere) origins.push({ copy, source, path: joined(parent, name), isNamed: true });
        continue;
      }
      const rest = below(destination, folder);
      if (rest === undefined || isPattern(isWhole ? "" : path) || hasParents) continue;
      origins.push({ copy, source, path: joined(joined(isWhole ? "" : path, rest), name), isNamed: false });
    }
  }
  return origins;
}

/** Where in the build context a file is that a RUN mounts into `folder` of the image under `name`, by itself or with a folder. */
export function mountedFrom(name: string, folder: ImageFolder, run: RunInstruction): string | undefined {
  const file = within(folder, name);
  for (const mount of run.mounts) {
    if (mount.type !== "bind" || mount.get("from")) continue;
    const target = mount.get("target");
    const source = cleanContextPath(mount.get("source")?.value ?? "");
    const rest = target && below(within(folder, target.value ?? target.text), file);
    if (source !== undefined && rest !== undefined) return joined(source, rest);
  }
  return undefined;
}

/** Two parts of a path put together; the first may be empty. */
export function joined(folder: string, path: string): string {
  return folder === "" ? path : path === "" ? folder : `${folder}${folder.endsWith("/") ? "" : "/"}${path}`;
}

/** The build context that a Dockerfile is most likely built with; undefined where none can be told. */
export interface ContextView {
  readonly folder: string;
  readonly isCertain: boolean;
  /** Whether a file of the context is there and not ignored; undefined where that cannot be seen. */
  has(path: string): boolean | undefined;
  /** Its text; undefined where it is not there, is ignored, or cannot be read. */
  read(path: string): string | undefined;
  /** The names of the files and folders in a folder of the context that are not ignored; undefined where they cannot be seen. */
  names(folder: string): readonly string[] | undefined;
}

/** What the build sees of the first of a Dockerfile's build contexts. */
export function contextOf(file: Dockerfile, workspace: Workspace): ContextView | undefined {
  const context = buildContextsOf(file.source.path, workspace)[0];
  return context && viewOf(context.folder, context.isCertain, context.ignore, workspace);
}

/** A folder of the workspace as a build sees it. */
function viewOf(folder: string, isCertain: boolean, ignore: Dockerignore | undefined, workspace: Workspace): ContextView {
  const isIgnored = (path: string) => ignore?.ignores(path) ?? false;
  return {
    folder,
    isCertain,
    has: (path) => (isIgnored(path) ? false : workspace.has(joined(folder, path))),
    read: (path) => (isIgnored(path) ? undefined : workspace.read(joined(folder, path))),
    names: (path) =>
      workspace
        .list(joined(folder, path))
        ?.map((entry) => entry.name)
        .filter((name) => !isIgnored(joined(path, name))),
  };
}
