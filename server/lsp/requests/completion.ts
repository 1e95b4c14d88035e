import {
  CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  type CompletionParams,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
} from "vscode-languageserver";
import { type Completion, complete, completeNewFile, type SourceText } from "../../engine/index.ts";
import type { Client } from "../client.ts";
import { toRange } from "../convert.ts";
import { patience, type Session } from "../session.ts";
import { toSnippet } from "../snippet-text.ts";
import { arrived } from "../waiting.ts";

const kinds = {
  instruction: CompletionItemKind.Keyword,
  flag: CompletionItemKind.Property,
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  event: CompletionItemKind.Event,
  image: CompletionItemKind.Module,
  action: CompletionItemKind.Module,
  stage: CompletionItemKind.Reference,
  job: CompletionItemKind.Reference,
  user: CompletionItemKind.Constant,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  variable: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  pattern: CompletionItemKind.Snippet,
  rule: CompletionItemKind.Event,
} as const;

/** `textDocument/completion`. */
export async function completion(session: Session, { textDocument, position }: CompletionParams): Promise<CompletionItem[]> {
  const file = session.documents.get(textDocument.uri);
  if (!file) return newFile(session, textDocument.uri, position);
  session.documents.sync();
  const { settings } = session;
  const ownsSyntax = settings.ownsSyntax(await settings.load(file.folder.uri), file.language);
  const { snapshot } = file.folder;
  const ask = () => complete(file.source, file.language, file.source.offsetAt(position), { workspace: snapshot, today: session.today() });
  const { answer: completions } = await arrived(snapshot, ask, patience);
  // What the other extension offers as well would stand in the list twice.
  const offered = ownsSyntax ? completions : completions.filter(({ isCommon }) => !isCommon).map(withTag);
  return offered.map((one, index) => toItem(one, index, file.source, session.client));
}

/** Microsoft's extensions offer the names of Docker Hub's images; ours are offered with the tag that they are written with. */
function withTag(one: Completion): Completion {
  const isNamed = one.kind === "image" && one.text.startsWith(`${one.label}:`) && !one.placeholders?.length;
  return isNamed ? { ...one, label: one.text.trimEnd(), filter: one.filter ?? one.label } : one;
}

/** A document of no language of ours may be about to become a file that there are snippets for. */
function newFile(session: Session, uri: string, position: CompletionParams["position"]): CompletionItem[] {
  const document = session.documents.any(uri);
  if (!document) return [];
  const { source } = document;
  return completeNewFile(source, source.offsetAt(position)).map((one, index) => toItem(one, index, source, session.client));
}

function toItem(one: Completion, index: number, source: SourceText, client: Client): CompletionItem {
  const item = CompletionItem.create(one.label);
  const placeholders = client.completionSnippets && one.placeholders?.length ? one.placeholders : undefined;
  item.kind = kinds[one.kind];
  // The engine's order, which is that of fitness; behind what other extensions offer.
  item.sortText = `z${index.toString().padStart(4, "0")}`;
  item.filterText = one.filter ?? one.label;
  item.textEdit = { range: toRange(source, one.span), newText: placeholders ? toSnippet(one.text, placeholders) : one.text };
  if (placeholders) item.insertTextFormat = InsertTextFormat.Snippet;
  // Further lines are indented for their place already.
  if (client.insertsAsIs && one.text.includes("\n")) item.insertTextMode = InsertTextMode.asIs;
  if (one.detail) item.detail = one.detail;
  if (one.isDeprecated) item.tags = [CompletionItemTag.Deprecated];
  if (one.about) item.documentation = { kind: client.markdownCompletion ? MarkupKind.Markdown : MarkupKind.PlainText, value: one.about };
  const { suggestCommand } = client.options;
  if (one.leadsOn && suggestCommand) item.command = { title: "Suggest", command: suggestCommand };
  return item;
}
