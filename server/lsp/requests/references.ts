import type { Location, ReferenceParams } from "vscode-languageserver";
import { references as referencesOf } from "../../engine/index.ts";
import { toPlace } from "../convert.ts";
import type { Session } from "../session.ts";

/** `textDocument/references`. */
export async function references(session: Session, { textDocument, position, context }: ReferenceParams): Promise<Location[]> {
  const asked = await session.ask(textDocument.uri, (file, options) =>
    referencesOf(file.source, file.language, file.source.offsetAt(position), { ...options, withDefinition: context.includeDeclaration }),
  );
  return asked ? asked.answer.map((place) => toPlace(place, session.target(asked.file))) : [];
}
