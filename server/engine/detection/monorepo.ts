import { compileGlob } from "../text/glob.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, inFolder, nameOf, resolvePath } from "../workspace/paths.ts";
import { readToml } from "../workspace/toml.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { manifestAt } from "./manifest.ts";

/** Folders that hold what others wrote, what a build wrote, or tests. */
const skipped = new Set([
  ...["node_modules", "vendor", "dist", "build", "out", "target", ".next", ".venv", "venv", "bin", "obj", "coverage", ".git"],
  ...["test", "tests", "__tests__", "spec", "e2e", "fixtures", "testdata", "__fixtures__", "__mocks__", "site-packages"],
]);

/** How many folders down a manifest is looked for that nothing lists. */
const maximumDepth = 4;

const manifestNames =
  /^(?:package\.json|pyproject\.toml|requirements\.txt|Pipfile|setup\.py|manage\.py|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|Cargo\.toml|.+\.(?:cs|fs)proj|Gemfile|composer\.json)$/;

/** The folders below one, relative to it, that may hold applications: the members that the workspace's own files list, and folders with a manifest. */
export function monorepoMembers(folder: string, workspace: Workspace): readonly string[] {
  return members(workspace, folder);
}

const members = keyedFact("members of", (workspace, folder): readonly string[] => {
  const found = new Set(listed(folder, workspace));
  const plainIgnored = ignoredFolders(folder, workspace);
  const sites: string[] = [];
  for (const path of pathsBelow(folder, workspace)) {
    const name = nameOf(path);
    const at = folderOf(path);
    if (at === "" || !(manifestNames.test(name) || name === "index.html")) continue;
    const parts = at.split("/");
    if (parts.length > maximumDepth || parts.some((part) => skipped.has(part) || plainIgnored.has(part) || part.startsWith("."))) continue;
    if (name === "index.html") sites.push(at);
    else found.add(at);
  }
  // A page inside an application is a part of it.
  const hasOwnManifest = (workspace.list(folder) ?? []).some(({ name, isFolder }) => !isFolder && manifestNames.test(name));
  for (const site of sites) {
    if (site.split("/").length <= 2 && !hasOwnManifest && ![...found].some((member) => site === member || site.startsWith(`${member}/`)))
      found.add(site);
  }
  return [...found].sort();
});

/** The files below a folder, relative to it. */
function pathsBelow(folder: string, workspace: Workspace): readonly string[] {
  const all = workspace.files();
  if (!all) return walk(folder, workspace, maximumDepth);
  const prefix = folder === "" ? "" : `${folder}/`;
  return all.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
}

/** For hosts that cannot list the whole workspace. */
function walk(folder: string, workspace: Workspace, depth: number): string[] {
  return (workspace.list(folder) ?? []).flatMap(({ name, isFolder }) => {
    if (!isFolder) return [name];
    return depth === 0 || skipped.has(name) ? [] : walk(inFolder(folder, name), workspace, depth - 1).map((path) => `${name}/${path}`);
  });
}

/** The plain names of folders that `.gitignore` leaves out: `/public/`, `generated`. */
function ignoredFolders(folder: string, workspace: Workspace): ReadonlySet<string> {
  const lines = workspace.read(inFolder(folder, ".gitignore"))?.split(/\r?\n/) ?? [];
  return new Set(lines.map((line) => line.trim().replace(/^\/|\/$/g, "")).filter((line) => /^[\w.-]+$/.test(line)));
}

/** The members that the files of workspace tools name, as far as they are there. */
function listed(folder: string, workspace: Workspace): readonly string[] {
  const text = (name: string) => workspace.read(inFolder(folder, name));
  const patterns: string[] = [...nodePatterns(folder, workspace)];
  for (const [, block, line] of (text("go.work") ?? "").matchAll(/^use\s+(?:\(([\s\S]*?)\)|(\S+))/gm))
    patterns.push(...(block ?? line ?? "").split(/\s+/));
  for (const [, list = ""] of (text("settings.gradle") ?? text("settings.gradle.kts") ?? "").matchAll(/^\s*include\s*\(?([^)\n]*)/gm))
    patterns.push(...[...list.matchAll(/["']:?([\w:./-]+)["']/g)].map(([, name = ""]) => name.replaceAll(":", "/")));
  for (const [, name = ""] of (text("pom.xml") ?? "").matchAll(/<module>\s*([\w./-]+)\s*<\/module>/g)) patterns.push(name);
  const cargo = text("Cargo.toml");
  if (cargo) patterns.push(...readToml(cargo).list("workspace", "members"));
  const python = text("pyproject.toml");
  if (python) patterns.push(...readToml(python).list("tool.uv.workspace", "members"));
  for (const { name, isFolder } of workspace.list(folder) ?? []) {
    if (isFolder || !/\.slnx?$/.test(name)) continue;
    for (const [, path = ""] of (text(name) ?? "").matchAll(/["']([^"'\n]+)\.(?:cs|fs)proj["']/g))
      patterns.push(folderOf(path.replaceAll("\\", "/")));
  }
  return foldersMatching(patterns, folder, workspace).filter((member) => member !== "");
}

/** The patterns of members in the files of pnpm, npm, Yarn, Bun and Lerna. */
function nodePatterns(folder: string, workspace: Workspace): readonly string[] {
  const texts = (path: string, ...keys: readonly string[]) =>
    manifestAt(workspace, inFolder(folder, path))
      ?.all(...keys)
      .map(({ text }) => text) ?? [];
  return [
    ...texts("pnpm-workspace.yaml", "packages"),
    ...texts("package.json", "workspaces"),
    ...texts("package.json", "workspaces", "packages"),
    ...texts("lerna.json", "packages"),
  ];
}

/** The folders, relative to one, that fit patterns as workspace tools write them; a `!` takes away. */
function foldersMatching(patterns: readonly string[], folder: string, workspace: Workspace): string[] {
  if (patterns.length === 0) return [];
  const clean = (pattern: string) => resolvePath("", pattern.replace(/\/+$/, "")) ?? "";
  const wanted = patterns.filter((one) => one !== "" && !one.startsWith("!")).map((one) => compileGlob(clean(one)));
  const unwanted = patterns.filter((one) => one.startsWith("!")).map((one) => compileGlob(clean(one.slice(1))));
  const folders = new Set(pathsBelow(folder, workspace).map(folderOf));
  for (const at of [...folders]) for (let above = folderOf(at); above !== ""; above = folderOf(above)) folders.add(above);
  return [...folders].filter((at) => wanted.some((fits) => fits(at)) && !unwanted.some((fits) => fits(at))).sort();
}

/** The packages that a monorepo's package manager links with each other: folders with a `package.json`, relative to the root. */
export const nodeMembers: (workspace: Workspace, root: string) => readonly string[] = keyedFact("packages linked in", (workspace, root) =>
  foldersMatching(nodePatterns(root, workspace), root, workspace).filter(
    (member) => member !== "" && !member.split("/").includes("node_modules") && workspace.has(inFolder(root, `${member}/package.json`)),
  ),
);
