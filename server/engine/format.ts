import { format as formatDockerfile, formatRange } from "dockerfile-utils";
import type { Dockerfile, Instruction } from "./languages/dockerfile/model.ts";
import { parse } from "./languages/parse.ts";
import { applyEdits, type TextEdit } from "./text/edit.ts";
import { SourceText } from "./text/source.ts";
import type { Span } from "./text/span.ts";

// An entry of its own: only the language server formats, so the command line need not carry the library.

export interface FormatOptions {
  readonly tabSize: number;
  readonly insertSpaces: boolean;
}

/** A file longer than this is left alone: the library reads it several times over. */
const longest = 500_000;

/**
 * The edits that format a Dockerfile, or a part of it. `dockerfile-utils` proposes them; where the text would not mean the same
 * afterwards (the library takes some heredocs and escapes for something else), there are none.
 */
export function format(source: SourceText, options: FormatOptions, range?: Span): TextEdit[] {
  const before = parse(source, "dockerfile");
  if (before.isTemplate || source.text.length > longest) return [];
  let edits: TextEdit[];
  try {
    const settings = { ...options };
    const proposed = range
      ? formatRange(source.text, { start: source.positionAt(range.start), end: source.positionAt(range.end) }, settings)
      : formatDockerfile(source.text, settings);
    edits = proposed.map((edit) => ({
      span: { start: source.offsetAt(edit.range.start), end: source.offsetAt(edit.range.end) },
      text: edit.newText,
    }));
    edits = edits.filter((edit) => source.slice(edit.span) !== edit.text && !isArranged(edit.span, before));
  } catch {
    // The library fails on some broken files; those have worse troubles than their indentation.
    return [];
  }
  if (edits.length === 0) return [];
  const after = parse(new SourceText(source.path, applyEdits(source.text, edits)), "dockerfile");
  return isSame(before, after) ? edits : [];
}

/**
 * The indentation of a line that has just been begun: that of the line above which goes on in it, one level behind an instruction's
 * first line, none where the instruction has ended.
 */
export function indentLine(source: SourceText, offset: number, options: FormatOptions): TextEdit[] {
  const file = parse(source, "dockerfile");
  const line = source.lineOf(offset);
  const above = file.instructions.findLast(({ span }) => source.lineOf(span.start) < line);
  if (file.isTemplate || line === 0 || !above) return [];
  const first = source.lineOf(above.headSpan.start);
  const last = source.lineOf(above.headSpan.end);
  // Heredocs are indented as their author likes, and lines further below belong to nothing.
  if (line - 1 > last || above.heredocs.some(({ bodySpan }) => source.lineOf(bodySpan.start) <= line)) return [];
  const before = source.slice(source.lineSpan(line - 1));
  const text = source.slice(source.lineSpan(line));
  const written = /^[ \t]*/.exec(text)?.[0] ?? "";
  const goesOn = before.trimEnd().endsWith(file.escape) || before.trimStart().startsWith("#");
  // What stands there already may be meant as it is, unless it is this instruction's.
  if (!goesOn && (line - 1 === first || text.trim() !== "")) return [];
  const level = options.insertSpaces ? " ".repeat(options.tabSize) : "\t";
  const wanted = goesOn ? (line - 1 === first ? level : (/^[ \t]*/.exec(before)?.[0] ?? "")) : "";
  const { start } = source.lineSpan(line);
  return wanted === written ? [] : [{ span: { start, end: start + written.length }, text: wanted }];
}

/**
 * Whether an edit would flatten lines that were indented with a purpose: continued lines of one instruction at more than one depth,
 * as nested shell code has them. The library knows one depth.
 */
function isArranged(range: Span, file: Dockerfile): boolean {
  const { source } = file;
  const instruction = file.instructions.findLast(({ headSpan }) => headSpan.start <= range.start);
  if (!instruction) return false;
  const first = source.lineOf(instruction.headSpan.start);
  const last = source.lineOf(instruction.headSpan.end);
  const line = source.lineOf(range.start);
  if (line <= first || line > last) return false;
  const depths = new Set<string>();
  for (let continued = first + 1; continued <= last; continued++) {
    const text = source.slice(source.lineSpan(continued));
    if (text.trim() !== "" && !text.trimStart().startsWith("#")) depths.add(/^[ \t]*/.exec(text)?.[0] ?? "");
  }
  return depths.size > 1;
}

function isSame(a: Dockerfile, b: Dockerfile): boolean {
  return (
    a.escape === b.escape &&
    a.problems.length === b.problems.length &&
    isEqual(
      a.directives.map(({ name, value }) => `${name}=${value}`),
      b.directives.map(({ name, value }) => `${name}=${value}`),
    ) &&
    isEqual(
      a.comments.map(({ text }) => text),
      b.comments.map(({ text }) => text),
    ) &&
    isEqual(a.instructions.map(meaning), b.instructions.map(meaning))
  );
}

/** Everything of an instruction that the builder sees; blanks outside quotes, which only part words, count as one. */
function meaning(instruction: Instruction): string {
  const flags = instruction.flags.map(({ name, value }) => `--${name}=${value?.raw}`);
  const heredocs = instruction.heredocs.map(({ name, body, isExpanded, fileDescriptor }) => [name, body.text, isExpanded, fileDescriptor]);
  return JSON.stringify([instruction.keyword, flags, foldBlanks(instruction.rest.text), heredocs]);
}

function foldBlanks(text: string): string {
  return text.trim().replace(/\\.|'[^']*'?|"(?:\\.|[^"\\])*"?|[ \t]+/gs, (part) => (/^[ \t]/.test(part) ? " " : part));
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
