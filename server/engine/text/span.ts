/** A half-open range of UTF-16 offsets into one text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The span from `start` up to, not including, `end`. */
export function span(start: number, end: number): Span {
  return { start, end };
}

/** The empty span at `offset`, where something is to be inserted. */
export function at(offset: number): Span {
  return { start: offset, end: offset };
}

/** Whether `offset` lies in the span; its end counts, so that a cursor behind the last character is inside. */
export function touches(range: Span, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

/** Whether two spans share a character; empty spans overlap nothing but what strictly encloses them. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
