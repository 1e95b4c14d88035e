import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import { defaultOf } from "../../languages/dockerfile/variables.ts";
import type { Definition } from "../model.ts";
import { declarationAt, mentionAt, sameAs } from "./mentions.ts";

/** Where what is named at an offset is defined. Of a variable the declaration that counts there, and the global ARG that gives it its default. */
export function definition(file: Dockerfile, offset: number): readonly Definition[] {
  const at = mentionAt(file, offset);
  if (!at) return [];
  const { path } = file.source;
  if (at.kind !== "variable")
    return sameAs(at, file).flatMap(({ definition: span, span: nameSpan }) => (span ? [{ origin: at.span, path, span, nameSpan }] : []));
  const declared = declarationAt(at, file);
  const source = declared && defaultOf(declared, file);
  // Who stands on the declaration itself wants to go where its value is.
  const found = at.definition ? [source ?? declared] : [declared, source];
  return found.flatMap((one) => (one ? [{ origin: at.span, path, span: one.assignment.span, nameSpan: one.assignment.nameSpan }] : []));
}
