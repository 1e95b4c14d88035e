import type { ComposeFile } from "../languages/compose/model.ts";
import type { Edits } from "../languages/yaml/edits.ts";
import { safe } from "../languages/yaml/key-edits.ts";
import { replace } from "../text/edit.ts";
import { nearest } from "../text/nearest.ts";
import type { Span } from "../text/span.ts";
import { folderOf, nameOf } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** The name of the file in the same folder that a path to nothing most likely was meant to lead to. */
export function nearestFile(path: string, workspace: Workspace): string | undefined {
  const names = (workspace.list(folderOf(path)) ?? []).filter(({ isFolder }) => !isFolder).map(({ name }) => name);
  const ending = /\.[^.]+$/.exec(nameOf(path))?.[0];
  // Another kind of file is not what was meant.
  return nearest(
    nameOf(path),
    names.filter((name) => /\.[^.]+$/.exec(name)?.[0] === ending),
  );
}

/** The edit that puts another name of a file into the path in a span. */
export function renamedFile(file: ComposeFile, span: Span, name: string, meant: string): Edits {
  const at = file.source.slice(span).lastIndexOf(name);
  return at < 0 || !/^[\w.-]+$/.test(meant)
    ? undefined
    : safe(file, [replace({ start: span.start + at, end: span.start + at + name.length }, meant)]);
}
