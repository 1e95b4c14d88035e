import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import type { EditorOptions, Place } from "../model.ts";
import { placesInCompose } from "./elsewhere.ts";
import { mentionAt, sameAs } from "./mentions.ts";

/** The places that name what is named at an offset; those of Compose files that build the image too. */
export function references(
  file: Dockerfile,
  offset: number,
  { workspace, withDefinition }: EditorOptions & { readonly withDefinition: boolean },
): readonly Place[] {
  const at = mentionAt(file, offset);
  if (!at) return [];
  const own = sameAs(at, file).filter(({ definition }) => withDefinition || !definition);
  const name = at.kind === "stage" ? (sameAs(at, file).find(({ definition }) => definition) ?? at) : at;
  return [...own.map(({ span }) => ({ path: file.source.path, span })), ...placesInCompose(name, file, workspace)];
}
