import type { CopyInstruction, Instruction, RunInstruction, Stage } from "../languages/dockerfile/model.ts";
import { rememberFor } from "../text/remember.ts";
import { baseImageOf } from "./base.ts";
import { instructionsBefore } from "./environment.ts";
import type { Invocation } from "./invocation.ts";

/**
 * A folder of the image as a text that can be compared and joined. It is absolute where that is known; an unknown base
 * image's working directory is written `?`, and a variable without a known value stays as it is written.
 */
export type ImageFolder = string;

/** What the WORKDIRs of a stage's chain lead to, in order, each from its place in the file on; the base's own folder first. */
const known = new WeakMap<Stage, readonly { readonly index: number; readonly folder: ImageFolder }[]>();

/** The working directory at the end of a stage, or before `until`. */
export function folderAt(stage: Stage, until?: Instruction): ImageFolder {
  if (until?.onbuild) return foldersOf(stage, instructionsBefore(stage, until)).at(-1)?.folder ?? "?";
  let folders = known.get(stage);
  if (!folders) {
    folders = foldersOf(stage, stage.chainInstructions);
    known.set(stage, folders);
  }
  const limit = until?.index ?? Number.POSITIVE_INFINITY;
  let [low, high] = [0, folders.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((folders[middle]?.index ?? 0) < limit) low = middle;
    else high = middle - 1;
  }
  return folders[low]?.folder ?? "?";
}

function foldersOf(stage: Stage, instructions: readonly Instruction[]): { index: number; folder: ImageFolder }[] {
  let folder = stage.root.kind === "scratch" ? "/" : (baseImageOf(stage)?.workdir ?? "?");
  const folders = [{ index: -1, folder }];
  for (const one of instructions) {
    if (one.keyword !== "WORKDIR" || !one.path) continue;
    folder = within(folder, one.path.value ?? one.path.text);
    folders.push({ index: one.index, folder });
  }
  return folders;
}

/** The folder in which a program of a RUN is called: the working directory, and the `cd` in front of it. */
export function folderOf(invocation: Invocation, run: RunInstruction, earlier: readonly Invocation[], stage: Stage): ImageFolder {
  let folder = folderAt(stage, run);
  for (const { name, args, command } of earlier) {
    if (name === "cd" && args[0] && !command?.inSubstitution && command !== invocation.command) folder = within(folder, args[0].text);
  }
  return folder;
}

/** The folder or file that a path means in a working directory. */
export function within(folder: ImageFolder, path: string): ImageFolder {
  const isAbsolute = path.startsWith("/") || path.startsWith("$") || path.startsWith("~");
  const parts: string[] = [];
  for (const part of `${isAbsolute ? "" : `${folder}/`}${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  const isRooted = isAbsolute ? path.startsWith("/") : folder.startsWith("/");
  return `${isRooted ? "/" : ""}${parts.join("/")}`;
}

/** The path that leads from a folder to one below it; "" where they are the same, undefined where it is not below. */
export function below(folder: ImageFolder, path: ImageFolder): string | undefined {
  if (path === folder) return "";
  const prefix = folder.endsWith("/") ? folder : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

/** Where a COPY or ADD puts things: the folder, or the file where a single file gets a name. */
export function destinationOf(copy: CopyInstruction, stage: Stage): ImageFolder | undefined {
  return stage === copy.stage ? ownDestination(copy) : destinationIn(copy, stage);
}

/** Many rules ask. */
const ownDestination = rememberFor((copy: CopyInstruction) => copy.stage && destinationIn(copy, copy.stage));

function destinationIn(copy: CopyInstruction, stage: Stage): ImageFolder | undefined {
  const destination = copy.destination;
  return destination && within(folderAt(stage, copy), destination.value ?? destination.text);
}
