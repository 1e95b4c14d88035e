import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { type Entry, type FileAccess, GitIgnore, maximumFileSize, maximumFiles, skippedFolders } from "../engine/index.ts";

/** A file's text, or why there is none. */
export type TextFile =
  | { readonly text: string; readonly isUtf8: boolean; readonly problem?: undefined }
  | { readonly text?: undefined; readonly problem: string };

/** Reads a text file; what is no text, or larger than a megabyte, is a problem. */
export function readText(path: string): TextFile {
  try {
    // Most of what the rules ask for is not there, and an error is expensive to make.
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) return { problem: missing };
    if (stats.isDirectory()) return { problem: "is a folder" };
    if (!stats.isFile()) return { problem: "is no regular file" };
    if (stats.size > maximumFileSize) return { problem: "is larger than a megabyte" };
    return textOf(readFileSync(path));
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** The text of some bytes; NUL is what tells a binary file, as it does for Git. */
export function textOf(bytes: Buffer): TextFile {
  if (bytes.length > maximumFileSize) return { problem: "is larger than a megabyte" };
  if (bytes.includes(0)) return { problem: "is not a text file in UTF-8" };
  const text = bytes.toString("utf8");
  return { text, isUtf8: !text.includes("\uFFFD") || Buffer.from(text).equals(bytes) };
}

const missing = "no such file or folder";

const problems: Readonly<Record<string, string>> = {
  ENOENT: missing,
  ENOTDIR: missing,
  EACCES: "permission denied",
  EPERM: "permission denied",
  ELOOP: "is a symbolic link that leads to itself",
  EISDIR: "is a folder",
  EROFS: "lies on a read-only file system",
  ENOSPC: "no space left on the disk",
  ENAMETOOLONG: "the name is too long",
};

/** A fault of the file system in words. */
export function problemOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return problems[code] ?? (error instanceof Error ? error.message : String(error));
}

/** The root of the workspace that a file or folder belongs to: the nearest ancestor with `.git`, else the current folder where it is below that. */
export function workspaceRoot(path: string, isFolder: boolean, cwd: string): string {
  const start = isFolder ? path : dirname(path);
  for (let folder = start; ; folder = dirname(folder)) {
    if (lstatSync(join(folder, ".git"), { throwIfNoEntry: false })) return folder;
    if (dirname(folder) === folder) break;
  }
  return isWithin(path, cwd) ? cwd : start;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** A path below a folder, with `/`. */
export function relativePath(from: string, to: string): string {
  const path = relative(from, to);
  return sep === "/" ? path : path.replaceAll(sep, "/");
}

/**
 * What the engine reads with: the files below a root, with texts laid over them by path as if they were written. Paths that lead out of
 * the root are not read.
 */
export function nodeAccess(root: string, over: ReadonlyMap<string, string> = new Map()): FileAccess {
  const place = (path: string): string | undefined =>
    path.split("/").includes("..") || path.startsWith("/") ? undefined : resolve(root, path);
  return {
    read(path) {
      const at = place(path);
      return at === undefined ? undefined : (over.get(path) ?? readText(at).text);
    },
    list(folder) {
      const at = place(folder);
      if (at === undefined) return undefined;
      const entries = new Map<string, Entry>();
      try {
        for (const entry of readFolder(at)) entries.set(entry.name, { name: entry.name, isFolder: leadsToFolder(entry, at) });
      } catch {
        if (over.size === 0) return undefined;
      }
      const prefix = folder === "" ? "" : `${folder}/`;
      for (const path of over.keys()) {
        const [name = "", ...below] = path.startsWith(prefix) ? path.slice(prefix.length).split("/") : [];
        if (name !== "" && !entries.has(name)) entries.set(name, { name, isFolder: below.length > 0 });
      }
      if (entries.size === 0 && !isFolder(at)) return undefined;
      return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    size(path) {
      const at = place(path);
      const stats = at === undefined || over.has(path) ? undefined : statOf(at);
      return stats?.isFile() ? stats.size : undefined;
    },
    files() {
      const found: string[] = [];
      walk(root, {
        enters: (name) => !skippedFolders.has(name),
        file: (path) => found.push(path) < maximumFiles,
        failed: () => {},
      });
      return [...new Set([...found, ...over.keys()])].sort();
    },
  };
}

interface Visitor {
  /** Whether to go into a folder. */
  enters(name: string, path: string): boolean;
  /** Takes a file, or a symbolic link to one; false ends the walk. */
  file(path: string, isLink: boolean): boolean;
  failed(path: string, error: unknown): void;
  /** Called before a folder's entries. */
  folder?(path: string, names: ReadonlySet<string>): void;
}

/**
 * Goes through all files below a folder by name, breadth first, so that a limit cuts off the deepest. Symbolic links to folders are not
 * followed, so that no loop is without end.
 */
function walk(root: string, visitor: Visitor): void {
  const open = [""];
  for (const folder of open) {
    let entries: readonly Dirent[];
    try {
      entries = readFolder(join(root, folder));
    } catch (error) {
      visitor.failed(folder, error);
      continue;
    }
    visitor.folder?.(folder, new Set(entries.map(({ name }) => name)));
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (visitor.enters(entry.name, path)) open.push(path);
      } else if (entry.isFile() || (entry.isSymbolicLink() && statOf(join(root, path))?.isFile())) {
        if (!visitor.file(path, entry.isSymbolicLink())) return;
      }
    }
  }
}

function readFolder(path: string): Dirent[] {
  return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function leadsToFolder(entry: Dirent, folder: string): boolean {
  return entry.isDirectory() || (entry.isSymbolicLink() && statOf(join(folder, entry.name))?.isDirectory() === true);
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

export interface FoundFiles {
  /** Absolute. */
  readonly paths: readonly string[];
  /** Folders that cannot be read, absolute, and why. */
  readonly failures: readonly { readonly path: string; readonly problem: string }[];
}

/**
 * The files below a folder that are wanted, without what Git ignores: the `.gitignore` files from the workspace's root down, and
 * `.git/info/exclude`. The folder itself is looked into even where it is ignored, as it was asked for.
 */
export function findFiles(folder: string, root: string, isWanted: (path: string) => boolean): FoundFiles {
  const paths: string[] = [];
  const failures: { path: string; problem: string }[] = [];
  const links: string[] = [];
  const ignore = new GitIgnore(readText(join(root, ".git", "info", "exclude")).text);
  const addIgnoreFile = (at: string, file: string): void => {
    const { text } = readText(file);
    if (text !== undefined) ignore.add(at, text);
  };
  const prefix = relativePath(root, folder);
  const parents = prefix === "" ? [] : prefix.split("/").map((_, i, parts) => parts.slice(0, i).join("/"));
  for (const parent of parents) addIgnoreFile(parent, join(root, parent, ".gitignore"));
  const fromRoot = (path: string): string => (prefix === "" ? path : path === "" ? prefix : `${prefix}/${path}`);
  walk(folder, {
    folder(path, names) {
      if (names.has(".gitignore")) addIgnoreFile(fromRoot(path), join(folder, path, ".gitignore"));
    },
    enters: (name, path) => !skippedFolders.has(name) && !ignore.ignores(fromRoot(path), true),
    file(path, isLink) {
      if (isWanted(fromRoot(path)) && !ignore.ignores(fromRoot(path), false)) (isLink ? links : paths).push(join(folder, path));
      return true;
    },
    failed: (path, error) => failures.push({ path: join(folder, path), problem: problemOf(error) }),
  });
  // A link to a file that is found anyway is not a second file.
  const seen = new Set(links.length > 0 ? paths.map((path) => realpathSync.native(path)) : []);
  for (const link of links) {
    const real = realpathSync.native(link);
    if (!seen.has(real)) paths.push(link);
    seen.add(real);
  }
  return { paths, failures };
}
