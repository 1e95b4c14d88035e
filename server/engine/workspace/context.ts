import { isDockerfilePath } from "../languages/dockerfile/detect.ts";
import { compilePattern } from "../languages/dockerignore/match.ts";
import type { Dockerignore } from "../languages/dockerignore/model.ts";
import { parseDockerignore } from "../languages/dockerignore/parse.ts";
import { parse } from "../languages/parse.ts";
import { SourceText } from "../text/source.ts";
import { buildsOf } from "./builds.ts";
import { areFilesSeen, filesBelow, pathsFact } from "./files.ts";
import { keyedFact } from "./keyed-fact.ts";
import { folderOf, inFolder, nameOf, resolvePath, upwards } from "./paths.ts";
import type { Fact, Workspace } from "./workspace.ts";

/** A folder that a Dockerfile is built with. */
export interface BuildContext {
  /** Relative to the workspace root; "" is the root. */
  readonly folder: string;
  /** A build names it, or what the Dockerfile copies is there alone. */
  readonly isCertain: boolean;
  /** The ignore file that BuildKit takes; undefined where there is none, or none can be seen (ask `isSeen`). */
  readonly ignorePath: string | undefined;
  readonly ignore: Dockerignore | undefined;
  /** Whether the folders can be seen in which an ignore file would be, so that without `ignorePath` there is none. */
  readonly isSeen: boolean;
}

/** Workspaces with more Dockerfiles than this are not searched for those that use an ignore file. */
const maximumDockerfiles = 1000;

/** The build contexts of a Dockerfile, the most likely first; there is always one. */
export function buildContextsOf(dockerfilePath: string, workspace: Workspace): readonly BuildContext[] {
  return contexts(workspace, dockerfilePath);
}

const contexts = keyedFact("build contexts of", (workspace, path): readonly BuildContext[] => {
  const named = new Set(buildsOf(path, workspace).flatMap(({ context }) => context ?? []));
  if (named.size > 0) return [...named].map((folder) => contextIn(folder, true, path, workspace));
  const { folders, isCertain } = likelyFolders(path, workspace);
  return folders.map((folder) => contextIn(folder, isCertain, path, workspace));
});

function contextIn(folder: string, isCertain: boolean, dockerfilePath: string, workspace: Workspace): BuildContext {
  // BuildKit takes the file named after the Dockerfile, beside it, before the one in the context; Podman looks for `.containerignore` there first.
  const candidates = [`${dockerfilePath}.dockerignore`, inFolder(folder, ".dockerignore"), inFolder(folder, ".containerignore")];
  const ignorePath = candidates.find((candidate) => workspace.has(candidate));
  return {
    folder,
    isCertain,
    ignorePath,
    ignore: ignorePath === undefined ? undefined : ignoreFile(workspace, ignorePath),
    isSeen: candidates.every((candidate) => workspace.has(candidate) !== undefined),
  };
}

const ignoreFile = keyedFact("ignore file", (workspace, path): Dockerignore | undefined => {
  const text = workspace.read(path);
  return text === undefined ? undefined : parseDockerignore(new SourceText(path, text));
});

/**
 * Where a Dockerfile that no build names is built: its own folder or one above it. What it copies tells, where that is there in one of them
 * alone; else an ignore file beside the Dockerfile does.
 */
function likelyFolders(path: string, workspace: Workspace): { folders: string[]; isCertain: boolean } {
  const own = folderOf(path);
  if (own === "") return { folders: [""], isCertain: true };
  const candidates = upwards(own);
  const sources = copiedSources(workspace, path);
  const owners = new Set<string>();
  for (const source of sources) {
    const found = candidates.map((folder) => isThere(source, folder, workspace));
    if (found.includes(undefined)) continue;
    const [first, ...others] = candidates.filter((_, index) => found[index]);
    if (first !== undefined && others.length === 0) owners.add(first);
  }
  const [owner, ...others] = owners;
  if (owner !== undefined && others.length === 0) return { folders: [owner], isCertain: true };
  if (owners.size === 0 && workspace.has(inFolder(own, ".dockerignore"))) return { folders: [own], isCertain: true };
  return { folders: candidates.filter((folder) => folder === own || folder === "" || owners.has(folder)), isCertain: false };
}

/** What the Dockerfile copies from its build context by a path that is known, the whole context left out. */
const copiedSources = keyedFact("copied sources of", (workspace, path): readonly string[] => {
  const text = workspace.read(path);
  if (text === undefined) return [];
  const sources = new Set<string>();
  for (const stage of parse(new SourceText(path, text), "dockerfile").stages) {
    for (const instruction of stage.instructions) {
      if (instruction.keyword === "COPY" || instruction.keyword === "ADD") {
        if (!instruction.from) for (const source of instruction.sources) if (source.value) sources.add(source.value);
      } else if (instruction.keyword === "RUN") {
        for (const mount of instruction.mounts) {
          const source = mount.type === "bind" && !mount.get("from") ? mount.get("source")?.value : undefined;
          if (source) sources.add(source);
        }
      }
    }
  }
  return [...sources]
    .map((source) => resolvePath("", source.replace(/^\/+/, "")))
    .filter((source) => source !== undefined && source !== "") as string[];
});

/** Whether a source of COPY is in a folder; a pattern where a name fits it. Undefined where that cannot be seen, or is not looked for. */
function isThere(source: string, folder: string, workspace: Workspace): boolean | undefined {
  if (!/[*?[\\]/.test(source)) return workspace.has(inFolder(folder, source));
  const parent = folderOf(source);
  const name = nameOf(source);
  // `*` alone fits everything, and tells nothing.
  if (/[*?[\\]/.test(parent) || /^[*?]+$/.test(name)) return undefined;
  const below = inFolder(folder, parent);
  const entries = workspace.list(below);
  if (!entries) return workspace.has(below) === false ? false : undefined;
  const matches = compilePattern(name);
  return entries.some((entry) => matches(entry.name));
}

/** The Dockerfiles whose builds take an ignore file, those whose context is certain before the others; by path within each. */
export function dockerfilesUsing(ignorePath: string, workspace: Workspace): readonly string[] {
  if (/.\.dockerignore$/i.test(nameOf(ignorePath))) {
    const path = ignorePath.slice(0, -".dockerignore".length);
    return workspace.has(path) ? [path] : [];
  }
  return workspace.derive(byIgnoreFile).get(ignorePath) ?? [];
}

/** All Dockerfiles of the workspace. */
export const dockerfilePaths = pathsFact("Dockerfiles", isDockerfilePath);

const byIgnoreFile: Fact<ReadonlyMap<string, readonly string[]>> = {
  name: "Dockerfiles by ignore file",
  compute(workspace) {
    const users = new Map<string, { path: string; isCertain: boolean }[]>();
    for (const path of workspace.derive(dockerfilePaths).slice(0, maximumDockerfiles)) {
      for (const { ignorePath, isCertain } of contexts(workspace, path)) {
        if (ignorePath === undefined) continue;
        const known = users.get(ignorePath);
        if (known) known.push({ path, isCertain });
        else users.set(ignorePath, [{ path, isCertain }]);
      }
    }
    return new Map(
      [...users].map(([ignorePath, found]) => [
        ignorePath,
        [...found.filter(({ isCertain }) => isCertain), ...found.filter(({ isCertain }) => !isCertain)].map(({ path }) => path),
      ]),
    );
  },
};

/** The files of a build context before anything is ignored, relative to it; undefined where they cannot be seen. Without `node_modules` and the like. */
export function contextFiles(context: { readonly folder: string }, workspace: Workspace): readonly string[] | undefined {
  return filesIn(workspace, context.folder);
}

const filesIn = keyedFact("files in", (workspace, folder): readonly string[] | undefined => {
  if (!areFilesSeen(workspace)) return undefined;
  const files = filesBelow(workspace, folder);
  return folder === "" ? files : files.map((path) => path.slice(folder.length + 1));
});
