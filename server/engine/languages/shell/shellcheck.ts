// What ShellCheck is given of a file, and what it answers, brought back to the places of the file. It is started by the hosts, not from here.
import type { MappedText } from "../../text/mapped.ts";
import type { Span } from "../../text/span.ts";

/** The shells that ShellCheck knows by `--shell`, of all its releases from 0.7 on. */
export type ShellcheckDialect = "bash" | "sh" | "dash" | "ksh";

/** What ShellCheck is to read, on standard input. */
export interface ShellcheckInput {
  readonly text: string;
  readonly dialect: ShellcheckDialect;
}

/** A script of a file with the way back to it. */
export interface ShellcheckScript {
  readonly input: ShellcheckInput;
  /** The text behind the line that `input` begins with; placeholders stand in it for expressions. */
  readonly source: MappedText;
  /** Where those stand. */
  readonly placeholders: readonly Span[];
  /** Whether a replacement can be written into the file as it is. */
  canWrite(span: Span, text: string): boolean;
  /** Whether what ShellCheck says here is due to what it cannot know: variables that others set, a shell that does more than POSIX asks for. */
  isMoot(code: number, text: string): boolean;
}

/** An answer of ShellCheck's, as `--format=json1` prints it. Lines and columns count from 1; a column is a character of Unicode, a tab as well. */
export interface ShellcheckComment extends ShellcheckPlace {
  readonly level: "error" | "warning" | "info" | "style";
  readonly code: number;
  readonly message: string;
  readonly replacements: readonly ShellcheckReplacement[];
}
interface ShellcheckPlace {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}
interface ShellcheckReplacement extends ShellcheckPlace {
  readonly text: string;
  readonly precedence: number;
  /** To which of its neighbours an insertion belongs: to what stands before it, or to what stands behind. */
  readonly belongsTo: "before" | "behind";
}

/** What ShellCheck says of a script; undefined as long as it has not been asked. */
export type ShellcheckAnswers = (input: ShellcheckInput) => readonly ShellcheckComment[] | undefined;

/** A comment at its place in the file. */
export interface ShellcheckProblem {
  readonly span: Span;
  readonly code: number;
  readonly level: ShellcheckComment["level"];
  readonly message: string;
  /** What ShellCheck would write; empty where it proposes nothing, or nothing that can be written here. */
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/**
 * What ShellCheck is given for a script. The line in front tells it that the shell ends at the first failure, and keeps directives at the
 * top of the script what they are, directives for all of it; a `#!` line of the script's own is a comment to the shell that is given it.
 */
export function shellcheckInput(text: string, dialect: ShellcheckDialect, stopsAtError: boolean): ShellcheckInput {
  const body = text.replace(/^#!/, "##").replace(/\r(?=\n|$)/g, " ");
  return { text: `#!/bin/${dialect}${stopsAtError ? " -e" : ""}\n${body}${body.endsWith("\n") ? "" : "\n"}`, dialect };
}

/** The dialect of a shell by its program's name; undefined for one that ShellCheck does not know. */
export function dialectOf(shell: string): ShellcheckDialect | undefined {
  return dialects.get(shell);
}
const dialects: ReadonlyMap<string, ShellcheckDialect> = new Map([
  ["bash", "bash"],
  ["sh", "sh"],
  ["dash", "dash"],
  // BusyBox, whose shell goes on from there; releases before 0.10 do not know its name.
  ["ash", "dash"],
  ["busybox", "dash"],
  ["ksh", "ksh"],
]);

/** The text with each of the spans made a word of the same length, that has no meaning to a shell. */
export function withPlaceholders(text: string, spans: readonly Span[]): string {
  let masked = "";
  let end = 0;
  for (const span of spans) {
    masked += text.slice(end, span.start) + "_".repeat(span.end - span.start);
    end = span.end;
  }
  return masked + text.slice(end);
}

/** Files that a script reads in are not followed, as there may be none before the script runs; the line in front is ours; a line's end was put right. */
const neverReported = new Set([1017, 1090, 1091, 1101, 1128, 2096, 2148, 2239]);

/** What compares a word that stands still, or takes it for a number: where an expression is put, it does not. */
const onConstants = new Set([
  2043, 2050, 2057, 2066, 2072, 2076, 2078, 2079, 2157, 2158, 2159, 2160, 2161, 2170, 2193, 2194, 2195, 2221, 2222, 2235, 2249, 2309,
]);

/** The comments on the scripts of a file, at their places in it. */
export function shellcheckProblems(scripts: readonly ShellcheckScript[], answers: ShellcheckAnswers): ShellcheckProblem[] {
  return scripts.flatMap((script) => {
    const comments = answers(script.input);
    if (!comments || comments.length === 0) return [];
    const places = placesOf(script);
    // After an error of syntax the others are consequences: the first says what could not be read.
    const isBroken = comments.some(({ code }) => code === 1072);
    return comments.flatMap((comment) => {
      if (neverReported.has(comment.code) || (isBroken && comment.code === 1072 && comments.some(isCause))) return [];
      const span = places.span(comment);
      if (!span || isDueToPlaceholder(comment, span, script)) return [];
      if (script.isMoot(comment.code, script.source.text.slice(span.start, span.end))) return [];
      const { code, level, message } = comment;
      return [{ span: toFile(span, script), code, level, message, edits: editsOf(comment, script, places) }];
    });
  });
}

/** What names the construct that the parser has stopped in. */
function isCause({ code }: ShellcheckComment): boolean {
  return code === 1073;
}

function isDueToPlaceholder({ code, line, endLine, message }: ShellcheckComment, span: Span, script: ShellcheckScript): boolean {
  if (script.placeholders.length === 0) return false;
  if (message.includes("_____")) return true;
  const { text } = script.source;
  if (
    script.placeholders.some(
      ({ start, end }) => (span.start >= start && span.start < end) || (span.end > start && span.end <= end && span.start >= start),
    )
  )
    return true;
  // `$${{ … }}`, `FOO_${{ … }}`: the name that ShellCheck has read goes on into the expression.
  if (
    script.placeholders.some(
      ({ start, end }) => span.start < start && span.end > start && span.end <= end && /^[$\w{]*$/.test(text.slice(span.start, start)),
    )
  )
    return true;
  if (!onConstants.has(code)) return false;
  return line === endLine ? script.placeholders.some((one) => sharesLine(text, one, span)) : true;
}

function sharesLine(text: string, placeholder: Span, span: Span): boolean {
  const [first, second] = placeholder.start < span.start ? [placeholder, span] : [span, placeholder];
  return !text.slice(first.end, second.start).includes("\n");
}

interface Places {
  /** The offsets in the script's own text; undefined for what stands in the line in front. */
  span(place: ShellcheckPlace): Span | undefined;
}

function placesOf({ source }: ShellcheckScript): Places {
  const { text } = source;
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const offset = (line: number, column: number): number | undefined => {
    // The line in front is the first.
    const start = starts[line - 2];
    if (start === undefined) return line - 2 >= starts.length ? text.length : undefined;
    const end = Math.max(start, (starts[line - 1] ?? text.length + 1) - 1);
    let at = start;
    for (let left = column - 1; left > 0 && at < end; left--) at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
    return at;
  };
  return {
    span({ line, column, endLine, endColumn }) {
      const start = offset(line, column);
      const end = offset(endLine, endColumn);
      return start === undefined || end === undefined ? undefined : { start, end: Math.max(start, end) };
    },
  };
}

/** The place in the file: for a point the word at it, for several lines what stands on the first. */
function toFile(span: Span, { source }: ShellcheckScript): Span {
  const { text } = source;
  let { start, end } = span;
  if (end === start) {
    end = start + (/^(?:[\w.$-]+|[^\s\w])/.exec(text.slice(start, start + 100))?.[0].length ?? 0);
    // At the end of a line or of the script, the character before.
    if (end === start) start = Math.max(0, start - 1);
  }
  const lineEnd = text.indexOf("\n", start);
  if (lineEnd > start && lineEnd < end) end = lineEnd;
  return source.spanToSource({ start, end });
}

/** What a comment proposes, as edits of the file; none where any of it cannot be written there. */
function editsOf({ replacements }: ShellcheckComment, script: ShellcheckScript, places: Places): ShellcheckProblem["edits"] {
  const edits: { span: Span; text: string }[] = [];
  for (const replacement of replacements.toSorted((a, b) => b.precedence - a.precedence)) {
    const span = places.span(replacement);
    const { text } = replacement;
    if (!span || !script.canWrite(span, text) || !script.source.isContiguous(span)) return [];
    if (script.placeholders.some(({ start, end }) => span.start < end && start < span.end)) return [];
    if (span.end > span.start) edits.push({ span: script.source.spanToSource(span), text });
    else {
      // At a seam of pieces, what is inserted goes with the piece that it belongs to.
      const isBehind = replacement.belongsTo === "behind" || span.start === 0;
      const at = isBehind ? script.source.toSource(span.start) : script.source.spanToSource({ start: span.start - 1, end: span.start }).end;
      edits.push({ span: { start: at, end: at }, text });
    }
  }
  const isClash = edits.some((a, i) => edits.some((b, j) => i < j && a.span.start <= b.span.end && b.span.start <= a.span.end));
  return isClash ? [] : edits.sort((a, b) => a.span.start - b.span.start);
}

/** Reads what `shellcheck --format=json1` has printed; undefined where it is something else. */
export function readShellcheck(output: string): ShellcheckComment[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(output);
  } catch {
    return undefined;
  }
  const comments = isRecord(parsed) ? parsed.comments : undefined;
  if (!Array.isArray(comments)) return undefined;
  return comments.flatMap((one: unknown): ShellcheckComment[] => {
    const place = placeIn(one);
    if (!place || !isRecord(one) || typeof one.code !== "number" || typeof one.message !== "string") return [];
    const level = levels.find((name) => name === one.level) ?? "info";
    const proposed: unknown[] = isRecord(one.fix) && Array.isArray(one.fix.replacements) ? one.fix.replacements : [];
    const replacements = proposed.map(readReplacement);
    // Half of a fix is none.
    const known = replacements.every((replacement) => replacement !== undefined) ? replacements : [];
    return [{ ...place, level, code: one.code, message: one.message, replacements: known }];
  });
}

const levels = ["error", "warning", "info", "style"] as const;

function readReplacement(value: unknown): ShellcheckReplacement | undefined {
  const place = placeIn(value);
  if (!place || !isRecord(value) || typeof value.replacement !== "string") return undefined;
  return {
    ...place,
    text: value.replacement,
    precedence: typeof value.precedence === "number" ? value.precedence : 0,
    belongsTo: value.insertionPoint === "afterEnd" ? "behind" : "before",
  };
}

function placeIn(value: unknown): ShellcheckPlace | undefined {
  if (!isRecord(value)) return undefined;
  const { line, column, endLine, endColumn } = value;
  const numbers = [line, column, endLine, endColumn];
  if (!numbers.every((number) => typeof number === "number" && number >= 1)) return undefined;
  return { line, column, endLine, endColumn } as ShellcheckPlace;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
