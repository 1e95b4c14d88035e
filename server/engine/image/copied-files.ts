import { type BuildContext, buildContextsOf } from "../workspace/context.ts";
import { areFilesSeen, filesBelow } from "../workspace/files.ts";
import { inFolder } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { cleanContextPath, isPattern, nameMatches } from "./context-files.ts";

/** The files of the build context that a source of COPY stands for; paths are relative to the context. */
export interface CopiedFiles {
  readonly context: BuildContext;
  readonly files: readonly string[];
  /** Files that fit as well, and that the ignore file keeps out. */
  readonly ignored: readonly string[];
  /** Folders that never hold sources and are not looked into, though they are copied: `node_modules`, `.git`. */
  readonly unseen: readonly string[];
}

/** What a source copies out of the likeliest build context; undefined where the files cannot be seen, or it leads out of the context. */
export function copiedFiles(source: string, dockerfilePath: string, workspace: Workspace): CopiedFiles | undefined {
  const [context] = buildContextsOf(dockerfilePath, workspace);
  const pattern = isPattern(source) ? source.replace(/^(?:\.?\/)+/, "") : cleanContextPath(source);
  if (!context || pattern === undefined || !areFilesSeen(workspace)) return undefined;
  const prefix = context.folder === "" ? "" : `${context.folder}/`;
  const inContext = filesBelow(workspace, context.folder).map((path) => path.slice(prefix.length));
  const fitting = inContext.filter((path) => fits(path, pattern));
  const isIgnored = (path: string) => context.ignore?.ignores(path) === true;
  const folder = isPattern(source) ? "" : pattern;
  const names = workspace.list(inFolder(context.folder, folder)) ?? [];
  const heavy = names.filter(({ name, isFolder }) => isFolder && (name === "node_modules" || name === ".git"));
  return {
    context,
    files: fitting.filter((path) => !isIgnored(path)),
    ignored: fitting.filter(isIgnored),
    unseen: heavy.map(({ name }) => inFolder(folder, name)).filter((path) => fits(path, pattern) && !isIgnored(path)),
  };
}

/** Whether a file is what a source names, or below it: segment by segment, as Go's `filepath.Match` reads each. */
function fits(path: string, pattern: string): boolean {
  if (pattern === "") return true;
  const parts = path.split("/");
  const wanted = pattern.replace(/\/$/, "").split("/");
  return wanted.length <= parts.length && wanted.every((one, i) => one === parts[i] || nameMatches(one, parts[i] as string));
}
