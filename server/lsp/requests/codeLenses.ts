import type { CodeLens, CodeLensParams } from "vscode-languageserver";
import { codeLenses as codeLensesOf } from "../../engine/index.ts";
import { toPlace, toRange } from "../convert.ts";
import type { Session } from "../session.ts";

/** `textDocument/codeLens`: titles, which list their places where the client has a command for that. */
export async function codeLenses(session: Session, { textDocument }: CodeLensParams): Promise<CodeLens[]> {
  const asked = await session.ask(textDocument.uri, (file, options) => codeLensesOf(file.source, file.language, options));
  if (!asked) return [];
  const { file, answer } = asked;
  const { showPlacesCommand } = session.client.options;
  return answer.map(({ span, title, places = [] }) => {
    const range = toRange(file.source, span);
    // A title without a command is shown as text.
    if (!showPlacesCommand || places.length === 0) return { range, command: { title, command: "" } };
    const locations = places.map((place) => toPlace(place, session.target(file)));
    return { range, command: { title, command: showPlacesCommand, arguments: [file.uri, range.start, locations] } };
  });
}
