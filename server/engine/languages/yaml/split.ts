import type { Span } from "../../text/span.ts";
import type { YamlSection } from "./model.ts";

export interface DocumentSplit {
  /** Comments and `---` before the first key. */
  readonly prologue: Span;
  /** A key at the first column with what belongs to it; `below` are blocks of the keys under it, where it was worth to divide them. */
  readonly sections: readonly YamlSection[];
}

/** Sections of fewer characters are read at once. */
const worthDividing = 800;

/** A key that needs no quotes, or has plain ones, up to its colon. */
const keyPattern = /(?:[A-Za-z0-9_][\w ./-]*|"[\w ./-]+"|'[\w ./-]+'|<<):(?=[ \t\r\n]|$)/y;
/** A word alone on its line: a key that is being written. */
const wordPattern = /[A-Za-z_][\w-]*[ \t]*(?=\r?\n|\r?$)/y;

/**
 * The documents of a stream, which begin at `---` at the start of a line: there the reader is at the beginning again whatever stood before.
 * With directives or `...` the stream is left in one piece.
 */
export function splitStream(text: string): Span[] {
  if (!/^---/m.test(text)) return [{ start: 0, end: text.length }];
  if (/^(?:\uFEFF?%|\.\.\.(?:\s|$))/m.test(text)) return [{ start: 0, end: text.length }];
  const starts: number[] = [];
  for (const marker of text.matchAll(/^---(?=[ \t\r\n]|$)/gm)) {
    // A lone carriage return is no line break to the reader.
    if (marker.index === 0 || text[marker.index - 1] === "\n") starts.push(marker.index);
  }
  if (starts[0] === undefined || !/^\uFEFF?(?:[ \t]*(?:#[^\n]*)?\r?(?:\n|$))*$/.test(text.slice(0, starts[0]))) starts.unshift(0);
  else starts[0] = 0;
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? text.length }));
}

/**
 * The blocks of a document whose root is a block map, at its keys in the first column: at such a line the reader ends whatever is open, as all
 * values are indented. Undefined where that is not certain.
 */
export function splitDocument(text: string, { start, end }: Span): DocumentSplit | undefined {
  const first = text.charCodeAt(start) === 0xfeff ? start + 1 : start;
  const starts: number[] = [];
  let hasKey = false;
  let hasMarker = false;
  for (let line = first; line < end; line = nextLine(text, line)) {
    const char = text[line] as string;
    if (char === "\n" || char === "\r" || char === "#") {
      // Carriage returns alone end lines for editors, not for the reader.
      if (char === "\r" && text[line + 1] !== "\n") return undefined;
      continue;
    }
    if (char === " ") {
      if (starts.length > 0) {
        if (isTabbed(text, line)) return undefined;
        continue;
      }
      if (!isBlankOrComment(text, line, end)) return undefined;
      continue;
    }
    if (matches(keyPattern, text, line)) {
      hasKey = true;
      starts.push(line);
    } else if (matches(wordPattern, text, line)) starts.push(line);
    else if (starts.length === 0) {
      if (hasMarker || !matches(/---[ \t]*(?:#[^\n]*)?\r?(?=\n|$)/y, text, line)) return undefined;
      hasMarker = true;
    } else if (!matches(/-(?=[ \r\n])|[\]}] *\r?(?=\n|$)/y, text, line)) return undefined;
  }
  if (!hasKey) return undefined;
  const sections = starts.map((from, i) => divide(text, from, starts[i + 1] ?? end));
  return { prologue: { start: first, end: starts[0] as number }, sections };
}

/** Divides a section at the keys of its next level. */
function divide(text: string, start: number, end: number): YamlSection {
  const whole: YamlSection = { head: { start, end }, below: [] };
  if (end - start < worthDividing) return whole;
  keyPattern.lastIndex = start;
  if (!keyPattern.test(text)) return whole;
  const behind = keyPattern.lastIndex;
  const headEnd = nextLine(text, start);
  if (!matches(/[ \t]*(?:[ \t]#[^\n]*)?\r?(?=\n|$)/y, text, behind)) return whole;
  let indent = 0;
  let hasKey = false;
  const starts: number[] = [];
  for (let line = headEnd; line < end; line = nextLine(text, line)) {
    let at = line;
    while (text[at] === " ") at++;
    const char = text[at];
    if (at >= end || char === "\n" || char === "#" || (char === "\r" && text[at + 1] === "\n")) continue;
    if (indent === 0) {
      indent = at - line;
      if (indent === 0) return whole;
    }
    if (at - line > indent) continue;
    if (at - line < indent || char === "\t") return whole;
    if (matches(keyPattern, text, at)) {
      hasKey = true;
      starts.push(line);
    } else if (matches(wordPattern, text, at)) starts.push(line);
    else if (starts.length === 0 || !matches(/-(?=[ \r\n])/y, text, at)) return whole;
  }
  if (!hasKey) return whole;
  return { head: { start, end: starts[0] as number }, below: starts.map((from, i) => ({ start: from, end: starts[i + 1] ?? end })) };
}

function nextLine(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  return found < 0 ? text.length : found + 1;
}

function matches(pattern: RegExp, text: string, offset: number): boolean {
  pattern.lastIndex = offset;
  return pattern.test(text);
}

/** Blanks, then a tab, at the start of a line: its depth depends on who reads it. */
function isTabbed(text: string, line: number): boolean {
  let at = line;
  while (text[at] === " ") at++;
  return text[at] === "\t" && at - line < 2;
}

function isBlankOrComment(text: string, line: number, end: number): boolean {
  let at = line;
  while (at < end && (text[at] === " " || text[at] === "\t")) at++;
  return at >= end || text[at] === "\n" || text[at] === "#" || (text[at] === "\r" && text[at + 1] === "\n");
}
