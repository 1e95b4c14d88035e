import { resolve } from "node:path";
import { type Finding, helpAddress, ruleFault, type Severity, SourceText } from "../engine/index.ts";
import type { FailLevel } from "./commands/index.ts";
import { relativePath } from "./files.ts";
import type { Target } from "./targets.ts";

/** A place in a file; lines and columns count from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface ReportedEdit {
  readonly path: string;
  readonly start: Place;
  readonly end: Place;
  readonly text: string;
}

export interface ReportedFix {
  readonly title: string;
  readonly safety: "safe" | "unsafe";
  readonly edits: readonly ReportedEdit[];
}

/** A finding as it is printed: with lines and columns, and paths relative to the current folder. */
export interface ReportedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly path: string;
  readonly message: string;
  readonly start: Place;
  readonly end: Place;
  /** The address of the rule's page; empty for a rule that threw. */
  readonly help: string;
  readonly fixes: readonly ReportedFix[];
  readonly related: readonly { readonly path: string; readonly start: Place; readonly end: Place; readonly message: string }[];
  /** The text that it was found in. */
  readonly source: SourceText;
}

export interface Report {
  /** By file, then by place. */
  readonly findings: readonly ReportedFinding[];
  /** The paths of the files that were judged. */
  readonly files: readonly string[];
  /** What `fix` did; absent where nothing was to be fixed. */
  readonly applied?: readonly { readonly path: string; readonly rule: string; readonly title: string }[];
}

/** How a report is to be printed. */
export interface ReportStyle {
  readonly color: boolean;
  readonly quiet: boolean;
  readonly failOn: FailLevel;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export type Reporter = (report: Report, style: ReportStyle) => string;

const order: Readonly<Record<Severity, number>> = { hint: 0, info: 1, warning: 2, error: 3 };

/** Whether a severity reaches `--fail-on`. */
export function fails(severity: Severity, failOn: FailLevel): boolean {
  return failOn !== "never" && order[severity] >= order[failOn];
}

/** How many findings there are of each severity. */
export function countSeverities(findings: readonly { readonly severity: Severity }[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

/** The findings of one target as they are printed. */
export function reportFindings(findings: readonly Finding[], target: Target, source: SourceText, cwd: string): ReportedFinding[] {
  const { root, shown } = target;
  const others = new Map([[target.path, source]]);
  const sourceOf = (path: string): SourceText => {
    const known = others.get(path) ?? new SourceText(path, root.snapshot.read(path) ?? "");
    others.set(path, known);
    return known;
  };
  const shownPath = (path: string): string => (path === target.path ? shown : relativePath(cwd, resolve(root.folder, path)));
  return findings.map((finding) => ({
    rule: finding.rule,
    severity: finding.severity,
    path: shown,
    message: finding.message,
    ...placesOf(source, finding.span),
    help: finding.rule === ruleFault ? "" : (finding.help ?? helpAddress(finding.rule)),
    fixes: (finding.fixes ?? []).map(({ title, safety, changes }) => ({
      title,
      safety,
      edits: changes.flatMap((change): ReportedEdit[] => {
        const path = shownPath(change.path);
        if (change.kind === "create") return [{ path, start: { line: 1, column: 1 }, end: { line: 1, column: 1 }, text: change.text }];
        return change.edits.map((edit) => ({ path, ...placesOf(sourceOf(change.path), edit.span), text: edit.text }));
      }),
    })),
    related: (finding.related ?? []).map(({ path, span, message }) => ({
      path: shownPath(path),
      ...placesOf(sourceOf(path), span),
      message,
    })),
    source,
  }));
}

function placesOf(source: SourceText, span: { readonly start: number; readonly end: number }): { start: Place; end: Place } {
  return { start: placeOf(source, span.start), end: placeOf(source, span.end) };
}

function placeOf(source: SourceText, offset: number): Place {
  const { line, character } = source.positionAt(offset);
  return { line: line + 1, column: Math.max(0, character - (line === 0 ? markLength(source) : 0)) + 1 };
}

/** The text of a line, counted from 1. */
export function lineText(source: SourceText, line: number): string {
  const text = source.slice(source.lineSpan(line - 1));
  return line === 1 ? text.slice(markLength(source)) : text;
}

/** The length of the byte order mark, which is no part of the first line to editors and those who read reports. */
function markLength(source: SourceText): number {
  return source.text.startsWith("\uFEFF") ? 1 : 0;
}
