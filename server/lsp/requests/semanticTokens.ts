import {
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensDelta,
  type SemanticTokensDeltaParams,
  type SemanticTokensParams,
  type SemanticTokensRangeParams,
} from "vscode-languageserver";
import { semanticTokens as tokensOf } from "../../engine/index.ts";
import { tokenTypes } from "../capabilities.ts";
import { toRange } from "../convert.ts";
import type { OpenFile } from "../documents.ts";
import type { Session } from "../session.ts";

/** The tokens that each document was told last. */
const builders = new WeakMap<Session, Map<string, SemanticTokensBuilder>>();

/** `textDocument/semanticTokens/full`. */
export function semanticTokens(session: Session, { textDocument }: SemanticTokensParams): SemanticTokens {
  return builderFor(session, textDocument.uri, "").build();
}

/** `textDocument/semanticTokens/full/delta`: all of them where those before are not known. */
export function semanticTokensSince(
  session: Session,
  { textDocument, previousResultId }: SemanticTokensDeltaParams,
): SemanticTokens | SemanticTokensDelta {
  return builderFor(session, textDocument.uri, previousResultId).buildEdits();
}

function builderFor(session: Session, uri: string, previous: string): SemanticTokensBuilder {
  const known = builders.get(session) ?? new Map<string, SemanticTokensBuilder>();
  builders.set(session, known);
  const builder = known.get(uri) ?? new SemanticTokensBuilder();
  const file = session.documents.get(uri);
  if (file) known.set(uri, builder);
  builder.previousResult(previous);
  if (file && session.ownsNavigation(file)) push(builder, file, { start: 0, end: file.source.text.length });
  return builder;
}

/** `textDocument/semanticTokens/range`. */
export function semanticTokensIn(session: Session, { textDocument, range }: SemanticTokensRangeParams): SemanticTokens {
  const file = session.documents.get(textDocument.uri);
  if (!file || !session.ownsNavigation(file)) return { data: [] };
  const builder = new SemanticTokensBuilder();
  push(builder, file, { start: file.source.offsetAt(range.start), end: file.source.offsetAt(range.end) });
  return builder.build();
}

/** The document is closed: nobody asks for a difference any more. */
export function forgetTokens(session: Session, uri: string): void {
  builders.get(session)?.delete(uri);
}

function push(builder: SemanticTokensBuilder, { source, language }: OpenFile, range: { start: number; end: number }): void {
  for (const { kind, span } of tokensOf(source, language, range)) {
    const { start } = toRange(source, span);
    builder.push(start.line, start.character, span.end - span.start, tokenTypes.indexOf(kind), 0);
  }
}
