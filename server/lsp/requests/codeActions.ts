import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic, type Range } from "vscode-languageserver";
import { type Change, type Finding, type Fix, findRule, fixAll, ignoreFinding, lineEdits, refactorings } from "../../engine/index.ts";
import { fixAllKind } from "../capabilities.ts";
import { checkConfiguration } from "../configurationFile.ts";
import { toDiagnostic, toSpan, toWorkspaceEdit } from "../convert.ts";
import type { OpenDocument, OpenFile } from "../documents.ts";
import type { Session } from "../session.ts";

/** What an action that is still without its edit carries, to be found again. */
interface ActionData {
  readonly uri: string;
  readonly version: number;
}

/**
 * `textDocument/codeAction`: the fixes of the findings in the range, all safe fixes together, the comment that silences a finding, and what can be made of
 * the thing at its start.
 */
export async function codeActions(session: Session, { textDocument, range, context }: CodeActionParams): Promise<CodeAction[]> {
  const open = session.documents.any(textDocument.uri);
  if (!open || !session.client.actionLiterals) return [];
  const file = session.documents.get(textDocument.uri);
  const findings = file ? (await session.findings.settled(file)).answer : checkConfiguration(open.source);
  // What was asked about has changed while the disk was waited for.
  if (session.documents.version(open.uri) !== open.version) return [];
  const wants = (kind: string) => !context.only || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    const span = toSpan(open.source, range);
    const here = findings.filter((finding) => finding.span.start <= span.end && span.start <= finding.span.end).sort(bySeverity);
    for (const finding of here) actions.push(...fixesOf(session, open, finding, context.diagnostics));
    prefer(session, actions, here);
    if (file && here.some(hasSafeFix) && findings.filter(hasSafeFix).length > 1) {
      actions.push(fixAllAction(session, file, "Fix all safe problems of this file", CodeActionKind.QuickFix));
    }
    // What is wrong another extension says; what to do about it, of patterns, it does not.
    for (const finding of file ? session.findings.leftToOthers(file) : []) {
      const isHere = finding.span.start <= span.end && span.start <= finding.span.end;
      if (isHere && findRule(finding.rule)?.category !== "syntax") actions.push(...fixesOf(session, open, finding, context.diagnostics));
    }
    for (const finding of file ? here : []) actions.push(...ignoreAction(session, file as OpenFile, finding, context.diagnostics));
  }
  if (file && wants(CodeActionKind.RefactorRewrite)) actions.push(...(await rewrites(session, open, range)));
  // Without a kind asked for, the light bulb shows what stands above.
  if (file && context.only && wants(fixAllKind) && findings.some(hasSafeFix)) {
    actions.push(fixAllAction(session, file, "Fix all safe problems", fixAllKind));
  }
  return actions;
}

/** `codeAction/resolve`: the edit of "fix all"; none where the text has moved on. */
export function resolveCodeAction(session: Session, action: CodeAction): CodeAction {
  const data = action.data as ActionData | undefined;
  const file = data && session.documents.get(data.uri);
  if (!data || !file || file.version !== data.version) return action;
  const edit = toWorkspaceEdit(safeChanges(session, file).changes, session.target(file));
  return edit ? { ...action, edit } : action;
}

/** The changes that all safe fixes make together, with what they did and left. */
export function safeChanges(session: Session, file: OpenFile): { changes: Change[]; applied: number; remaining: number } {
  session.documents.sync();
  const { folder } = file;
  const { snapshot, uri } = folder;
  const owns = session.settings.ownsFinding(session.settings.now(uri), file.language);
  const canCreate = session.client.createsFiles && file.folder.isWorkspace;
  const result = fixAll(file.source, file.language, {
    ...session.checkOptions(file.source.path, folder),
    safety: "safe",
    ...(owns ? { only: (rule) => owns(rule) } : {}),
  });
  const changes: Change[] = [];
  const edits = lineEdits(file.source.text, result.text);
  if (edits.length > 0) changes.push({ kind: "edit", path: file.source.path, edits });
  for (const [path, text] of result.others) {
    const before = snapshot.read(path);
    if (before !== undefined) changes.push({ kind: "edit", path, edits: lineEdits(before, text) });
    else if (canCreate) changes.push({ kind: "create", path, text });
  }
  return { changes, applied: changes.length > 0 ? result.applied.length : 0, remaining: result.remaining.length };
}

/** The comment that silences a finding; what is no rule's cannot be silenced. */
function ignoreAction(session: Session, file: OpenFile, finding: Finding, context: readonly Diagnostic[]): CodeAction[] {
  if (!findRule(finding.rule)) return [];
  const change = ignoreFinding(file.source, file.language, finding);
  return toAction(session, file, finding, context, `Ignore ${finding.rule} here`, [change]);
}

function fixesOf(session: Session, file: OpenDocument, finding: Finding, context: readonly Diagnostic[]): CodeAction[] {
  return (finding.fixes ?? []).flatMap((fix) => toAction(session, file, finding, context, fix.title, fix.changes));
}

/** What the engine can make of the thing at the start of a range. */
async function rewrites(session: Session, open: OpenDocument, { start }: Range): Promise<CodeAction[]> {
  const asked = await session.ask(open.uri, (file, options) =>
    refactorings(file.source, file.language, file.source.offsetAt(start), options),
  );
  if (!asked || asked.file.version !== open.version) return [];
  return asked.answer.flatMap(({ title, changes }): CodeAction[] => {
    const edit = toWorkspaceEdit(changes, session.target(asked.file));
    return edit ? [{ title: plain(title), kind: CodeActionKind.RefactorRewrite, edit }] : [];
  });
}

/** Marks the first safe fix of the gravest finding, which "auto fix" then applies; with two marked it would ask. */
function prefer(session: Session, actions: readonly CodeAction[], findings: readonly Finding[]): void {
  if (!session.client.preferredActions) return;
  const safe = new Set(
    findings.flatMap(({ fixes = [] }) => fixes.filter(({ safety }) => safety === "safe").map(({ title }) => plain(title))),
  );
  const preferred = actions.find(({ title }) => safe.has(title));
  if (preferred) preferred.isPreferred = true;
}

const order = { error: 0, warning: 1, info: 2, hint: 3 } as const;

function bySeverity(a: Finding, b: Finding): number {
  return order[a.severity] - order[b.severity];
}

/** Menus show no Markdown. */
function plain(title: string): string {
  return title.replaceAll("`", "");
}

function toAction(
  session: Session,
  file: OpenDocument,
  finding: Finding,
  context: readonly Diagnostic[],
  title: string,
  changes: Fix["changes"],
): CodeAction[] {
  const edit = toWorkspaceEdit(changes, session.target(file));
  if (!edit) return [];
  const own = toDiagnostic(finding, file.source, file.folder, session.client);
  const diagnostic = context.find(({ code, range }) => code === own.code && range.start.line === own.range.start.line) ?? own;
  return [{ title: plain(title), kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], edit }];
}

function fixAllAction(session: Session, file: OpenFile, title: string, kind: string): CodeAction {
  const action: CodeAction = { title, kind };
  const data: ActionData = { uri: file.uri, version: file.version };
  return session.client.resolvesEdits ? { ...action, data } : resolveCodeAction(session, { ...action, data });
}

function hasSafeFix(finding: Finding): boolean {
  return finding.fixes?.some(({ safety }) => safety === "safe") === true;
}
