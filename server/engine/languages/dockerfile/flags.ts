import type { MappedText } from "../../text/mapped.ts";
import type { Span } from "../../text/span.ts";
import { isSpace } from "./characters.ts";
import type { Flag, Word } from "./model.ts";
import { decodedWord, type Range, type Scope } from "./words.ts";

/** A flag as the scanner sees it; offsets are of the instruction's joined text. */
export interface FlagRange extends Range {
  /** With its dashes, quotes and escapes taken out. */
  readonly text: string;
  /** Where each character of `text` stands; undefined where `text` is what is written. */
  readonly offsets: readonly number[] | undefined;
}

/**
 * The flags from `start` on, and where the arguments begin. As in BuildKit, flags end at the first word without `--` in
 * front or behind a lone `--`, and `\` escapes in them whatever the escape directive says.
 */
export function scanFlags(text: string, start: number): { flags: readonly FlagRange[]; end: number } {
  let flags: FlagRange[] | undefined;
  let i = start;
  for (;;) {
    while (i < text.length && isSpace(text.charCodeAt(i))) i++;
    if (text.charCodeAt(i) !== 45 || text.charCodeAt(i + 1) !== 45) return { flags: flags ?? none, end: i };
    const first = i;
    const characters: number[] = [];
    let quote = 0;
    let isWritten = true;
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (quote === 0 && isSpace(code)) break;
      if (quote === 0 && (code === 34 || code === 39)) quote = code;
      else if (quote !== 0 && code === quote) quote = 0;
      else {
        if (code === 92) {
          isWritten = false;
          i++;
          if (i >= text.length) break;
        }
        characters.push(i);
        continue;
      }
      isWritten = false;
    }
    const end = Math.min(i, text.length);
    const written = isWritten ? text.slice(first, end) : characters.map((offset) => text.charAt(offset)).join("");
    if (written === "--") {
      while (i < text.length && isSpace(text.charCodeAt(i))) i++;
      return { flags: flags ?? none, end: i };
    }
    flags ??= [];
    flags.push({ start: first, end, text: written, offsets: isWritten ? undefined : characters });
  }
}

const none: readonly FlagRange[] = [];

/** A flag with what is needed to split its value further. */
export class ScannedFlag implements Flag {
  readonly name: string;
  /** The name as written; BuildKit tells upper from lower case. */
  readonly writtenName: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly value: Word | undefined;
  readonly #head: MappedText;
  readonly #range: FlagRange;
  readonly #valueStart: number;

  constructor(head: MappedText, range: FlagRange, scope: Scope) {
    const { text } = range;
    const equals = text.indexOf("=");
    this.#head = head;
    this.#range = range;
    this.#valueStart = equals + 1;
    this.writtenName = text.slice(2, equals < 0 ? undefined : equals);
    this.name = this.writtenName.toLowerCase();
    this.span = head.spanToSource(range);
    this.nameSpan = head.spanToSource(this.#written(2, equals < 0 ? text.length : equals));
    this.value =
      equals < 0 ? undefined : decodedWord(head, { start: this.#offset(equals) + 1, end: range.end }, text.slice(equals + 1), scope);
  }

  /** The part `[start, end)` of the value's text as a word of its own. */
  part(start: number, end: number, scope: Scope): Word {
    const range = this.#written(this.#valueStart + start, this.#valueStart + end);
    return decodedWord(this.#head, range, this.#range.text.slice(this.#valueStart + start, this.#valueStart + end), scope);
  }

  #offset(index: number): number {
    return this.#range.offsets ? (this.#range.offsets[index] ?? this.#range.end) : this.#range.start + index;
  }

  #written(start: number, end: number): Range {
    const first = this.#offset(start);
    return { start: first, end: end > start ? this.#offset(end - 1) + 1 : first };
  }
}
