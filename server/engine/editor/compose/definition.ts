import type { ComposeFile } from "../../languages/compose/model.ts";
import type { Definition, EditorOptions } from "../model.ts";
import { mentionAt, sameAs } from "./mentions.ts";

/** Where what is named at an offset is defined: in this file first, then in those that it is put together with. */
export function definition(file: ComposeFile, offset: number, { workspace }: EditorOptions): readonly Definition[] {
  const at = mentionAt(file, offset);
  if (!at) return [];
  return sameAs(at, workspace).flatMap(({ file: { source }, definition: span, span: nameSpan }) =>
    span ? [{ origin: at.span, path: source.path, span, nameSpan }] : [],
  );
}
