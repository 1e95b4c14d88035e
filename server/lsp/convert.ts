// The one place where the engine's offsets, changes and findings become what the protocol speaks.
import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Location,
  type TextEdit as ProtocolEdit,
  type Range,
  type SnippetTextEdit,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { type Change, type Finding, findRule, helpAddress, type Place, SourceText, type Span, type TextEdit } from "../engine/index.ts";
import type { Client } from "./client.ts";
import { type Folder, uriOf } from "./folders.ts";
import { toSnippet } from "./snippet-text.ts";

const diagnosticSource = "deployment-patterns";

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;
const tags = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

export function toRange(source: SourceText, span: Span): Range {
  return { start: source.positionAt(span.start), end: source.positionAt(span.end) };
}

export function toSpan(source: SourceText, range: Range): Span {
  return { start: source.offsetAt(range.start), end: source.offsetAt(range.end) };
}

/** A finding as a diagnostic. Messages are plain text there, so the backquotes around identifiers stay as they are. */
export function toDiagnostic(finding: Finding, source: SourceText, folder: Folder, client: Client): Diagnostic {
  const diagnostic: Diagnostic = {
    range: toRange(source, finding.span),
    severity: severities[finding.severity],
    code: finding.rule,
    source: diagnosticSource,
    message: finding.message,
  };
  if (client.codeDescription && findRule(finding.rule)) diagnostic.codeDescription = { href: finding.help ?? helpAddress(finding.rule) };
  const known = finding.tags?.map((tag) => tags[tag]).filter((tag) => client.diagnosticTags.includes(tag));
  if (known?.length) diagnostic.tags = known;
  if (client.relatedInformation && finding.related?.length) {
    diagnostic.relatedInformation = finding.related.map(({ path, span, message }) => ({
      location: { uri: uriOf(folder, path), range: toRange(path === source.path ? source : sourceOf(path, folder), span) },
      message,
    }));
  }
  return diagnostic;
}

/** Where an edit is to land: the folder that paths are relative to, and the open documents with their versions. */
export interface EditTarget {
  readonly client: Client;
  readonly folder: Folder;
  /** The document that was asked about; snippets are possible there alone. */
  readonly uri: string;
  readonly source: SourceText;
  readonly version: number;
  /** Another file of the folder, where it is open. */
  open(path: string): { readonly uri: string; readonly version: number; readonly source: SourceText } | undefined;
}

/**
 * Changes as a workspace edit, with the version of every open document, so that a client refuses it once the text has moved on.
 * Undefined where the client cannot do what is needed (create a file).
 */
export function toWorkspaceEdit(changes: readonly Change[], target: EditTarget): WorkspaceEdit | undefined {
  const { client, folder } = target;
  if (changes.some(({ kind }) => kind === "create") && (!client.createsFiles || !folder.isWorkspace)) return undefined;
  if (!client.versionedEdits) {
    const edits: Record<string, ProtocolEdit[]> = {};
    for (const change of changes) {
      if (change.kind !== "edit") continue;
      const { uri, source } = placeOf(change.path, target);
      edits[uri] = [...(edits[uri] ?? []), ...change.edits.map((edit) => toTextEdit(source, edit))];
    }
    return { changes: edits };
  }
  const documentChanges: WorkspaceEdit["documentChanges"] = [];
  for (const change of changes) {
    const { uri, source, version } = placeOf(change.path, target);
    if (change.kind === "create") {
      const start = { line: 0, character: 0 };
      documentChanges.push({ kind: "create", uri, options: { overwrite: false, ignoreIfExists: false } });
      documentChanges.push({ textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: change.text }] });
      continue;
    }
    const withSnippets = client.snippetEdits && uri === target.uri && change.edits.some(({ placeholders }) => placeholders?.length);
    let tabStop = 0;
    const edits: TextDocumentEdit["edits"] = (withSnippets ? fromLineStarts(change.edits, source) : change.edits).map((edit) => {
      if (!withSnippets || !edit.placeholders?.length) return toTextEdit(source, edit);
      const snippet: SnippetTextEdit = {
        range: toRange(source, edit.span),
        snippet: { kind: "snippet", value: toSnippet(edit.text, edit.placeholders, tabStop + 1) },
      };
      tabStop += edit.placeholders.length;
      return snippet;
    });
    documentChanges.push({ textDocument: { uri, version }, edits });
  }
  return { documentChanges };
}

/**
 * The edits with those of several lines begun at the start of a line: behind a snippet's line breaks an editor writes the blanks that its first line begins
 * with, and treats all edits of a document like that once one is a snippet. Edits that come to share a line become one.
 */
function fromLineStarts(edits: readonly TextEdit[], source: SourceText): readonly TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
    const lineStart = source.lineStarts[source.lineOf(edit.span.start)] ?? 0;
    const last = result.at(-1);
    const isIndented = /^[ \t]/.test(source.text.slice(lineStart, edit.span.start)) && edit.text.includes("\n");
    if (!isIndented) result.push(edit);
    else if (last && last.span.end > lineStart) result.splice(-1, 1, joined(last, edit, source));
    else result.push(joined({ span: { start: lineStart, end: lineStart }, text: "" }, edit, source));
  }
  return result;
}

/** Two edits, the second behind the first, as one that keeps what stands between them. */
function joined(first: TextEdit, second: TextEdit, source: SourceText): TextEdit {
  const before = first.text + source.text.slice(first.span.end, second.span.start);
  const moved = (second.placeholders ?? []).map(({ start, end }) => ({ start: start + before.length, end: end + before.length }));
  return {
    span: { start: first.span.start, end: second.span.end },
    text: before + second.text,
    placeholders: [...(first.placeholders ?? []), ...moved],
  };
}

/** A place of the workspace as the client addresses it. */
export function toPlace({ path, span }: Place, target: EditTarget): Location {
  const { uri, source } = placeOf(path, target);
  return { uri, range: toRange(source, span) };
}

export function toTextEdit(source: SourceText, edit: TextEdit): ProtocolEdit {
  return { range: toRange(source, edit.span), newText: edit.text };
}

function placeOf(path: string, target: EditTarget): { uri: string; source: SourceText; version: number | null } {
  if (path === target.source.path) return { uri: target.uri, source: target.source, version: target.version };
  return target.open(path) ?? { uri: uriOf(target.folder, path), source: sourceOf(path, target.folder), version: null };
}

function sourceOf(path: string, folder: Folder): SourceText {
  return new SourceText(path, folder.snapshot.read(path) ?? "");
}
