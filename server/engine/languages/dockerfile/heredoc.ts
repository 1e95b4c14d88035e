import { MappedText, type Segment } from "../../text/mapped.ts";
import type { Span } from "../../text/span.ts";
import { lex } from "./lexer.ts";
import type { LineReader } from "./lines.ts";
import type { Heredoc } from "./model.ts";

/** `<<EOF` as it stands in an instruction, before its body is read; offsets are of the instruction's joined text. */
export interface HeredocMarker {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly isExpanded: boolean;
  readonly stripsTabs: boolean;
  readonly fileDescriptor: number;
}

/**
 * The heredocs that an instruction's text opens. BuildKit splits the text into shell words, with `\` as escape
 * character whatever the directive says, and takes a word for a heredoc that begins with `<<`, a number before it at
 * most; where the text cannot be split (an open quote) there is none.
 */
export function findHeredocs(text: string): readonly HeredocMarker[] {
  if (!text.includes("<<")) return [];
  const line = lex(text, { escape: "\\", rawQuotes: true, rawEscapes: true, splits: true });
  if (!line) return [];
  const markers: HeredocMarker[] = [];
  for (const word of line.words) {
    const match = /^([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)$/.exec(word.text);
    const rest = match?.[3];
    if (!match || !rest) continue;
    const names = lex(rest, { escape: "\\", splits: true })?.words;
    const quoted = lex(rest, { escape: "\\", rawQuotes: true, splits: true })?.words;
    const name = names?.[0]?.text;
    const quotedName = quoted?.[0]?.text;
    if (names?.length !== 1 || quoted?.length !== 1 || name === undefined || quotedName === undefined) continue;
    const start = word.start;
    markers.push({
      name,
      start,
      end: word.end,
      isExpanded: quotes(name) === quotes(quotedName),
      stripsTabs: match[2] === "-",
      fileDescriptor: Number(match[1] ?? 0),
    });
  }
  return markers;
}

function quotes(text: string): number {
  let count = 0;
  for (const character of text) if (character === "'" || character === '"') count++;
  return count;
}

/** Reads the bodies of an instruction's heredocs, one after the other, up to each terminator or the end of the file. */
export function readHeredocs(source: string, reader: LineReader, head: MappedText, markers: readonly HeredocMarker[]): HeredocBlock[] {
  return markers.map((marker) => {
    const markerSpan = head.spanToSource(marker);
    const start = reader.position;
    for (let line = reader.takeRawLine(); line; line = reader.takeRawLine()) {
      let first = line.start;
      if (marker.stripsTabs) while (first < line.end && source.charCodeAt(first) === 9) first++;
      if (line.end - first === marker.name.length && source.startsWith(marker.name, first)) {
        const bodySpan = { start, end: line.start };
        return new HeredocBlock({ source, markerSpan, bodySpan, isTerminated: true, end: line.end }, marker);
      }
    }
    const bodySpan = { start, end: reader.position };
    return new HeredocBlock({ source, markerSpan, bodySpan, isTerminated: false, end: bodySpan.end }, marker);
  });
}

interface HeredocPlace {
  readonly source: string;
  readonly markerSpan: Span;
  readonly bodySpan: Span;
  readonly isTerminated: boolean;
  readonly end: number;
}

/** A heredoc; its body's text is put together when it is asked for. */
export class HeredocBlock implements Heredoc, HeredocPlace {
  readonly name: string;
  readonly markerSpan: Span;
  readonly bodySpan: Span;
  readonly isExpanded: boolean;
  readonly stripsTabs: boolean;
  readonly isTerminated: boolean;
  readonly fileDescriptor: number;
  /** Where the marker stands in the instruction's joined text. */
  readonly marker: HeredocMarker;
  /** End of the terminator's line without its line break, or of the body where there is none. */
  readonly end: number;
  readonly source: string;
  #body: MappedText | undefined;

  constructor(place: HeredocPlace, marker: HeredocMarker) {
    this.source = place.source;
    this.marker = marker;
    this.name = marker.name;
    this.markerSpan = place.markerSpan;
    this.bodySpan = place.bodySpan;
    this.isExpanded = marker.isExpanded;
    this.stripsTabs = marker.stripsTabs;
    this.fileDescriptor = marker.fileDescriptor;
    this.isTerminated = place.isTerminated;
    this.end = place.end;
  }

  /** The same heredoc for a part of the instruction that begins `-by` characters later in the joined text. */
  moved(by: number): HeredocBlock {
    return new HeredocBlock(this, { ...this.marker, start: this.marker.start + by, end: this.marker.end + by });
  }

  get body(): MappedText {
    this.#body ??= joinLines(this.source, this.bodySpan, this.stripsTabs);
    return this.#body;
  }
}

/** The lines of `range`, carriage returns at their ends left out, and leading tabs where asked for. */
export function joinLines(text: string, range: Span, stripsTabs: boolean): MappedText {
  const segments: Segment[] = [];
  const parts: string[] = [];
  let joined = 0;
  let pieceStart = range.start;
  const push = (start: number, end: number): void => {
    if (end <= start) return;
    segments.push({ joined, source: start, length: end - start });
    parts.push(text.slice(start, end));
    joined += end - start;
  };
  for (let position = range.start; position < range.end; ) {
    if (stripsTabs && text.charCodeAt(position) === 9) {
      push(pieceStart, position);
      while (position < range.end && text.charCodeAt(position) === 9) position++;
      pieceStart = position;
    }
    const eol = text.indexOf("\n", position);
    const next = eol < 0 || eol >= range.end ? range.end : eol + 1;
    const lineEnd = eol < 0 || eol >= range.end ? range.end : eol;
    if (lineEnd > position && text.charCodeAt(lineEnd - 1) === 13) {
      push(pieceStart, lineEnd - 1);
      pieceStart = lineEnd;
    }
    position = next;
  }
  push(pieceStart, range.end);
  if (segments.length === 0) segments.push({ joined: 0, source: range.start, length: 0 });
  return new MappedText(parts.join(""), segments);
}
