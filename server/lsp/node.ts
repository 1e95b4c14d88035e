// The language server's entry on Node: `--node-ipc` for VS Code, `--stdio` for other editors.
import { promises as fs } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createConnection } from "vscode-languageserver/node";
import type { Entry, FileAccess } from "../engine/index.ts";
import { listen } from "./server.ts";

/** Reads a folder of the disk; undefined for any other scheme. */
function diskAccess(folderUri: string): FileAccess | undefined {
  if (!folderUri.startsWith("file:")) return undefined;
  const root = fileURLToPath(folderUri);
  return {
    read: (path) => readText(join(root, path)),
    list: (folder) => listFolder(join(root, folder)),
    files: () => findFiles(root),
  };
}

// The engine is loaded when the first file is asked for, not before `initialize` is answered.
const engine = () => import("../engine/index.ts");

async function readText(path: string): Promise<string | undefined> {
  try {
    const { maximumFileSize } = await engine();
    const { size } = await fs.stat(path);
    return size > maximumFileSize ? undefined : await fs.readFile(path, "utf8");
  } catch {
    return undefined;
  }
}

async function listFolder(path: string): Promise<Entry[] | undefined> {
  try {
    const entries = await fs.readdir(path, { withFileTypes: true });
    const found = await Promise.all(entries.map(async (entry) => ({ name: entry.name, isFolder: await isFolder(path, entry) })));
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return undefined;
  }
}

async function isFolder(path: string, entry: { name: string; isDirectory(): boolean; isSymbolicLink(): boolean }): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return fs.stat(join(path, entry.name)).then(
    (target) => target.isDirectory(),
    () => false,
  );
}

/** All files below a folder, breadth first so that the limit cuts off the deepest; links are not followed, as they may lead in circles. */
async function findFiles(root: string): Promise<string[]> {
  const { maximumFiles, skippedFolders } = await engine();
  const files: string[] = [];
  let level = [""];
  while (level.length > 0 && files.length < maximumFiles) {
    const next: string[] = [];
    for (const folder of level) {
      const entries = await fs.readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!skippedFolders.has(entry.name)) next.push(path);
        } else if (files.length < maximumFiles) files.push(path);
      }
    }
    level = next;
  }
  return files.sort();
}

listen(createConnection(), diskAccess);
