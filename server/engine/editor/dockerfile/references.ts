import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import type { EditorOptions, Place } from "../model.ts";
import { everywhere } from "./elsewhere.ts";
import { mentionAt } from "./mentions.ts";

/** The places that name what is named at an offset; those of files that build the image too. */
export function references(
  file: Dockerfile,
  offset: number,
  { workspace, withDefinition }: EditorOptions & { readonly withDefinition: boolean },
): readonly Place[] {
  const at = mentionAt(file, offset);
  if (!at) return [];
  const { own, elsewhere } = everywhere(at, file, workspace);
  const named = own.filter(({ definition }) => withDefinition || !definition);
  return [...named.map(({ span }) => ({ path: file.source.path, span })), ...elsewhere];
}
