import { type Hover, type HoverParams, MarkupKind } from "vscode-languageserver";
import { hover as hoverOf } from "../../engine/index.ts";
import { toRange } from "../convert.ts";
import { patience, type Session } from "../session.ts";
import { arrived } from "../waiting.ts";

/** `textDocument/hover`: the findings at the place, and what the instruction or flag does where nobody else says so. */
export async function hover(session: Session, { textDocument, position }: HoverParams): Promise<Hover | null> {
  const file = session.documents.get(textDocument.uri);
  if (!file) return null;
  const { answer: findings } = await session.findings.settled(file);
  const { explainCommand } = session.client.options;
  const { snapshot } = file.folder;
  const options = {
    findings,
    today: session.today(),
    workspace: snapshot,
    explainsSyntax: session.settings.ownsSyntax(session.settings.now(file.folder.uri), file.language),
    ...(explainCommand ? { explain: (rule: string) => `command:${explainCommand}?${encodeURIComponent(JSON.stringify([rule]))}` } : {}),
  };
  const { answer: result } = await arrived(
    snapshot,
    () => hoverOf(file.source, file.language, file.source.offsetAt(position), options),
    patience,
  );
  if (!result) return null;
  const kind = session.client.markdownHover ? MarkupKind.Markdown : MarkupKind.PlainText;
  return { contents: { kind, value: result.markdown }, range: toRange(file.source, result.span) };
}
