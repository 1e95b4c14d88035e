import { inFolder } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** So many are named. */
const maximumNames = 6;

/** How many files, and the first of them by name: ``12 files (`a.js`, `b.js`, …)``. */
export function someOf(paths: readonly string[]): string {
  const names = paths.slice(0, maximumNames).map((path) => `\`${path}\``);
  const more = paths.length > maximumNames ? ", …" : "";
  if (paths.length === 0) return "no file";
  return paths.length === 1 ? `one file (${names[0]})` : `${paths.length} files (${names.join(", ")}${more})`;
}

/** The disk is asked for the sizes of no more files than this. */
const maximumFiles = 5_000;

/** The bytes of all files together; undefined where those of one are not known. */
export function totalSize(paths: readonly string[], folder: string, workspace: Workspace): number | undefined {
  if (paths.length === 0 || paths.length > maximumFiles) return undefined;
  // All are asked for at once, so that a slow disk answers all at once.
  const sizes = paths.map((path) => workspace.size(inFolder(folder, path)));
  return sizes.reduce<number | undefined>((sum, size) => (sum === undefined || size === undefined ? undefined : sum + size), 0);
}

/** `, 3.4 MB,`, to stand behind what is counted; empty where it is not known. */
export function withSize(paths: readonly string[], folder: string, workspace: Workspace): string {
  const size = totalSize(paths, folder, workspace);
  return size === undefined ? "" : `, ${sizeText(size)},`;
}

/** In units of a thousand, as Docker prints them: `512 B`, `3.4 MB`. */
function sizeText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : Number(value.toPrecision(2))} ${units[unit]}`;
}
