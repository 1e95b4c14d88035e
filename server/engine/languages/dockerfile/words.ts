import type { MappedText } from "../../text/mapped.ts";
import type { Span } from "../../text/span.ts";
import { isBlank, isSpace } from "./characters.ts";
import { lex, type Variable } from "./lexer.ts";
import type { Word } from "./model.ts";

/** Where a word takes the values of its variables from. */
export interface Scope {
  readonly escape: string;
  lookup(name: string): Variable;
}

/** Joined offsets of one word. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The words between blanks, quotes not looked at: the arguments of FROM, EXPOSE, COPY, ADD and VOLUME. */
export function splitAtBlanks(text: string, start: number, end: number): Range[] {
  const ranges: Range[] = [];
  let i = start;
  while (i < end) {
    while (i < end && isBlank(text.charCodeAt(i))) i++;
    const first = i;
    while (i < end && !isBlank(text.charCodeAt(i))) i++;
    if (i > first) ranges.push({ start: first, end: i });
  }
  return ranges;
}

/** The words of ARG, ENV and LABEL: quotes and escapes keep blanks together and stay in the word. */
export function splitQuoted(text: string, start: number, end: number, escapeToken: string): Range[] {
  const escapeCode = escapeToken.charCodeAt(0);
  const ranges: Range[] = [];
  let i = start;
  while (i < end) {
    while (i < end && isSpace(text.charCodeAt(i))) i++;
    if (i >= end) break;
    const first = i;
    let quote = 0;
    for (; i < end; i++) {
      const code = text.charCodeAt(i);
      if (quote === 0) {
        if (isSpace(code)) break;
        if (code === 34 || code === 39) quote = code;
        else if (code === escapeCode) i++;
      } else if (code === quote) {
        quote = 0;
      } else if (code === escapeCode && quote !== 39) {
        i++;
      }
    }
    i = Math.min(i, end);
    ranges.push({ start: first, end: i });
  }
  return ranges;
}

/** A word whose quotes, escapes and variables BuildKit works off. */
export function shellWord(head: MappedText, range: Range, scope: Scope): Word {
  return new LazyWord(head, range, scope, undefined);
}

/** A word whose quotes are off already (a JSON string, a flag's value), and in which variables are expanded. */
export function decodedWord(head: MappedText, range: Range, text: string, scope: Scope): Word {
  return new LazyWord(head, range, scope, text);
}

/** A word that is passed on as it is: nothing in it is expanded. */
export function literalWord(head: MappedText, range: Range, text?: string): Word {
  return new LazyWord(head, range, undefined, text ?? head.text.slice(range.start, range.end));
}

class LazyWord implements Word {
  readonly #head: MappedText;
  readonly #range: Range;
  readonly #scope: Scope | undefined;
  readonly #decoded: string | undefined;
  #text: string | undefined;
  #span: Span | undefined;
  #value: string | undefined;
  #hasValue = false;

  constructor(head: MappedText, range: Range, scope: Scope | undefined, decoded: string | undefined) {
    this.#head = head;
    this.#range = range;
    this.#scope = scope;
    this.#decoded = decoded;
  }

  get raw(): string {
    return this.#head.text.slice(this.#range.start, this.#range.end);
  }

  get span(): Span {
    this.#span ??= this.#head.spanToSource(this.#range);
    return this.#span;
  }

  get text(): string {
    this.#text ??= this.#decoded ?? unquote(this.raw, this.#scope?.escape ?? "\\");
    return this.#text;
  }

  get flaw(): Flaw | undefined {
    const text = this.#decoded ?? this.raw;
    const hasVariables = text.includes("$");
    if (!this.#scope || (hasVariables && !text.includes("${")) || lex(text, { escape: this.#scope.escape })) return undefined;
    return hasVariables ? "variable" : "quote";
  }

  get value(): string | undefined {
    if (!this.#hasValue) {
      this.#hasValue = true;
      this.#value = this.#scope ? expand(this.#decoded ?? this.raw, this.#scope) : this.text;
    }
    return this.#value;
  }
}

/** What the build stops at in a word: a quote that is never closed, or, of a word with variables, one of the two. */
export type Flaw = "quote" | "variable";

/** What the build stops at when it reads the word. */
export function flawOf(word: Word): Flaw | undefined {
  return word instanceof LazyWord ? word.flaw : undefined;
}

/** The text without its quotes and escapes, variables as written; the text itself where a quote is left open. */
export function unquote(raw: string, escapeToken: string): string {
  return isPlain(raw, escapeToken) ? raw : (lex(raw, { escape: escapeToken })?.text ?? raw);
}

/** The text with quotes, escapes and variables worked off; undefined where a value is not known or the text cannot be read. */
export function expand(raw: string, scope: Scope): string | undefined {
  if (isPlain(raw, scope.escape)) return raw;
  return lex(raw, { escape: scope.escape, lookup: (name) => scope.lookup(name) })?.text;
}

function isPlain(raw: string, escapeToken: string): boolean {
  for (let i = 0; i < raw.length; i++) {
    const character = raw.charAt(i);
    if (character === "$" || character === "'" || character === '"' || character === escapeToken) return false;
  }
  return true;
}
