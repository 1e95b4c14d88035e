import { type InlayHint, InlayHintKind, type InlayHintParams, MarkupKind } from "vscode-languageserver";
import { inlayHints as inlayHintsOf } from "../../engine/index.ts";
import { toRange, toSpan } from "../convert.ts";
import type { Session } from "../session.ts";

const kinds = { type: InlayHintKind.Type, parameter: InlayHintKind.Parameter } as const;

/** `textDocument/inlayHint`. */
export async function inlayHints(session: Session, { textDocument, range }: InlayHintParams): Promise<InlayHint[]> {
  const asked = await session.ask(textDocument.uri, (file, options) =>
    inlayHintsOf(file.source, file.language, toSpan(file.source, range), options),
  );
  if (!asked) return [];
  return asked.answer.map(({ offset, label, about, kind, padding = "before" }) => ({
    position: toRange(asked.file.source, { start: offset, end: offset }).start,
    label,
    ...(kind ? { kind: kinds[kind] } : {}),
    ...(padding === "before" ? { paddingLeft: true } : { paddingRight: true }),
    ...(about ? { tooltip: { kind: MarkupKind.Markdown, value: about } } : {}),
  }));
}
