import type { DefinitionParams, Location, LocationLink } from "vscode-languageserver";
import { definition as definitionOf } from "../../engine/index.ts";
import { toPlace, toRange } from "../convert.ts";
import type { Session } from "../session.ts";

/** `textDocument/definition`: where what is named at the place is defined, here or in another file. */
export async function definition(session: Session, { textDocument, position }: DefinitionParams): Promise<Location[] | LocationLink[]> {
  const asked = await session.ask(textDocument.uri, (file, options) =>
    definitionOf(file.source, file.language, file.source.offsetAt(position), options),
  );
  if (!asked || !session.ownsNavigation(asked.file)) return [];
  const target = session.target(asked.file);
  if (!session.client.definitionLinks) return asked.answer.map(({ path, nameSpan }) => toPlace({ path, span: nameSpan }, target));
  return asked.answer.map(({ origin, path, span, nameSpan }) => {
    const { uri, range } = toPlace({ path, span }, target);
    const name = toPlace({ path, span: nameSpan }, target).range;
    return { originSelectionRange: toRange(asked.file.source, origin), targetUri: uri, targetRange: range, targetSelectionRange: name };
  });
}
