import type { Segment } from "../../text/mapped.ts";
import { MappedText } from "../../text/mapped.ts";
import { isSpace, skipSpaces } from "./characters.ts";
import type { InstructionText } from "./instruction-text.ts";
import type { KnownTexts } from "./known-texts.ts";
import type { Comment } from "./model.ts";

/** One instruction as it stands in a file, heredoc bodies left out. */
export interface LogicalLine {
  readonly text: InstructionText;
  /** Offset of the first character of the instruction. */
  readonly start: number;
  /** How many comments stood before it in the file. */
  readonly comments: number;
  /** How many of them stand directly above it. */
  readonly leading: number;
}

/** Reads a Dockerfile line by line; the caller takes one instruction at a time, and heredoc bodies where they are due. */
export class LineReader {
  readonly comments: Comment[] = [];
  readonly #text: string;
  readonly #escape: number;
  readonly #known: KnownTexts;
  #position: number;

  constructor(text: string, start: number, escapeToken: "\\" | "`", known: KnownTexts) {
    this.#text = text;
    this.#position = start;
    this.#escape = escapeToken.charCodeAt(0);
    this.#known = known;
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
      return this.#same(start, leading) ?? this.#continue(start, lineEnd, leading);
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

  /** The instruction that most likely stands here, where it does. */
  #same(start: number, leading: number): LogicalLine | undefined {
    const text = this.#text;
    const known = this.#known.expected;
    if (!known || !text.startsWith(known.raw, start)) return undefined;
    const end = start + known.raw.length;
    let behind = end;
    while (text.charCodeAt(behind) === 13) behind++;
    if (behind < text.length && text.charCodeAt(behind) !== 10) return undefined;
    const comments = this.comments.length;
    this.#known.pass();
    this.#position = Math.min(behind + 1, text.length);
    for (const { text, span } of known.comments) {
      this.comments.push({ text, span: { start: start + span.start, end: start + span.end } });
    }
    return { text: known, start, comments, leading };
  }

  #continue(first: number, firstEnd: number, leading: number): LogicalLine {
    const text = this.#text;
    const comments = this.comments.length;
    let cut = this.#continuation(first, firstEnd);
    if (cut < 0) {
      const found = this.#known.find(text.slice(first, firstEnd), (raw) => new MappedText(raw, 0), [], false);
      return { text: found, start: first, comments, leading };
    }
    const pieces: number[] = [];
    if (cut > first) pieces.push(0, cut - first);
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
      if (pieceEnd > lineStart) pieces.push(lineStart - first, pieceEnd - first);
      end = lineEnd;
    }
    const inside = this.comments
      .slice(comments)
      .map(({ text, span }) => ({ text, span: { start: span.start - first, end: span.end - first } }));
    const found = this.#known.find(text.slice(first, end), (raw) => join(raw, pieces), inside, cut >= 0);
    return { text: found, start: first, comments, leading };
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

/** The text of `pieces` (start, end, start, end, …) with the way back to where they stand. */
function join(text: string, pieces: readonly number[]): MappedText {
  if (pieces.length === 2) return new MappedText(text.slice(pieces[0], pieces[1]), pieces[0] as number);
  if (pieces.length === 0) return new MappedText("", 0);
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
