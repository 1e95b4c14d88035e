import type { Evidence, ReadinessFile } from "../languages/readiness/model.ts";
import { folderOf, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** A file as a piece of evidence names it; `isThere` is undefined where it names none, or that cannot be seen. */
export interface EvidenceFile {
  readonly path: string;
  readonly isThere: boolean | undefined;
}

/** The file that a piece of evidence names. */
export function evidencePath({ kind, ref }: Evidence, { source }: ReadinessFile, workspace: Workspace): EvidenceFile {
  return kind.value === "file" && ref.value !== undefined
    ? evidenceFile(ref.value, source.path, workspace)
    : { path: "", isThere: undefined };
}

/** The file that a path written in the sign-off file `from` means: beside that, or from the root of the workspace. */
export function evidenceFile(ref: string, from: string, workspace: Workspace): EvidenceFile {
  // A place in the file may stand behind it: `docs/runbook.md#rollback`.
  const written = ref.replace(/#.*$/, "");
  const paths = [...new Set([resolvePath(folderOf(from), written), resolvePath("", written)])].filter(
    (path) => path !== undefined && path !== "",
  );
  const there = paths.find((path) => workspace.has(path as string));
  if (there !== undefined) return { path: there, isThere: true };
  const [first] = paths;
  if (first === undefined) return { path: "", isThere: undefined };
  return { path: first, isThere: paths.every((path) => workspace.has(path as string) === false) ? false : undefined };
}
