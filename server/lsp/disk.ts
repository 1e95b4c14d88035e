import { promises as fs } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Entry, FileAccess } from "../engine/index.ts";

/**
 * Reads a folder of the disk, and gives what the command line gives for the same folder; undefined for any other scheme. Paths that lead
 * out of the folder are not read.
 */
export function diskAccess(folderUri: string): FileAccess | undefined {
  if (!folderUri.startsWith("file:")) return undefined;
  const root = fileURLToPath(folderUri);
  const place = (path: string) => (path.split("/").includes("..") || path.startsWith("/") ? undefined : join(root, path));
  return {
    read: (path) => readText(place(path)),
    list: (folder) => listFolder(place(folder)),
    files: () => findFiles(root),
    size: (path) => sizeOf(place(path)),
  };
}

// The engine is loaded when the first file is asked for, not before `initialize` is answered.
const engine = () => import("../engine/index.ts");

async function readText(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    const { maximumFileSize } = await engine();
    const stats = await fs.stat(path);
    // Whoever reads a pipe waits for its other end.
    if (!stats.isFile() || stats.size > maximumFileSize) return undefined;
    const text = await fs.readFile(path, "utf8");
    // NUL is what tells a binary file, as it does for Git. A byte order mark is no part of the text, as editors see it.
    return text.includes("\0") ? undefined : text.replace(/^\uFEFF/, "");
  } catch {
    return undefined;
  }
}

async function sizeOf(path: string | undefined): Promise<number | undefined> {
  const stats = path === undefined ? undefined : await fs.stat(path).catch(() => undefined);
  return stats?.isFile() ? stats.size : undefined;
}

async function listFolder(path: string | undefined): Promise<Entry[] | undefined> {
  if (path === undefined) return undefined;
  try {
    const entries = await fs.readdir(path, { withFileTypes: true });
    const found = await Promise.all(entries.map(async (entry) => ({ name: entry.name, isFolder: await leadsTo("folder", path, entry) })));
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return undefined;
  }
}

type DiskEntry = { name: string; isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean };

/** Whether an entry is a file or folder, or a symbolic link to one. */
async function leadsTo(kind: "file" | "folder", path: string, entry: DiskEntry): Promise<boolean> {
  const is = (one: Pick<DiskEntry, "isFile" | "isDirectory">) => (kind === "file" ? one.isFile() : one.isDirectory());
  if (!entry.isSymbolicLink()) return is(entry);
  return fs.stat(join(path, entry.name)).then(is, () => false);
}

/** All files below a folder, breadth first so that the limit cuts off the deepest; links to folders are not followed, as they may lead in circles. */
async function findFiles(root: string): Promise<string[]> {
  const { maximumFiles, skippedFolders } = await engine();
  const files: string[] = [];
  const folders = [""];
  for (let i = 0; i < folders.length && files.length < maximumFiles; i++) {
    const folder = folders[i] as string;
    const entries = await fs.readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) folders.push(path);
      } else if (files.length < maximumFiles && (await leadsTo("file", join(root, folder), entry))) files.push(path);
    }
  }
  return files.sort();
}
