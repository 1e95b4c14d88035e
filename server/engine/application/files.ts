import { isComposePath } from "../languages/compose/detect.ts";
import type { ComposeFile } from "../languages/compose/model.ts";
import { composeFile, defaultComposeFile, isMainComposeFile } from "../workspace/compose.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, inFolder, nameOf, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Includes and services that extend others are followed through as many files as this. */
const maximumFiles = 50;

/** The files that one Compose file belongs with. */
export interface FilesAround {
  /** The main file of its folder, where it is another one. */
  readonly main: ComposeFile | undefined;
  /** The other files of the folder that are laid over the main file, or used instead. Only for the main file itself. */
  readonly overrides: readonly ComposeFile[];
  /** By path: every file that these include, or whose services they extend; undefined for one that cannot be read. */
  readonly others: ReadonlyMap<string, ComposeFile | undefined>;
  /** The text of the `.env` beside it. */
  readonly environment: string | undefined;
}

/** The files around the Compose file of a path. */
export const filesAround = keyedFact("files around", (workspace, path): FilesAround => {
  const folder = folderOf(path);
  const mainPath = defaultComposeFile(folder, workspace);
  const isMain = mainPath === path;
  const main = mainPath === undefined || isMain ? undefined : composeFile(workspace, mainPath);
  const overrides = isMain ? composeFilesIn(folder, workspace).filter(({ source }) => !isMainComposeFile(source.path)) : [];
  const others = new Map<string, ComposeFile | undefined>();
  const own = composeFile(workspace, path);
  const pending = [...(own ? [own] : []), ...(main ? [main] : []), ...overrides];
  for (let file = pending.pop(); file && others.size < maximumFiles; file = pending.pop()) {
    for (const named of namedBy(file)) {
      if (others.has(named)) continue;
      const other = composeFile(workspace, named);
      others.set(named, other);
      if (other) pending.push(other);
    }
  }
  return { main, overrides, others, environment: workspace.read(inFolder(folder, ".env")) };
});

/** The Compose files that stand in a folder. */
export function composeFilesIn(folder: string, workspace: Workspace): readonly ComposeFile[] {
  return (workspace.list(folder) ?? [])
    .filter(({ name, isFolder }) => !isFolder && isComposePath(name))
    .flatMap(({ name }) => composeFile(workspace, inFolder(folder, name)) ?? []);
}

/** The paths of the other files that a file includes or whose services it extends. */
export function namedBy(file: ComposeFile): readonly string[] {
  const folder = folderOf(file.source.path);
  const written = [...file.includes.flatMap(({ paths }) => paths), ...file.services.map((service) => service.extends?.file)];
  return written.flatMap((path) => (path === undefined ? [] : (resolvePath(folder, path) ?? [])));
}

/** Whether a file is by its name or folder for developing, testing or a machine of one's own: hardening matters less there. */
export function isForDevelopment({ source: { path } }: ComposeFile): boolean {
  return (
    /(?:^|[._-])(?:override|dev|develop|development|local|test|tests|testing|ci|e2e|debug|example|examples|demo|sample)(?:[._-]|$)/i.test(
      nameOf(path).replace(/\.ya?ml$/i, ""),
    ) || /(?:^|\/)(?:\.devcontainer|tests?|e2e|examples?|samples?|fixtures|testdata)\//i.test(path)
  );
}

/** Whether a file is a part to be laid over others by its name alone. */
export function isOverrideByName({ source: { path } }: ComposeFile): boolean {
  return /[._-]override[._-]/i.test(nameOf(path).replace(/ya?ml$/i, ""));
}
