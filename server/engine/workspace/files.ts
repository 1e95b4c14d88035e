import { keyedFact } from "./keyed-fact.ts";
import { inFolder } from "./paths.ts";
import type { Fact, Workspace } from "./workspace.ts";

/** Whether the files of the workspace can be seen. */
export function areFilesSeen(workspace: Workspace): boolean {
  return workspace.derive(seen);
}

const seen: Fact<boolean> = { name: "files are seen", compute: (workspace) => workspace.files() !== undefined };

/** The files that stand in a folder itself, with their whole paths. */
export function filesIn(workspace: Workspace, folder: string): readonly string[] {
  return (workspace.list(folder) ?? []).flatMap(({ name, isFolder }) => (isFolder ? [] : [inFolder(folder, name)]));
}

/** The files below a folder, with their whole paths, in order; empty where they cannot be seen. */
export const filesBelow: (workspace: Workspace, folder: string) => readonly string[] = keyedFact("files below", (workspace, folder) => {
  const all = workspace.files() ?? [];
  if (folder === "") return all;
  const start = indexOf(all, `${folder}/`);
  // "0" follows "/".
  return all.slice(start, indexOf(all, `${folder}0`, start));
});

/** Where a path is, or would be, among sorted ones. */
function indexOf(paths: readonly string[], path: string, from = 0): number {
  let [low, high] = [from, paths.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((paths[middle] as string) < path) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The files whose paths fit, in order. When files come and go, those that were asked about before are not asked about again. */
export function pathsFact(name: string, fits: (path: string) => boolean): Fact<readonly string[]> {
  const memory: Fact<{ files: readonly string[]; fitting: readonly string[] }> = {
    name: `${name}, as they were`,
    compute: () => ({ files: [], fitting: [] }),
  };
  return {
    name,
    compute(workspace) {
      const files = workspace.files() ?? [];
      const before = workspace.derive(memory);
      const fitting: string[] = [];
      let [at, next] = [0, 0];
      for (const path of files) {
        while (at < before.files.length && (before.files[at] as string) < path) at++;
        const isKnown = before.files[at] === path;
        while (next < before.fitting.length && (before.fitting[next] as string) < path) next++;
        if (isKnown ? before.fitting[next] === path : fits(path)) fitting.push(path);
      }
      Object.assign(before, { files, fitting });
      return fitting;
    },
  };
}

const byPattern = new Map<string, Fact<readonly string[]>>();

/** The files whose paths match, in order. */
export function filesMatching(workspace: Workspace, pattern: RegExp): readonly string[] {
  const key = `${pattern.flags} ${pattern.source}`;
  let fact = byPattern.get(key);
  if (!fact) {
    fact = pathsFact(`files that match ${key}`, (path) => path.search(pattern) >= 0);
    byPattern.set(key, fact);
  }
  return workspace.derive(fact);
}
