import type { Span } from "./span.ts";

/** `length` characters of the joined text from `joined` on stand at `source` in the file. */
export interface Segment {
  readonly joined: number;
  readonly source: number;
  readonly length: number;
}

/**
 * A text put together from pieces of a file, such as a RUN command without its continuations, with the way back to
 * the source. Offsets into it are "joined offsets"; `toSource` turns them into offsets of the file.
 */
export class MappedText {
  readonly text: string;
  /** A number where the text is one piece of the source: the place where that stands. */
  readonly #place: readonly Segment[] | number;
  /** How far behind that the source stands. */
  readonly #shift: number;

  /**
   * `place` are the segments in order, without gaps in the joined text, and none is empty unless the text is; or, for a text that is one
   * piece of the source, where it stands. `shift` is added to all places.
   */
  constructor(text: string, place: readonly Segment[] | number, shift = 0) {
    this.text = text;
    this.#place = place;
    this.#shift = shift;
  }

  get segments(): readonly Segment[] {
    const place = this.#place;
    const shift = this.#shift;
    if (typeof place === "number") return [{ joined: 0, source: place + shift, length: this.text.length }];
    return shift === 0 ? place : place.map((segment) => ({ ...segment, source: segment.source + shift }));
  }

  /** The same text, whose source stands so many characters further behind. */
  moved(by: number): MappedText {
    return new MappedText(this.text, this.#place, this.#shift + by);
  }

  /** Source offset of a joined offset. At a seam, the start of the later piece. */
  toSource(offset: number): number {
    return this.#map(offset, false);
  }

  /** Source span of a joined span; its end is taken at the earlier side of a seam, so that it stays on the word. */
  spanToSource(range: Span): Span {
    const start = this.#map(range.start, false);
    const end = range.end > range.start ? this.#map(range.end, true) : start;
    return { start, end: Math.max(start, end) };
  }

  /** Whether the joined span is one unbroken piece of the source, so that it can be replaced as a whole. */
  isContiguous(range: Span): boolean {
    const source = this.spanToSource(range);
    return source.end - source.start === range.end - range.start;
  }

  /** The part of this text in `range`, mapped in the same way. */
  slice(range: Span): MappedText {
    if (typeof this.#place === "number") return new MappedText(this.text.slice(range.start, range.end), this.toSource(range.start));
    const segments: Segment[] = [];
    for (const segment of this.#place) {
      const start = Math.max(segment.joined, range.start);
      const end = Math.min(segment.joined + segment.length, range.end);
      if (start < end) segments.push({ joined: start - range.start, source: segment.source + start - segment.joined, length: end - start });
    }
    if (segments.length === 0) segments.push({ joined: 0, source: this.toSource(range.start) - this.#shift, length: 0 });
    return new MappedText(this.text.slice(range.start, range.end), segments, this.#shift);
  }

  #map(offset: number, asEnd: boolean): number {
    const segments = this.#place;
    if (typeof segments === "number") return segments + this.#shift + Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const start = (segments[middle] as Segment).joined;
      if (asEnd ? start < offset : start <= offset) low = middle;
      else high = middle - 1;
    }
    const segment = segments[low];
    if (!segment) return offset;
    return segment.source + this.#shift + Math.max(0, Math.min(offset - segment.joined, segment.length));
  }
}
