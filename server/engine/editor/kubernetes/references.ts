import type { ManifestFile } from "../../languages/kubernetes/model.ts";
import type { EditorOptions, Place } from "../model.ts";
import { Names } from "./families.ts";
import { mentionAt } from "./mentions.ts";

/** The places that name what is named at an offset, in all manifests of the workspace. */
export function references(
  file: ManifestFile,
  offset: number,
  { workspace, withDefinition }: EditorOptions & { readonly withDefinition: boolean },
): readonly Place[] {
  const at = mentionAt(file, offset);
  if (!at) return [];
  return new Names(file, workspace, true)
    .familyOf(at)
    .filter(({ definition }) => withDefinition || !definition)
    .map(({ object, name, span }) => ({ path: object.file.source.path, span: name ?? span }));
}
