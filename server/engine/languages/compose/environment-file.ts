import type { Span } from "../../text/span.ts";
import { type Interpolations, type Lookup, readInterpolations } from "./interpolation.ts";

export interface EnvironmentEntry {
  readonly name: string;
  readonly nameSpan: Span;
  /** Without it the entry hands on what the environment of Compose has under the name. */
  readonly hasValue: boolean;
  /** Quotes removed, escapes and variables replaced; undefined where it hangs on a variable that is not known. */
  readonly value: string | undefined;
  /** As it is written, quotes included and comments not; empty behind the name where there is no value. */
  readonly valueSpan: Span;
  readonly quote: "'" | '"' | undefined;
  /** The variables in it; none between single quotes. */
  readonly variables: readonly string[];
}

export type EnvironmentFileProblem =
  /** A character that no name has: Compose refuses the whole file. */
  | "character-in-name"
  | "blank-in-name"
  /** Nothing before the `=`. */
  | "no-name"
  | "open-quote"
  /** `${` without a name or an end. */
  | "invalid-variable"
  /** Compose takes what follows the closing quote for another entry. */
  | "text-behind-quote";

export interface EnvironmentFile {
  readonly entries: readonly EnvironmentEntry[];
  readonly problems: readonly { readonly kind: EnvironmentFileProblem; readonly span: Span }[];
  /** What the file gives for a name: the value of the last entry, null where it has none, undefined where the value is not known. */
  lookup(name: string): string | null | undefined;
}

/**
 * Reads a file such as `.env` or one of `env_file` as Compose does: `NAME=value` or `NAME: value`, `export` before it, comments, values in quotes over
 * several lines, variables of `lookup` and of entries further up. Where Compose gives the file up, reading goes on in the next line.
 * Source: https://github.com/compose-spec/compose-go/blob/v2.4.0/dotenv/parser.go.
 */
export function readEnvironmentFile(text: string, lookup: Lookup = () => undefined): EnvironmentFile {
  const entries: EnvironmentEntry[] = [];
  const problems: { kind: EnvironmentFileProblem; span: Span }[] = [];
  const values = new Map<string, string | undefined>();
  const handedOn = new Set<string>();
  const find: Lookup = (name) => (values.has(name) ? values.get(name) : lookup(name));
  let offset = text.startsWith("\uFEFF") ? 1 : 0;
  for (;;) {
    offset = skip(blank, text, offset);
    if (offset >= text.length) break;
    const lineEnd = endOfLine(text, offset);
    if (text.charAt(offset) === "#") {
      offset = lineEnd;
      continue;
    }
    const start = skip(exportPrefix, text, offset);
    const nameEnd = skip(nameCharacters, text, start);
    const divider = text.charAt(nameEnd);
    const rawName = text.slice(start, nameEnd);
    const name = rawName.trimEnd();
    const nameSpan = { start, end: start + name.length };
    if (nameEnd < lineEnd && divider !== "=" && divider !== ":") {
      problems.push({ kind: "character-in-name", span: { start: nameEnd, end: nameEnd + 1 } });
      offset = lineEnd;
      continue;
    }
    if (name === "" || name.includes(" ")) {
      problems.push({
        kind: name === "" ? "no-name" : "blank-in-name",
        span: name === "" ? { start: nameEnd, end: nameEnd + 1 } : nameSpan,
      });
      if (nameEnd >= lineEnd) {
        offset = lineEnd;
        continue;
      }
    }
    if (nameEnd >= lineEnd) {
      const end = nameSpan.end;
      handedOn.add(name);
      entries.push({ name, nameSpan, hasValue: false, value: undefined, valueSpan: { start: end, end }, quote: undefined, variables: [] });
      offset = lineEnd;
      continue;
    }
    const valueStart = skip(blankInLine, text, nameEnd + 1);
    const read = readValue(text, valueStart, lineEnd);
    if (read.isOpen) problems.push({ kind: "open-quote", span: { start: valueStart, end: read.valueSpan.end } });
    const template = read.quote === "'" ? undefined : readInterpolations(read.content);
    if (template && template.invalid.length > 0) problems.push({ kind: "invalid-variable", span: read.valueSpan });
    offset = read.valueSpan.end;
    if (read.quote === undefined || read.isOpen) offset = lineEnd;
    else {
      const behind = skip(blankInLine, text, offset);
      const end = endOfLine(text, behind);
      if (behind < end && text.charAt(behind) !== "#")
        problems.push({ kind: "text-behind-quote", span: { start: behind, end: trimmedEnd(text, behind, end) } });
      offset = end;
    }
    if (name === "" || name.includes(" ")) continue;
    const value = template ? template.resolve(find) : read.content;
    values.set(name, value);
    entries.push({ name, nameSpan, hasValue: true, value, valueSpan: read.valueSpan, quote: read.quote, variables: namesIn(template) });
  }
  return {
    entries,
    problems,
    lookup: (name) => (values.has(name) ? values.get(name) : handedOn.has(name) ? lookup(name) : null),
  };
}

const blank = /[\s\u0085]*/y;
const blankInLine = /[\t\v\f\r \u0085\u00a0]*/y;
const exportPrefix = /(?:export[^\S\n]+)?/y;
const nameCharacters = /[\p{L}\p{N}_.\-[\]\t\v\f\r \u0085\u00a0]*/uy;

function skip(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return offset + (pattern.exec(text)?.[0].length ?? 0);
}

function endOfLine(text: string, offset: number): number {
  const lineBreak = text.indexOf("\n", offset);
  return lineBreak < 0 ? text.length : lineBreak;
}

function trimmedEnd(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

function namesIn(template: Interpolations | undefined): readonly string[] {
  return template?.names ?? [];
}

interface ReadValue {
  /** Without quotes, escapes replaced, variables not. */
  readonly content: string;
  readonly valueSpan: Span;
  readonly quote: "'" | '"' | undefined;
  readonly isOpen: boolean;
}

function readValue(text: string, start: number, lineEnd: number): ReadValue {
  const quote = text.charAt(start);
  if (quote === '"' || quote === "'") {
    let content = "";
    let pending = start + 1;
    for (let i = start + 1; i < text.length; i++) {
      const character = text.charAt(i);
      if (character === quote) {
        content += text.slice(pending, i);
        return { content: quote === '"' ? unescaped(content) : content, valueSpan: { start, end: i + 1 }, quote, isOpen: false };
      }
      if (character !== "\\") continue;
      // Only the quote loses its backslash here.
      if (text.charAt(i + 1) === quote) {
        content += text.slice(pending, i);
        pending = i + 1;
      }
      i++;
    }
    const end = trimmedEnd(text, start, lineEnd);
    return { content: text.slice(start + 1, end), valueSpan: { start, end }, quote, isOpen: true };
  }
  // A comment needs a blank before it, and something before that: with `NAME= # text` the value is `# text`.
  const comment = text.slice(start, lineEnd).indexOf(" #");
  const end = trimmedEnd(text, start, comment < 0 ? lineEnd : start + comment);
  return { content: text.slice(start, end), valueSpan: { start, end }, quote: undefined, isOpen: false };
}

const escapes: Readonly<Record<string, string>> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", "\\": "\\" };

/** What stands between double quotes, escapes replaced; a dollar with a backslash becomes one that is no variable. */
function unescaped(content: string): string {
  if (!content.includes("\\")) return content;
  return content.replace(/\\(?:([abfnrtv\\])|(\$)|0(\d{3}))/g, (whole, letter?: string, dollar?: string, octal?: string) => {
    if (letter !== undefined) return escapes[letter] ?? whole;
    if (dollar !== undefined) return "$$";
    return octal !== undefined && /^[0-3][0-7]{2}$/.test(octal) ? String.fromCharCode(Number.parseInt(octal, 8)) : whole;
  });
}
