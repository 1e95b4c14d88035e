import type { Entry, Fact, Workspace } from "./workspace.ts";

/**
 * The workspace as it would be with the given files written. Facts are computed anew, so that what fixes changed is seen;
 * where nothing is laid over, the workspace itself comes back with its cache.
 */
export function overlayWorkspace(workspace: Workspace, files: ReadonlyMap<string, string>): Workspace {
  if (files.size === 0) return workspace;
  const facts = new Map<Fact<unknown>, unknown>();
  const overlay: Workspace = {
    read: (path) => files.get(path) ?? workspace.read(path),
    has: (path) => (isOver(files, path) ? true : workspace.has(path)),
    list(folder) {
      const below = workspace.list(folder);
      const names = new Map(below?.map((entry) => [entry.name, entry] as const));
      const prefix = folder === "" ? "" : `${folder}/`;
      for (const path of files.keys()) {
        if (!path.startsWith(prefix)) continue;
        const [name = "", ...rest] = path.slice(prefix.length).split("/");
        if (!names.has(name)) names.set(name, { name, isFolder: rest.length > 0 } satisfies Entry);
      }
      // What is laid over is all there is in a new folder alone; in one that cannot be seen there may be more.
      if (!below && (names.size === 0 || folder === "" || workspace.has(folder) !== false)) return undefined;
      return [...names.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    files() {
      const below = workspace.files();
      return below && [...new Set([...below, ...files.keys()])].sort();
    },
    size: (path) => (files.has(path) ? undefined : workspace.size(path)),
    derive<T>(fact: Fact<T>): T {
      if (!facts.has(fact)) facts.set(fact, fact.compute(overlay));
      return facts.get(fact) as T;
    },
  };
  return overlay;
}

function isOver(files: ReadonlyMap<string, string>, path: string): boolean {
  if (files.has(path)) return true;
  for (const file of files.keys()) if (file.startsWith(`${path}/`)) return true;
  return false;
}
