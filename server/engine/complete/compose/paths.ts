import { isComposePath } from "../../languages/compose/detect.ts";
import { isDockerfilePath } from "../../languages/dockerfile/detect.ts";
import { inFolder, nameOf, resolvePath } from "../../workspace/paths.ts";
import type { Offer } from "../offer.ts";
import { type ComposeSite, tailSpan } from "./site.ts";

export interface PathOptions {
  /** Where the path counts from; default the folder of the file. */
  readonly folder?: string;
  /** What is typed of it; default the word. */
  readonly typed?: string;
  /** Files that fit best, by path; they come first. */
  readonly suits?: (path: string) => boolean;
  /** Folders alone. */
  readonly onlyFolders?: boolean;
  /** `./` is written before a path that has no slash: names of volumes have none. */
  readonly needsDot?: boolean;
  /** What is written behind a whole path. */
  readonly behind?: string;
}

/** Files and folders where a path may stand; none outside of the workspace. */
export function pathOffers(site: ComposeSite, options: PathOptions = {}): readonly Offer[] {
  const { workspace, file } = site;
  const { folder = site.folder, typed = site.yaml.word, suits, onlyFolders = false, needsDot = false, behind = "" } = options;
  if (typed.includes("$") || /^[a-z][a-z+]*:\/\//.test(typed)) return [];
  const slash = typed.lastIndexOf("/");
  const above = resolvePath(folder, typed.slice(0, slash + 1));
  if (above === undefined) return [];
  const span = tailSpan(site, typed.length - slash - 1);
  const lead = needsDot && slash < 0 ? "./" : "";
  const entries = (workspace.list(above) ?? []).filter(
    ({ name, isFolder }) =>
      name !== ".git" && name !== "node_modules" && (isFolder || (!onlyFolders && inFolder(above, name) !== file.source.path)),
  );
  const ranked = suits
    ? [...entries.filter((one) => suits(inFolder(above, one.name))), ...entries.filter((one) => !suits(inFolder(above, one.name)))]
    : entries;
  return ranked.map(({ name, isFolder }): Offer => {
    const label = isFolder ? `${name}/` : name;
    const text = isFolder && onlyFolders ? `${lead}${name}` : `${lead}${label}${isFolder ? "" : behind}`;
    return {
      kind: isFolder ? "folder" : "file",
      label,
      text,
      span,
      ...(lead === "" ? {} : { filter: `${lead}${label}` }),
      leadsOn: isFolder,
    };
  });
}

/** `.env` and its like. */
export function isEnvironmentPath(path: string): boolean {
  return /^(?:\.env(?:[._-].*)?|.+\.env)$/i.test(nameOf(path));
}

/** Folders of the workspace that a Dockerfile stands in, as they are written from the folder of the file. */
export function contextOffers(site: ComposeSite): readonly Offer[] {
  const { workspace, folder, yaml } = site;
  if (yaml.word.includes("/") || yaml.word.includes("$")) return pathOffers(site, { onlyFolders: true });
  const found = new Map<string, string>();
  for (const path of (workspace.files() ?? []).filter(isDockerfilePath).slice(0, 200)) {
    const context = path.slice(0, Math.max(0, path.length - nameOf(path).length - 1));
    const written = relative(folder, context);
    if (!found.has(written)) found.set(written, path);
  }
  const here = found.has(".") || yaml.word.startsWith(".") ? [] : [["."] as const];
  return [...[...found].sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1)), ...here].map(
    ([label, path]): Offer => ({ kind: "folder", label, detail: path ?? "the folder of this file" }),
  );
}

/** Other Compose files of the workspace. */
export function composeFileOffers(site: ComposeSite): readonly Offer[] {
  const { workspace, folder, file, yaml } = site;
  if (yaml.word.includes("$")) return [];
  if (yaml.word.includes("/")) return pathOffers(site, { suits: isComposePath });
  const paths = (workspace.files() ?? []).filter((path) => isComposePath(path) && path !== file.source.path);
  return paths.slice(0, 100).map((path): Offer => {
    const written = relative(folder, path);
    return { kind: "file", label: written.replace(/^\.\//, ""), text: written };
  });
}

/** A path of the workspace as it is written from a folder: `.`, `./api`, `../shared`. */
function relative(folder: string, path: string): string {
  const from = folder === "" ? [] : folder.split("/");
  const to = path === "" ? [] : path.split("/");
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared++;
  const up = from.slice(shared).map(() => "..");
  const parts = [...(up.length > 0 ? up : ["."]), ...to.slice(shared)];
  return parts.join("/");
}
