import type { CST } from "yaml";
import { MappedText, type Segment } from "../../text/mapped.ts";

export type ScalarToken = CST.FlowScalar | CST.BlockScalar;

/** What a scalar says, with the way back to the file; `base` is added to the offsets of its token. */
export function readScalar(token: ScalarToken, base: number): MappedText {
  const at = token.offset + base;
  switch (token.type) {
    case "block-scalar":
      return readBlock(token, base);
    case "double-quoted-scalar":
      return readDouble(token.source, at);
    case "single-quoted-scalar": {
      const end = isClosed(token) ? token.source.length - 1 : token.source.length;
      if (!/[\n']/.test(token.source.slice(1, end))) return new MappedText(token.source.slice(1, end), at + 1);
      return unfold(token.source, 1, end, at, true);
    }
    default:
      if (!token.source.includes("\n")) return new MappedText(token.source, at);
      return unfold(token.source, 0, token.source.length, at, false);
  }
}

/** Whether a quoted scalar has its closing quote. */
export function isClosed(token: ScalarToken): boolean {
  const { source } = token;
  if (token.type !== "single-quoted-scalar" && token.type !== "double-quoted-scalar") return true;
  if (source.length < 2) return false;
  const inner = source.slice(1, -1);
  if (token.type === "single-quoted-scalar") return source.endsWith("'") && (/'*$/.exec(inner)?.[0].length ?? 0) % 2 === 0;
  return source.endsWith('"') && (/\\*$/.exec(inner)?.[0].length ?? 0) % 2 === 0;
}

/** Puts a text together from pieces of a source. */
class Joiner {
  text = "";
  readonly #segments: Segment[] = [];
  readonly #source: string;
  readonly #at: number;

  constructor(source: string, at: number) {
    this.#source = source;
    this.#at = at;
  }

  /** The source's own characters. */
  copy(start: number, end: number): void {
    if (start >= end) return;
    const last = this.#segments.at(-1);
    const source = start + this.#at;
    if (last && last.source + last.length === source && this.#isVerbatim) {
      this.#segments[this.#segments.length - 1] = { ...last, length: last.length + end - start };
    } else this.#segments.push({ joined: this.text.length, source, length: end - start });
    this.#isVerbatim = true;
    this.text += this.#source.slice(start, end);
  }

  #isVerbatim = false;

  /** Characters that the source says in another way, each standing for what begins at `source`. */
  put(characters: string, source: number): void {
    for (let i = 0; i < characters.length; i++) {
      this.#segments.push({ joined: this.text.length + i, source: source + this.#at, length: 1 });
    }
    this.#isVerbatim = false;
    this.text += characters;
  }

  /** What stands between two lines: as many breaks as `count` says, the last of those at `breaks`; or a blank in their place. */
  fold(breaks: readonly number[], count: number): void {
    if (count === 0 && breaks.length > 0) this.put(" ", breaks[0] as number);
    for (const at of breaks.slice(breaks.length - count)) if (count > 0) this.copy(at, at + 1);
  }

  end(empty: number): MappedText {
    return this.#segments.length === 0 ? new MappedText("", empty + this.#at) : new MappedText(this.text, this.#segments);
  }
}

/** Lines of plain and single-quoted scalars: blanks around breaks go, one break becomes a blank, more become one break less. */
function unfold(source: string, start: number, end: number, at: number, isQuoted: boolean): MappedText {
  const joiner = new Joiner(source, at);
  const copy = (from: number, to: number) => {
    let done = from;
    if (isQuoted) {
      for (let quote = source.indexOf("''", from); quote >= 0 && quote + 1 < to; quote = source.indexOf("''", quote + 2)) {
        joiner.copy(done, quote);
        joiner.put("'", quote);
        done = quote + 2;
      }
    }
    joiner.copy(done, to);
  };
  let breaks: number[] = [];
  for (let from = start; ; ) {
    let lineEnd = source.indexOf("\n", from);
    const isLast = lineEnd < 0 || lineEnd >= end;
    if (isLast) lineEnd = end;
    let first = from;
    let last = lineEnd;
    if (!isLast && source[last - 1] === "\r" && last > first) last--;
    if (from > start) while (first < last && isBlank(source[first])) first++;
    if (!isLast) while (last > first && isBlank(source[last - 1])) last--;
    if (first < last || isLast || from === start) {
      joiner.fold(breaks, Math.max(breaks.length - 1, 0));
      breaks = [];
      copy(first, last);
    }
    if (isLast) return joiner.end(start);
    breaks.push(lineEnd);
    from = lineEnd + 1;
  }
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  "\t": "\t",
};

function readDouble(source: string, at: number): MappedText {
  const end = source.length > 1 && isClosed({ type: "double-quoted-scalar", source } as CST.FlowScalar) ? source.length - 1 : source.length;
  const body = source.slice(1, end);
  if (!body.includes("\\") && !body.includes("\n")) return new MappedText(body, at + 1);
  const joiner = new Joiner(source, at);
  for (let i = 1; i < end; ) {
    const char = source[i] as string;
    if (char === "\\" && i + 1 < end) {
      const next = source[i + 1] as string;
      const breakLength = next === "\n" ? 1 : next === "\r" && source[i + 2] === "\n" ? 2 : 0;
      const digits = next === "x" ? 2 : next === "u" ? 4 : next === "U" ? 8 : 0;
      if (breakLength > 0) {
        i += 1 + breakLength;
        while (i < end && isBlank(source[i])) i++;
      } else if (digits > 0) {
        const code = source.slice(i + 2, Math.min(i + 2 + digits, end));
        const value = code.length === digits && /^[0-9a-fA-F]+$/.test(code) ? Number.parseInt(code, 16) : -1;
        if (value >= 0 && value <= 0x10ffff) joiner.put(String.fromCodePoint(value), i);
        else joiner.copy(i, i + 2 + code.length);
        i += 2 + code.length;
      } else if (Object.hasOwn(escapes, next)) {
        joiner.put(escapes[next] as string, i);
        i += 2;
      } else {
        joiner.copy(i, i + 2);
        i += 2;
      }
      continue;
    }
    // A run of blanks and breaks.
    let after = i;
    const breaks: number[] = [];
    while (after < end && (isBlank(source[after]) || source[after] === "\n" || (source[after] === "\r" && source[after + 1] === "\n"))) {
      if (source[after] === "\n") breaks.push(after);
      after++;
    }
    if (breaks.length > 0) {
      joiner.fold(breaks, breaks.length - 1);
      i = after;
    } else {
      const until = Math.max(after, i + 1);
      joiner.copy(i, until);
      i = until;
    }
  }
  return joiner.end(1);
}

interface Line {
  readonly start: number;
  readonly indent: number;
  /** Where its break stands, or the end of the source. */
  readonly end: number;
  /** The end of its characters, before a carriage return. */
  readonly contentEnd: number;
}

/** The header of a block scalar: `|`, `>2-` and so on. */
export function blockHeader(token: CST.BlockScalar): {
  readonly isFolded: boolean;
  readonly indent: number;
  readonly chomp: "" | "-" | "+";
} {
  const header = token.props.find((prop) => prop.type === "block-scalar-header");
  const source = header && "source" in header ? (header.source as string) : "|";
  return {
    isFolded: source.startsWith(">"),
    indent: Number(/[1-9]/.exec(source)?.[0] ?? 0),
    chomp: (/[-+]/.exec(source)?.[0] ?? "") as "" | "-" | "+",
  };
}

/** Where the text of a block scalar begins: behind its header's line. */
export function blockStart(token: CST.BlockScalar): number {
  const last = token.props.at(-1);
  return last && "source" in last ? last.offset + (last.source as string).length : token.offset;
}

function readBlock(token: CST.BlockScalar, base: number): MappedText {
  const { source } = token;
  const at = blockStart(token) + base;
  const { isFolded, indent: given, chomp } = blockHeader(token);
  const lines: Line[] = [];
  for (let start = 0; source !== ""; ) {
    const found = source.indexOf("\n", start);
    const end = found < 0 ? source.length : found;
    let indent = 0;
    while (source[start + indent] === " ") indent++;
    lines.push({ start, indent, end, contentEnd: end > start + indent && source[end - 1] === "\r" ? end - 1 : end });
    if (found < 0) break;
    start = found + 1;
  }
  const isEmpty = (line: Line) => line.contentEnd === line.start + line.indent;
  const header = token.props[0] as CST.SourceToken;
  const nothing = header.offset + header.source.length + base - at;
  const joiner = new Joiner(source, at);
  const newline = (line: Line | undefined) => {
    if (line && line.end < source.length) joiner.copy(line.end, line.end + 1);
  };
  let chompStart = lines.length;
  while (chompStart > 0 && isEmpty(lines[chompStart - 1] as Line)) chompStart--;
  if (chompStart === 0) {
    if (chomp === "+") for (const line of lines) newline(line);
    return joiner.end(nothing);
  }
  let trim = Math.max(0, token.indent) + given;
  let first = 0;
  for (; first < chompStart; first++) {
    const line = lines[first] as Line;
    if (isEmpty(line)) {
      if (given === 0 && line.indent > trim) trim = line.indent;
    } else {
      if (given === 0) trim = line.indent;
      break;
    }
  }
  for (let i = lines.length - 1; i >= chompStart; i--) if ((lines[i] as Line).indent > trim) chompStart = i + 1;
  const copyLine = (line: Line) => joiner.copy(line.start + Math.min(trim, line.indent), line.contentEnd);
  for (const line of lines.slice(0, first)) {
    joiner.copy(line.start + Math.min(trim, line.indent), line.start + line.indent);
    newline(line);
  }
  let breaks: number[] = [];
  let previousIsDeeper = false;
  let hasContent = false;
  for (let i = first; i < chompStart; i++) {
    const line = lines[i] as Line;
    if (!isFolded) {
      if (i > first) newline(lines[i - 1]);
      copyLine(line);
      continue;
    }
    if (i > first) breaks.push((lines[i - 1] as Line).end);
    const isDeeper = line.indent > trim || source[line.start + line.indent] === "\t";
    if (!isDeeper && isEmpty(line)) continue;
    // Around lines that are indented more, all breaks stay.
    if (hasContent) joiner.fold(breaks, isDeeper || previousIsDeeper ? breaks.length : breaks.length - 1);
    breaks = [];
    copyLine(line);
    previousIsDeeper = isDeeper;
    hasContent = true;
  }
  for (const at of breaks) joiner.copy(at, at + 1);
  if (chomp === "") newline(lines[chompStart - 1]);
  else if (chomp === "+") {
    for (let i = chompStart; i < lines.length; i++) {
      const line = lines[i] as Line;
      newline(lines[i - 1]);
      joiner.copy(line.start + Math.min(trim, line.indent), line.start + line.indent);
    }
    if (!joiner.text.endsWith("\n")) newline(lines.at(-1));
  }
  return joiner.end(nothing);
}

function isBlank(char: string | undefined): boolean {
  return char === " " || char === "\t";
}

/** What the core schema of YAML 1.2 makes of a plain scalar (chapter 10.3.2 of the specification). */
export function coreValue(text: string): string | number | boolean | null {
  if (!/^(?:[-+.~\dnNtTfF]|$)/.test(text)) return text;
  if (/^(?:~|[Nn]ull|NULL)?$/.test(text)) return null;
  if (/^(?:[Tt]rue|TRUE)$/.test(text)) return true;
  if (/^(?:[Ff]alse|FALSE)$/.test(text)) return false;
  if (/^[-+]?[0-9]+$/.test(text)) return Number(text);
  if (/^0o[0-7]+$/.test(text) || /^0x[0-9a-fA-F]+$/.test(text)) return Number(text);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return Number(text);
  const infinite = /^([-+]?)\.(?:inf|Inf|INF)$/.exec(text);
  if (infinite) return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^\.(?:nan|NaN|NAN)$/.test(text) ? Number.NaN : text;
}
