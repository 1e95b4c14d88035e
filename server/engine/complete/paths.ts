import { buildContextsOf } from "../workspace/context.ts";
import { inFolder } from "../workspace/paths.ts";
import { type Completion, type Place, tail } from "./completion.ts";

/** What the build context has at the place of a source, without what the ignore file leaves out. */
export function completePath(place: Place): Completion[] {
  const sources = place.words.filter((word) => !word.startsWith("--"));
  const { word } = place;
  // From another stage, from an address, in JSON or from a heredoc: nothing that can be seen here.
  if (place.words.some((one) => one.startsWith("--from=")) || /^(\[|<<|\w+:)/.test(sources[0] ?? word)) return [];
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
