import { isComposePath } from "../languages/compose/detect.ts";
import type { ComposeFile } from "../languages/compose/model.ts";
import { isMainComposeFile } from "../workspace/compose.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, inFolder, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { composeFilesIn } from "./files.ts";

/** The other Compose files of a folder and what they say of services: which they have, and which of other files they extend. */
const neighbours = keyedFact("Compose files of a folder", (workspace, folder): readonly Neighbour[] =>
  composeFilesIn(folder, workspace).map(({ source: { path }, services }) => {
    const bases = services.flatMap(({ extends: base }) => {
      const file = base?.file === undefined ? path : resolvePath(folder, base.file);
      return base?.service === undefined || file === undefined ? [] : [`${file} ${base.service}`];
    });
    return { path, services: new Set(services.map(({ name }) => name)), bases: new Set(bases) };
  }),
);

interface Neighbour {
  readonly path: string;
  readonly services: ReadonlySet<string>;
  /** Path and name of the services that its own extend. */
  readonly bases: ReadonlySet<string>;
}

/**
 * Whether a file is certainly run by itself: not one of a development container, which names the files that it is laid over elsewhere, and not one of
 * several that are given by name with `-f`, of which each may bring what the others lack.
 */
export function standsAlone(file: ComposeFile, workspace: Workspace): boolean {
  const { path } = file.source;
  if (isMainComposeFile(path)) return !/(?:^|\/)\.devcontainer\//.test(path);
  const others = workspace.list(folderOf(path));
  return others?.every(({ name }) => !isComposePath(name) || inFolder(folderOf(path), name) === path) ?? false;
}

/** Whether a service is there for others to extend, or another file of the folder or of the one above has it as well. */
export function isExtendedElsewhere({ source: { path } }: ComposeFile, service: string, workspace: Workspace): boolean {
  const folder = folderOf(path);
  const folders = folder === "" ? [folder] : [folder, folderOf(folder)];
  return folders.some((one) =>
    neighbours(workspace, one).some(
      (other) => other.bases.has(`${path} ${service}`) || (one === folder && other.path !== path && other.services.has(service)),
    ),
  );
}
