import type { Span } from "./span.ts";

/** Zero-based line and UTF-16 column, as editors count. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/**
 * One file's text with its path. Offsets are UTF-16 units from the start of the text, a byte order mark included.
 * Lines end at `\n`, `\r\n` or a lone `\r`; the table of line starts is built when it is first asked for.
 */
export class SourceText {
  /** Path relative to the workspace root, with `/`; never absolute. */
  readonly path: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** Offset of the first character of every line. */
  get lineStarts(): readonly number[] {
    if (!this.#lineStarts) this.#lineStarts = findLineStarts(this.text);
    return this.#lineStarts;
  }

  /** The line break that the file uses first; `\n` where it has none. */
  get eol(): "\n" | "\r\n" {
    const first = this.text.indexOf("\n");
    return first > 0 && this.text.charCodeAt(first - 1) === 13 ? "\r\n" : "\n";
  }

  /** The zero-based line that holds `offset`. */
  lineOf(offset: number): number {
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Zero-based position of an offset; offsets outside the text are clamped. */
  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineOf(clamped);
    return { line, character: clamped - (this.lineStarts[line] as number) };
  }

  /** Offset of a zero-based position; positions outside the text are clamped. */
  offsetAt(position: Position): number {
    const starts = this.lineStarts;
    if (position.line < 0) return 0;
    if (position.line >= starts.length) return this.text.length;
    return Math.min((starts[position.line] as number) + Math.max(0, position.character), this.lineSpan(position.line).end);
  }

  /** The span of a zero-based line without its line break. */
  lineSpan(line: number): Span {
    const start = this.lineStarts[line] ?? this.text.length;
    let end = this.lineStarts[line + 1] ?? this.text.length;
    if (end > start && this.text.charCodeAt(end - 1) === 10) end--;
    if (end > start && this.text.charCodeAt(end - 1) === 13) end--;
    return { start, end };
  }

  /** Offset just behind the line break that ends the line of `offset`, or the end of the text. */
  nextLineStart(offset: number): number {
    return this.lineStarts[this.lineOf(offset) + 1] ?? this.text.length;
  }

  slice(range: Span): string {
    return this.text.slice(range.start, range.end);
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10) starts.push(i + 1);
    else if (code === 13 && text.charCodeAt(i + 1) !== 10) starts.push(i + 1);
  }
  return starts;
}
