import type { ActionFile, Workflow } from "../../languages/workflow/model.ts";
import type { EditorOptions, Place } from "../model.ts";
import { mentionAt, mentionsOf } from "./repository.ts";

/** The places that name what is named at an offset, in all workflows and actions of the repository. */
export function references(
  file: Workflow | ActionFile,
  offset: number,
  { workspace, withDefinition }: EditorOptions & { readonly withDefinition: boolean },
): readonly Place[] {
  const at = mentionAt(file, offset, workspace);
  if (!at) return [];
  return mentionsOf(at.of, file, workspace)
    .filter(({ mention }) => withDefinition || !mention.definition)
    .map(({ file: { source }, mention: { name, span } }) => ({ path: source.path, span: name ?? span }));
}
