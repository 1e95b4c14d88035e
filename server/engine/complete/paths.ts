import { buildContextsOf } from "../workspace/context.ts";
import { inFolder } from "../workspace/paths.ts";
import { type Completion, type Place, tail } from "./completion.ts";

/** What the build context has at the place of a source, without what the ignore file leaves out. */
export function completePath(place: Place): Completion[] {
  const sources = place.words.filter((word) => !word.startsWith("--"));
  const { word } = place;
  // From an address, in JSON or from a heredoc: nothing that can be seen here.
  if (/^(\[|<<|\w+:)/.test(sources[0] ?? word)) return [];
  const from = place.words.find((one) => one.startsWith("--from="));
  if (from) return [...(sources.length > 0 ? completeTarget(place) : []), ...completeStageFolder(place, from.slice("--from=".length))];
  const target = sources.length > 0 ? completeTarget(place) : [];
  return [...target, ...completeContextPath(place, word)];
}

/** The working directory of the stage that files are taken from: what it builds is mostly there. */
function completeStageFolder(place: Place, from: string): Completion[] {
  const stage = place.file.stages.findLast(({ name, index }) => name === from.toLowerCase() || String(index) === from);
  const folder = stage?.workdir()?.replace(/\/?$/, "/");
  if (folder === undefined) return [];
  return [{ kind: "folder", label: folder, span: place.span, text: folder, detail: `working directory of ${from}` }];
}

/** Where files go: the working directory, which COPY takes as it is at that place. */
function completeTarget({ stage, instruction, span }: Place): Completion[] {
  const folder = stage?.workdir(instruction);
  return [{ kind: "folder", label: "./", span, text: "./", detail: folder ?? "the working directory" }];
}

/** What the build context has at the place of a path. */
export function completeContextPath(place: Place, word: string): Completion[] {
  const [context] = buildContextsOf(place.file.source.path, place.workspace);
  if (!context) return [];
  const slash = word.lastIndexOf("/");
  const above = word.slice(0, slash + 1).replace(/^(\.?\/)+/, "");
  if (above.split("/").includes("..")) return [];
  const entries = place.workspace.list(inFolder(context.folder, above.replace(/\/$/, ""))) ?? [];
  const completions: Completion[] = [];
  for (const { name, isFolder } of entries) {
    const path = above + name;
    if (context.ignore?.ignores(path) || path === ".git" || inFolder(context.folder, path) === place.file.source.path) continue;
    const text = isFolder ? `${name}/` : name;
    completions.push({
      kind: isFolder ? "folder" : "file",
      label: text,
      span: tail(place, word.length - slash - 1),
      text,
      ...(isFolder ? { leadsOn: true as const } : {}),
    });
  }
  return completions;
}
