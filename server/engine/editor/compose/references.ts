import type { ComposeFile } from "../../languages/compose/model.ts";
import type { EditorOptions, Place } from "../model.ts";
import { mentionAt, sameAs } from "./mentions.ts";

/** The places that name what is named at an offset, in all files of the application. */
export function references(
  file: ComposeFile,
  offset: number,
  { workspace, withDefinition }: EditorOptions & { readonly withDefinition: boolean },
): readonly Place[] {
  const at = mentionAt(file, offset);
  if (!at) return [];
  return sameAs(at, workspace)
    .filter((mention) => withDefinition || !mention.definition)
    .map(({ file: { source }, span }) => ({ path: source.path, span }));
}
