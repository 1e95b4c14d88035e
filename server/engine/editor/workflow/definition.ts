import type { ActionFile, Workflow } from "../../languages/workflow/model.ts";
import type { Definition, EditorOptions } from "../model.ts";
import { isSame, mentionsIn } from "./mentions.ts";
import { homeOf, mentionAt } from "./repository.ts";

/** Where what is named at an offset is defined: in this file, or in the workflow or action that it calls. */
export function definition(file: Workflow | ActionFile, offset: number, { workspace }: EditorOptions): readonly Definition[] {
  const at = mentionAt(file, offset, workspace);
  const home = at && homeOf(at.of, file, workspace);
  if (!at || !home) return [];
  const { path } = home.source;
  const found = mentionsIn(home, workspace).flatMap(({ of, definition: span, name, span: nameSpan }) =>
    span && isSame(of, at.of) ? [{ origin: at.span, path, span, nameSpan: name ?? nameSpan }] : [],
  );
  if (found.length > 0 || (at.of.kind !== "file" && at.of.kind !== "workflow")) return found;
  // A file without a name to go to.
  const start = { start: 0, end: 0 };
  return [{ origin: at.span, path, span: start, nameSpan: start }];
}
