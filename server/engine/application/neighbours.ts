import { isComposePath } from "../languages/compose/detect.ts";
import type { ComposeFile } from "../languages/compose/model.ts";
import { composeFile } from "../workspace/compose.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, upwards } from "../workspace/paths.ts";
import { composeFilesIn, namedBy } from "./files.ts";

/** The other Compose files that one may be used together with. */
export interface Neighbours {
  /** Those of its folder: `docker compose -f ONE -f OTHER` takes any of them together. */
  readonly beside: readonly ComposeFile[];
  /** Those that include it or extend its services: it is a part of what they make. */
  readonly users: readonly ComposeFile[];
  /** Whether all of them are seen. */
  readonly isComplete: boolean;
}

/** The Compose files around that of a path, without those that it names itself. */
export const neighboursOf = keyedFact("Compose files around", (workspace, path): Neighbours => {
  const folder = folderOf(path);
  const entries = workspace.list(folder);
  const files = workspace.files();
  const beside = composeFilesIn(folder, workspace).filter(({ source }) => source.path !== path);
  const users = (files ?? [])
    .filter((other) => other !== path && isComposePath(other))
    .flatMap((other) => {
      // Most files name no other one, and need not be read for this.
      if (!/^\s*(?:include|extends)\s*:/m.test(workspace.read(other) ?? "")) return [];
      const file = composeFile(workspace, other);
      return file && namedBy(file).includes(path) ? [file] : [];
    });
  return { beside, users, isComplete: entries !== undefined && files !== undefined };
});

/** The Compose files of the folders above: a file may be laid over one of them by name, as in `docker compose -f compose.yaml -f deploy/prod.yaml`. */
export const composeFilesAbove = keyedFact("Compose files above", (workspace, path): readonly ComposeFile[] =>
  upwards(folderOf(path))
    .slice(1)
    .flatMap((folder) => composeFilesIn(folder, workspace)),
);
