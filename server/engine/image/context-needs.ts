import { type IgnoreEntry, ignoreSections } from "../knowledge/ignore-templates.ts";
import { suspectFile } from "../knowledge/secrets.ts";
import type { CopyInstruction, Dockerfile, RunInstruction, Word } from "../languages/dockerfile/model.ts";
import { parseDockerignore } from "../languages/dockerignore/parse.ts";
import { parse } from "../languages/parse.ts";
import { SourceText } from "../text/source.ts";
import { buildContextsOf, contextFiles, dockerfilePaths } from "../workspace/context.ts";
import type { Fact, Workspace } from "../workspace/workspace.ts";
import { cleanContextPath, isPattern, isRemote, joined, wholeContextSource } from "./context-files.ts";
import { invocationsOf } from "./invocation.ts";

/** A file or folder of the build context that a Dockerfile names. */
export interface NamedSource {
  readonly file: Dockerfile;
  readonly instruction: CopyInstruction | RunInstruction;
  readonly word: Word;
  /** Cleaned; a pattern as it is written. */
  readonly path: string;
}

/** What Dockerfiles take from one build context. */
export interface ContextNeeds {
  readonly copiesWhole: boolean;
  readonly named: readonly NamedSource[];
  /** The programs that RUN instructions call, with their arguments: `npm ci --omit=dev`. */
  readonly calls: readonly string[];
}

/** What the given Dockerfiles take from their build context. Sources whose value is not known are left out. */
export function needsOf(files: readonly Dockerfile[]): ContextNeeds {
  let copiesWhole = false;
  const named: NamedSource[] = [];
  const calls: string[] = [];
  const add = (file: Dockerfile, instruction: CopyInstruction | RunInstruction, word: Word | undefined) => {
    if (word?.value === undefined || isRemote(word.value)) return;
    const path = cleanContextPath(word.value);
    if (path !== undefined && path !== "") named.push({ file, instruction, word, path });
  };
  for (const file of files) {
    // Triggers of ONBUILD take from the context of the child.
    for (const instruction of file.instructions) {
      if (instruction.keyword === "COPY" || instruction.keyword === "ADD") {
        if (instruction.from) continue;
        if (wholeContextSource(instruction)) copiesWhole = true;
        else for (const word of instruction.sources) add(file, instruction, word);
      } else if (instruction.keyword === "RUN") {
        for (const mount of instruction.mounts) {
          if (mount.type === "bind" && !mount.get("from")) add(file, instruction, mount.get("source"));
        }
        for (const { name, args } of invocationsOf(instruction.command)) {
          if (name !== undefined) calls.push([name, ...args.map((word) => word.text)].join(" "));
        }
      }
    }
  }
  return { copiesWhole, named, calls };
}

/** The Dockerfile at a path; undefined where it cannot be read. */
export function dockerfileAt(path: string, workspace: Workspace): Dockerfile | undefined {
  const text = workspace.read(path);
  return text === undefined ? undefined : parse(new SourceText(path, text), "dockerfile");
}

const dockerfilesByContext: Fact<ReadonlyMap<string, readonly string[]>> = {
  name: "Dockerfiles by build context",
  compute(workspace) {
    const found = new Map<string, string[]>();
    for (const path of workspace.derive(dockerfilePaths).slice(0, 1000)) {
      for (const { folder } of buildContextsOf(path, workspace)) found.set(folder, [...(found.get(folder) ?? []), path]);
    }
    return found;
  },
};

/** The Dockerfiles that may be built with a folder as their context. */
function dockerfilesOfContext(folder: string, workspace: Workspace): readonly Dockerfile[] {
  return (workspace.derive(dockerfilesByContext).get(folder) ?? []).flatMap((path) => dockerfileAt(path, workspace) ?? []);
}

/** What all Dockerfiles that may be built with a folder as their context take from it. */
export function needsOfContext(folder: string, workspace: Workspace): ContextNeeds {
  return needsOf(dockerfilesOfContext(folder, workspace));
}

/** Whether ignoring this pattern suits what the Dockerfiles do: it hides nothing that they name or work on. */
export function suits(entry: IgnoreEntry, needs: ContextNeeds): boolean {
  if (entry.needs && !needs.calls.some((call) => entry.needs?.test(call))) return false;
  if (entry.unless && needs.calls.some((call) => entry.unless?.test(call))) return false;
  const ignore = parseDockerignore(new SourceText(".dockerignore", entry.pattern));
  return !needs.named.some(({ path }) => ignore.ignores(sample(path)));
}

/** A path that a pattern of COPY could stand for, to try an ignore pattern on; any other path itself. */
function sample(path: string): string {
  return isPattern(path) ? path.replace(/\[[^\]]*\]/g, "x").replace(/[*?]+/g, "x") : path;
}

/** The names by which the sections of the template are chosen: those of files in the root of the context and a folder or two below. */
function markersIn(folder: string, workspace: Workspace): readonly string[] {
  return (contextFiles({ folder }, workspace) ?? [])
    .filter((path) => path.split("/").length <= 3)
    .map((path) => path.slice(path.lastIndexOf("/") + 1));
}

/**
 * The text of an ignore file for a build context: what its ecosystems do not need in a build. It hides nothing that one of the Dockerfiles
 * names, and no settings file that is there and holds no secret.
 */
export function ignoreFileFor(folder: string, workspace: Workspace, eol: string): string {
  const needs = needsOf(dockerfilesOfContext(folder, workspace));
  const names = markersIn(folder, workspace);
  const written = new Set<string>();
  const sections: string[][] = [];
  for (const { title, markers, entries } of ignoreSections) {
    if (markers && !names.some((name) => markers.some((marker) => marker.test(name)))) continue;
    const patterns = entries.filter((entry) => !written.has(entry.pattern) && suits(entry, needs)).map((entry) => entry.pattern);
    for (const pattern of patterns) written.add(pattern);
    if (patterns.length > 0) sections.push([`# ${title}`, ...patterns]);
  }
  const text = sections.map((lines) => lines.join(eol)).join(eol + eol);
  const ignore = parseDockerignore(new SourceText(".dockerignore", text));
  const kept = (contextFiles({ folder }, workspace) ?? []).filter((path) => {
    if (!/(?:^|\/)\.env(?:\.[^/]*)?$|\.(?:pem|key)$/.test(path) || !ignore.ignores(path)) return false;
    return suspectFile(path, workspace.read(joined(folder, path))) === undefined;
  });
  const exceptions = kept.length > 0 ? `${eol}${eol}# Without a secret${eol}${kept.map((path) => `!${path}`).join(eol)}` : "";
  return `${text}${exceptions}${eol}`;
}

/** A heavy folder of the context that no build needs. */
export interface HeavyEntry {
  readonly entry: IgnoreEntry;
  /** Where it is, relative to the context. */
  readonly path: string;
  readonly what: string;
}

/** The heavy folders that are in a context, and that the Dockerfiles have no use for. */
export function heavyEntries(folder: string, needs: ContextNeeds, workspace: Workspace): readonly HeavyEntry[] {
  const found = new Map<string, HeavyEntry>();
  const projects = new Set<string>([""]);
  for (const path of contextFiles({ folder }, workspace) ?? []) {
    const parts = path.split("/");
    const name = parts.pop() as string;
    if (parts.length <= 3 && projects.size < 100 && ignoreSections.some(({ markers }) => markers?.some((marker) => marker.test(name)))) {
      projects.add(parts.join("/"));
    }
  }
  for (const project of projects) {
    const entries = workspace.list(joined(folder, project));
    if (!entries) continue;
    const names = new Set(entries.map(({ name }) => name));
    for (const { markers, entries: lines } of ignoreSections) {
      if (markers && !entries.some(({ name }) => markers.some((marker) => marker.test(name)))) continue;
      for (const entry of lines) {
        const { heavy } = entry;
        if (!heavy || !names.has(heavy.name) || found.has(entry.pattern) || !suits(entry, needs)) continue;
        if (entry.pattern === ".git" && project !== "") continue;
        found.set(entry.pattern, { entry, path: joined(project, heavy.name), what: heavy.what });
      }
    }
  }
  return [...found.values()];
}
