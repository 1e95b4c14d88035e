import type { Evidence, ReadinessFile } from "../languages/readiness/model.ts";
import { folderOf, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { isCovered } from "./fingerprint.ts";

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

/** Whether the file that a piece of evidence names is another one than it covers; false where that cannot be told. */
export function isEditedSince(evidence: Evidence, file: ReadinessFile, workspace: Workspace): boolean {
  const covers = evidence.covers.value;
  const { path, isThere } = evidencePath(evidence, file, workspace);
  const text = isThere ? workspace.read(path) : undefined;
  return text !== undefined && covers !== undefined && /^[0-9a-f]{7,40}$/i.test(covers) && isCovered(text, covers) === false;
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
