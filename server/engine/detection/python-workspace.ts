import { inFolder, resolvePath, upwards } from "../workspace/paths.ts";
import type { PythonProject } from "../workspace/project/model.ts";
import { normalisePythonName } from "../workspace/project/python.ts";
import { readToml, type Toml } from "../workspace/toml.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** The uv workspace that a project is a member of. */
export interface UvWorkspace {
  /** The folder with `uv.lock`. */
  readonly root: string;
  /** Folders of the members that the project is made of, relative to the root, itself first. */
  readonly members: readonly string[];
  /** There are no other members. */
  readonly needsAll: boolean;
}

/** The workspace whose lock file holds for the project in a folder; undefined where it has its own. */
export function uvWorkspaceOf(folder: string, toml: Toml, project: PythonProject, workspace: Workspace): UvWorkspace | undefined {
  if (project.packageManager !== "uv" || toml.hasTable("tool.uv.workspace")) return undefined;
  const root = upwards(folder)
    .slice(1)
    .find((above) => workspace.has(inFolder(above, "uv.lock")) === true);
  if (root === undefined || workspace.has(inFolder(folder, "uv.lock")) === true) return undefined;
  const text = readToml(workspace.read(inFolder(root, "pyproject.toml")) ?? "");
  const patterns = text.list("tool.uv.workspace", "members");
  const folders = patterns.flatMap((pattern) => foldersFor(root, pattern, workspace));
  const own = root === "" ? folder : folder.slice(root.length + 1);
  const names = new Map<string, string>();
  for (const path of folders) {
    const name = readToml(workspace.read(inFolder(inFolder(root, path), "pyproject.toml")) ?? "").string("project", "name");
    if (name !== undefined) names.set(normalisePythonName(name), path);
  }
  const members: string[] = [];
  const visit = (path: string) => {
    if (members.includes(path)) return;
    members.push(path);
    const member = readToml(workspace.read(inFolder(inFolder(root, path), "pyproject.toml")) ?? "");
    for (const requirement of member.list("project", "dependencies")) {
      const needed = names.get(normalisePythonName(/^[\w.-]+/.exec(requirement)?.[0] ?? ""));
      if (needed !== undefined) visit(needed);
    }
  };
  visit(own);
  return { root, members, needsAll: folders.every((path) => members.includes(path)) };
}

/** The folders with a manifest that a pattern of members fits: `packages/*`. */
function foldersFor(root: string, pattern: string, workspace: Workspace): string[] {
  const [, parent = "", isAll] = /^(.*?)\/?(\*)?$/.exec(pattern.replace(/^\.\//, "").replace(/\/$/, "")) ?? [];
  const candidates = isAll
    ? (workspace.list(inFolder(root, parent)) ?? []).filter((entry) => entry.isFolder).map(({ name }) => inFolder(parent, name))
    : [parent];
  return candidates.filter((path) => {
    const at = resolvePath(root, path);
    return at !== undefined && workspace.has(inFolder(at, "pyproject.toml")) === true;
  });
}
