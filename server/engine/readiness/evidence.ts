import type { Evidence, ReadinessFile } from "../languages/readiness/model.ts";
import { folderOf, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** The file that a piece of evidence names; `isThere` is undefined where it names none, or that cannot be seen. */
export function evidencePath(
  { kind, ref }: Evidence,
  { source }: ReadinessFile,
  workspace: Workspace,
): { readonly path: string; readonly isThere: boolean | undefined } {
  if (kind.value !== "file" || ref.value === undefined) return { path: "", isThere: undefined };
  // A place in the file may stand behind it: `docs/runbook.md#rollback`.
  const written = ref.value.replace(/#.*$/, "");
  const paths = [...new Set([resolvePath(folderOf(source.path), written), resolvePath("", written)])].filter(
    (path) => path !== undefined && path !== "",
  );
  const there = paths.find((path) => workspace.has(path as string));
  if (there !== undefined) return { path: there, isThere: true };
  const [first] = paths;
  if (first === undefined) return { path: "", isThere: undefined };
  return { path: first, isThere: paths.every((path) => workspace.has(path as string) === false) ? false : undefined };
}
