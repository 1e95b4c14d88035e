import type { Segment } from "../../text/mapped.ts";
import { MappedText } from "../../text/mapped.ts";
import { isSpace, skipSpaces } from "./characters.ts";
import type { Comment } from "./model.ts";

/** One instruction's lines put together as BuildKit does it: continuations, comment lines and blank lines inside taken out. */
export class LogicalLine {
  /** Offset of the first character of the instruction. */
  readonly start: number;
  /** End of its last line with content, the line break left out. */
  readonly end: number;
  /** The pieces of the source it consists of, in order: start, end, start, end, …; undefined where it is one line. */
  readonly pieces: readonly number[] | undefined;
  /** How many comments stood before it in the file. */
  readonly comments: number;
  /** How many of them stand directly above it. */
  readonly leading: number;
  readonly #text: string;
  #head: MappedText | undefined;

  constructor(text: string, start: number, end: number, pieces: readonly number[] | undefined, comments: number, leading: number) {
    this.#text = text;
    this.start = start;
    this.end = end;
    this.pieces = pieces;
    this.comments = comments;
    this.leading = leading;
  }

  /** The text of the whole instruction with the way back to the source. */
  get head(): MappedText {
    this.#head ??= join(this.#text, this.pieces ?? [this.start, this.end], this.start);
    return this.#head;
  }
}

/** Reads a Dockerfile line by line; the caller takes one instruction at a time, and heredoc bodies where they are due. */
export class LineReader {
  readonly comments: Comment[] = [];
  readonly #text: string;
  readonly #escape: number;
  #position: number;

  constructor(text: string, start: number, escapeToken: "\\" | "`") {
    this.#text = text;
    this.#position = start;
    this.#escape = escapeToken.charCodeAt(0);
  }

  /** Where the next line begins. */
  get position(): number {
    return this.#position;
  }

  /** The next instruction; undefined at the end of the file. Comments passed by are added to `comments`. */
  next(): LogicalLine | undefined {
    const text = this.#text;
    let leading = 0;
    while (this.#position < text.length) {
      const lineStart = this.#position;
      const lineEnd = this.#takeLine();
      const start = skipSpaces(text, lineStart, lineEnd);
      if (start === lineEnd) {
        leading = 0;
        continue;
      }
      if (text.charCodeAt(start) === 35) {
        this.#comment(start, lineEnd);
        leading++;
        continue;
      }
      return this.#continue(start, lineEnd, leading);
    }
    return undefined;
  }

  /** Takes the next physical line; its end without the line break, as BuildKit trims it. */
  #takeLine(): number {
    const text = this.#text;
    const start = this.#position;
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    this.#position = Math.min(end + 1, text.length);
    while (end > start && text.charCodeAt(end - 1) === 13) end--;
    return end;
  }

  /** Takes the next physical line of a heredoc body; undefined at the end of the file. */
  takeRawLine(): { start: number; end: number } | undefined {
    if (this.#position >= this.#text.length) return undefined;
    const start = this.#position;
    return { start, end: this.#takeLine() };
  }

  #continue(first: number, firstEnd: number, leading: number): LogicalLine {
    const text = this.#text;
    const comments = this.comments.length;
    let cut = this.#continuation(first, firstEnd);
    if (cut < 0) return new LogicalLine(text, first, firstEnd, undefined, comments, leading);
    const pieces: number[] = [];
    if (cut > first) pieces.push(first, cut);
    let end = firstEnd;
    while (cut >= 0 && this.#position < text.length) {
      const lineStart = this.#position;
      const lineEnd = this.#takeLine();
      const start = skipSpaces(text, lineStart, lineEnd);
      if (start === lineEnd) continue;
      if (text.charCodeAt(start) === 35) {
        this.#comment(start, lineEnd);
        continue;
      }
      cut = this.#continuation(lineStart, lineEnd);
      const pieceEnd = cut < 0 ? lineEnd : cut;
      if (pieceEnd > lineStart) pieces.push(lineStart, pieceEnd);
      end = lineEnd;
    }
    return new LogicalLine(text, first, end, pieces, comments, leading);
  }

  /**
   * Offset of the escape character that continues the line; -1 where none does. Blanks may follow it; one that stands
   * behind another escape character is an escaped one and continues nothing.
   */
  #continuation(start: number, end: number): number {
    const text = this.#text;
    let last = end - 1;
    while (last >= start && (text.charCodeAt(last) === 32 || text.charCodeAt(last) === 9)) last--;
    if (last < start || text.charCodeAt(last) !== this.#escape) return -1;
    return last > start && text.charCodeAt(last - 1) === this.#escape ? -1 : last;
  }

  #comment(start: number, lineEnd: number): void {
    const text = this.#text;
    let end = lineEnd;
    while (end > start + 1 && isSpace(text.charCodeAt(end - 1))) end--;
    this.comments.push({ text: text.slice(skipSpaces(text, start + 1, end), end), span: { start, end } });
  }
}

/** The text of `pieces` (start, end, start, end, …) with the way back to the source; `fallback` is its place where it is empty. */
function join(text: string, pieces: readonly number[], fallback: number): MappedText {
  if (pieces.length === 2) {
    const start = pieces[0] as number;
    const end = pieces[1] as number;
    return new MappedText(text.slice(start, end), start);
  }
  if (pieces.length === 0) return new MappedText("", fallback);
  const segments: Segment[] = [];
  const parts: string[] = [];
  let joined = 0;
  for (let i = 0; i < pieces.length; i += 2) {
    const start = pieces[i] as number;
    const end = pieces[i + 1] as number;
    segments.push({ joined, source: start, length: end - start });
    parts.push(text.slice(start, end));
    joined += end - start;
  }
  return new MappedText(parts.join(""), segments);
}
