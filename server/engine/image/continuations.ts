import { type Dockerfile, type Instruction, keywords } from "../languages/dockerfile/model.ts";
import type { ShellCommand, ShellScript } from "../languages/shell/model.ts";
import type { Fix, Safety } from "../rule.ts";
import { insert, remove } from "../text/edit.ts";
import type { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";

/** An escape character that makes the next instruction, or nothing at all, a part of the instruction above. */
export interface DanglingContinuation {
  /** The escape character. */
  readonly span: Span;
  /** The keyword that was meant to begin an instruction; undefined at the end of the file. */
  readonly keyword: string | undefined;
  /** The blank and comment lines in between, from the first to the one behind the last. */
  readonly gap: { readonly start: number; readonly end: number };
}

const known: ReadonlySet<string> = new Set(keywords);
const none: readonly DanglingContinuation[] = [];
/** What follows the keyword of some instructions, where any word would do for the others. */
const argumentsOf: Readonly<Record<string, RegExp>> = {
  ADD: /^\S+\s+\S/,
  ARG: /^[A-Za-z_]\w*(?:[=\s]|$)/,
  COPY: /^\S+\s+\S/,
  ENV: /^[A-Za-z_]\w*[=\s]/,
  EXPOSE: /^[\d$"]/,
  FROM: /^(?:--platform=\S+\s+)?[\w./:@${}-]+(?:\s+[Aa][Ss]\s+\S+)?\s*$/,
  HEALTHCHECK: /^(?:--|CMD\b|NONE\b)/,
  LABEL: /^["'\w]/,
  SHELL: /^\[/,
};

/**
 * Where an instruction goes on into what is an instruction by itself: a line that begins, in capitals and in the same column, with a keyword and fit
 * arguments, which are plain words of the instruction above. Or where its last line is continued at the end of the file.
 */
export function danglingContinuations(instruction: Instruction, source: SourceText): readonly DanglingContinuation[] {
  const { headSpan, keywordText, heredocs } = instruction;
  const { text } = source;
  if (instruction.onbuild || instruction.keyword === "UNKNOWN" || heredocs.length > 0) return none;
  const eol = text.indexOf("\n", headSpan.start);
  const escapeToken = instruction.stage?.file.escape ?? "\\";
  const atEnd = text[headSpan.end - 1] === escapeToken && text[headSpan.end - 2] !== escapeToken;
  if (!atEnd && (eol < 0 || eol >= headSpan.end)) return none;
  const found: DanglingContinuation[] = [];
  const first = source.lineOf(headSpan.start);
  const last = source.lineOf(headSpan.end);
  const column = headSpan.start - source.lineSpan(first).start;
  for (let line = first + 1, content = first; line <= last && keywordText === keywordText.toUpperCase(); line++) {
    const span = source.lineSpan(line);
    const written = source.slice(span);
    if (/^\s*(?:#|$)/.test(written)) continue;
    const [, blanks = "", keyword = "", rest = ""] = /^([ \t]*)([A-Z]+)[ \t]+([^=|&;<>)\s].*)$/.exec(written) ?? [];
    if (
      known.has(keyword) &&
      rest !== escapeToken &&
      blanks.length === column &&
      (argumentsOf[keyword]?.test(rest) ?? true) &&
      isPlainWord(instruction, span.start + column, keyword, line > content + 1)
    ) {
      const end = source.slice(source.lineSpan(content)).trimEnd().length + source.lineSpan(content).start;
      found.push({ span: { start: end - 1, end }, keyword, gap: { start: content + 1, end: line } });
    }
    content = line;
  }
  if (atEnd)
    found.push({ span: { start: headSpan.end - 1, end: headSpan.end }, keyword: undefined, gap: { start: last + 1, end: last + 1 } });
  return found;
}

/** Whether the keyword at an offset is a word by itself, and no part of quoted text. `mayRun`: also where a shell takes it for a program. */
function isPlainWord(instruction: Instruction, at: number, keyword: string, mayRun: boolean): boolean {
  // The trigger and the command may well stand on a line of their own.
  if (instruction.keyword === "ONBUILD" || (instruction.keyword === "HEALTHCHECK" && keyword === "CMD")) return false;
  if ("command" in instruction) {
    const script = instruction.command?.script;
    return script?.commands.some((command) => !command.isRequoted && isWordOf(command, script, at, keyword, mayRun)) === true;
  }
  if (!("assignments" in instruction)) return true;
  return !instruction.assignments.some(({ span, isLegacy }) => !isLegacy && span.start < at && at < span.end);
}

function isWordOf({ name, nameSpan, args }: ShellCommand, { source }: ShellScript, at: number, keyword: string, mayRun: boolean): boolean {
  return [...(mayRun && name === keyword ? [nameSpan] : []), ...args.filter(({ raw }) => raw === keyword).map(({ span }) => span)].some(
    ({ start }) => source.toSource(start) === at,
  );
}

/** A comment behind a command, which takes in what the lines below it bring once they are joined. */
export interface SwallowingComment {
  /** The comment on its own line, the escape character at its end left out. */
  readonly span: Span;
  /** What is lost below. */
  readonly swallowed: string;
}

/** The first comment of a script that swallows lines below. */
export function swallowingComment(script: ShellScript, source: SourceText): SwallowingComment | undefined {
  const { text, segments } = script.source;
  if (segments.length < 2 || !text.includes("#")) return undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    else if (character === "'" || character === '"') {
      for (at++; at < text.length && text[at] !== character; at++) if (text[at] === "\\" && character === '"') at++;
    } else if (character === "#" && /^$|[\s;&|()]/.test(text.charAt(at - 1)) && !isInWord(script, at)) {
      const newline = text.indexOf("\n", at);
      const end = newline < 0 ? text.length : newline;
      const start = script.source.toSource(at);
      const line = source.lineSpan(source.lineOf(start));
      const own = segments.findLast((segment) => segment.source <= start && segment.joined <= at);
      const joined = own ? own.joined + own.length : end;
      const swallowed = text.slice(joined, end).trim();
      if (joined < end && swallowed !== "" && script.source.toSource(end - 1) >= line.end) {
        const comment = text.slice(at, joined).trimEnd();
        return { span: { start, end: start + comment.length }, swallowed };
      }
      at = end;
    }
  }
  return undefined;
}

function isInWord({ commands }: ShellScript, at: number): boolean {
  const holds = ({ start, end }: Span) => start <= at && at < end;
  return commands.some(
    ({ nameSpan, args, assignments, redirects }) =>
      holds(nameSpan) ||
      [...args, ...assignments].some(({ span }) => holds(span)) ||
      redirects.some(({ span, body }) => holds(body ?? span)),
  );
}

/** The comment that stands behind the escape character of the line above an offset, which therefore does not go on. */
export function commentBehindEscape(at: number, { source, escape: escapeToken }: Dockerfile): Span | undefined {
  const line = source.lineOf(at) - 1;
  if (line < 0) return undefined;
  const { start, end } = source.lineSpan(line);
  const [all, token, comment] = /([\\`])[ \t]+(#[^\\`]*)$/.exec(source.text.slice(start, end)) ?? [];
  if (all === undefined || comment === undefined || token !== escapeToken) return undefined;
  return { start: end - comment.length, end: end - comment.length + comment.trimEnd().length };
}

/** The fix that puts a comment, of which nothing but blanks follows on its line, on one of its own above. */
export function ownLineFix(comment: Span, source: SourceText, safety: Safety): Fix {
  const line = source.lineSpan(source.lineOf(comment.start));
  const before = source.text.slice(line.start, comment.start);
  const indentation = /^[ \t]*/.exec(before)?.[0] ?? "";
  return {
    title: "Put the comment on a line of its own",
    safety,
    changes: [
      {
        kind: "edit",
        path: source.path,
        edits: [
          insert(line.start, `${indentation}${source.slice(comment)}${source.eol}`),
          remove({ start: line.start + before.trimEnd().length, end: comment.end }),
        ],
      },
    ],
  };
}
