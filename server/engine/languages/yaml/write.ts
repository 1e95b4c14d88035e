import type { Span } from "../../text/span.ts";
import { coreValue } from "./scalars.ts";

/** A value to be written. Maps keep the order of their keys. */
export type YamlInput = string | number | boolean | null | readonly YamlInput[] | YamlText | { readonly [key: string]: YamlInput };

/** A value that is to be written in a certain way. */
export class YamlText {
  readonly way: "literal" | "flow" | "raw" | "placeholder";
  readonly text: string;
  /** Those of a list; of a placeholder the value that stands there until it is decided. */
  readonly items: readonly YamlInput[];

  constructor(way: YamlText["way"], text: string, items: readonly YamlInput[] = []) {
    this.way = way;
    this.text = text;
    this.items = items;
  }
}

/** A text of several lines below `|`; inside of flow style, and where blank lines at its end would get lost, in double quotes. */
export function literal(text: string): YamlText {
  return new YamlText("literal", text);
}

/** A list in brackets on one line. */
export function flow(...items: readonly YamlInput[]): YamlText {
  return new YamlText("flow", "", items);
}

/** YAML as it stands; several lines are put below the key with its indentation, but for the header of a block scalar (`>-`), which stays beside it. */
export function raw(text: string): YamlText {
  return new YamlText("raw", text);
}

/** A string or a number that the user has to decide. */
export function placeholder(value: string | number): YamlText {
  return new YamlText("placeholder", String(value), [value]);
}

/** How a file is written. */
export interface YamlStyle {
  /** Blanks that a level takes. */
  readonly step: number;
  /** Blanks before `-`, from the key that holds the list. */
  readonly listIndent: number;
  readonly quote: "'" | '"';
  readonly eol: string;
}

/** A value as text: what stands behind the key or dash, and the lines below, each with its line break before it. */
export interface Written {
  readonly inline: string;
  readonly body: string;
  /** Spans in `inline + body`. */
  readonly placeholders: readonly Span[];
  /** It ends in a literal, which takes in whatever is put behind it. */
  readonly endsInLiteral: boolean;
  /** The column of that literal's lines: what is indented as deep and follows becomes a part of it. */
  readonly literalColumn: number;
}

/** The value of a key that stands in `column`; `inline` begins with a blank unless it is empty. */
export function writeBelowKey(value: YamlInput, column: number, style: YamlStyle): Written {
  const writer = new Writer(style);
  writer.value(value, column);
  return writer.written();
}

/** The value of an item whose dash stands in `column`; `inline` begins with a blank unless it is empty. */
export function writeBehindDash(value: YamlInput, column: number, style: YamlStyle): Written {
  const writer = new Writer(style);
  writer.item(value, column);
  return writer.written();
}

/** `key: value` for a map whose keys stand in `column`; in one piece. */
export function writeEntry(key: string, value: YamlInput, column: number, style: YamlStyle): Written {
  const writer = new Writer(style);
  writer.put(`${writeKey(key, style)}:`);
  writer.value(value, column);
  return writer.written();
}

/** A value on one line, as it stands between brackets; `inline` is all of it. */
export function writeFlow(value: YamlInput, style: YamlStyle): Written {
  const writer = new Writer(style);
  writer.flow(value);
  return writer.written();
}

/** `key: value` between braces. */
export function writeFlowEntry(key: string, value: YamlInput, style: YamlStyle): Written {
  const writer = new Writer(style);
  writer.put(`${writeKey(key, style, true)}: `);
  writer.flow(value);
  return writer.written();
}

/** A key, in quotes where YAML needs them. `on` and `yes` stay plain: as keys they are read as words by whoever expects them. */
export function writeKey(key: string, { quote }: YamlStyle, isFlow = false): string {
  return isPlain(key, isFlow) && typeof coreValue(key) === "string" ? key : quoted(key, quote);
}

class Writer {
  #text = "";
  #inlineEnd: number | undefined;
  readonly #placeholders: Span[] = [];
  #endsInLiteral = false;
  #literalColumn = 0;
  readonly #style: YamlStyle;

  constructor(style: YamlStyle) {
    this.#style = style;
  }

  written(): Written {
    const end = this.#inlineEnd ?? this.#text.length;
    return {
      inline: this.#text.slice(0, end),
      body: this.#text.slice(end),
      placeholders: this.#placeholders,
      endsInLiteral: this.#endsInLiteral,
      literalColumn: this.#literalColumn,
    };
  }

  put(text: string): void {
    this.#text += text;
    this.#endsInLiteral = false;
  }

  #line(column: number): void {
    this.#inlineEnd ??= this.#text.length;
    this.put(this.#style.eol + " ".repeat(column));
  }

  value(value: YamlInput, column: number): void {
    const { step, listIndent } = this.#style;
    if (isLiteral(value)) this.#literal(value.text, column + step, step);
    else if (value instanceof YamlText && value.way === "raw" && value.text.includes("\n")) {
      const [, header, body] = /^([|>][-+\d]*)\n([\s\S]*)$/.exec(value.text) ?? [];
      if (header !== undefined) this.put(` ${header}`);
      for (const line of header === undefined ? inStyle(rawLines(value.text), this.#style) : rawLines(body ?? "")) {
        if (line === "") this.put(this.#style.eol);
        else {
          this.#line(column + step);
          this.put(line);
        }
      }
    } else if (isList(value) && value.length > 0) {
      for (const item of value) {
        this.#line(column + listIndent);
        this.put("-");
        this.item(item, column + listIndent);
      }
    } else if (isMap(value) && Object.keys(value).length > 0) {
      for (const [key, below] of Object.entries(value)) {
        this.#line(column + step);
        this.#entry(key, below, column + step);
      }
    } else {
      this.put(" ");
      this.#scalar(value, false);
    }
  }

  #entry(key: string, value: YamlInput, column: number): void {
    this.put(`${writeKey(key, this.#style)}:`);
    this.value(value, column);
  }

  item(value: YamlInput, column: number): void {
    this.put(" ");
    const inner = column + 2;
    if (isLiteral(value)) {
      this.#text = this.#text.slice(0, -1);
      this.#literal(value.text, inner, 2);
    } else if (value instanceof YamlText && value.way === "raw" && value.text.includes("\n")) {
      for (const [i, line] of inStyle(rawLines(value.text), this.#style).entries()) {
        if (i > 0) {
          if (line === "") {
            this.put(this.#style.eol);
            continue;
          }
          this.#line(inner);
        }
        this.put(line);
      }
    } else if (isList(value) && value.length > 0) {
      for (const [i, item] of value.entries()) {
        if (i > 0) this.#line(inner);
        this.put("-");
        this.item(item, inner);
      }
    } else if (isMap(value) && Object.keys(value).length > 0) {
      for (const [i, [key, below]] of Object.entries(value).entries()) {
        if (i > 0) this.#line(inner);
        this.#entry(key, below, inner);
      }
    } else this.#scalar(value, false);
  }

  #literal(text: string, column: number, step: number): void {
    const lines = text.split("\n");
    const endsInBreak = lines.at(-1) === "";
    if (endsInBreak) lines.pop();
    const indicator = /^[ \t]/.test(lines[0] ?? "") || lines[0] === "" ? String(step) : "";
    this.put(` |${indicator}${endsInBreak ? "" : "-"}`);
    for (const line of lines) {
      if (line === "") {
        this.#inlineEnd ??= this.#text.length;
        this.put(this.#style.eol);
      } else {
        this.#line(column);
        this.put(line);
      }
    }
    this.#endsInLiteral = true;
    this.#literalColumn = column;
  }

  flow(value: YamlInput): void {
    this.#scalar(value, true);
  }

  #scalar(value: YamlInput, isFlow: boolean): void {
    const { quote } = this.#style;
    if (value instanceof YamlText) {
      if (value.way === "flow") {
        this.put("[");
        for (const [i, item] of value.items.entries()) {
          if (i > 0) this.put(", ");
          this.#scalar(item, true);
        }
        this.put("]");
      } else if (value.way === "raw") this.put(value.text);
      else if (value.way === "literal") this.put(quoted(value.text, '"'));
      else {
        const text = typeof value.items[0] === "number" ? value.text : writeString(value.text, quote, isFlow);
        const inset = text === value.text ? 0 : 1;
        this.#placeholders.push({ start: this.#text.length + inset, end: this.#text.length + text.length - inset });
        this.put(text);
      }
    } else if (isList(value)) this.#scalar(flow(...value), isFlow);
    else if (isMap(value)) {
      const entries = Object.entries(value);
      this.put(entries.length === 0 ? "{}" : "{ ");
      for (const [i, [key, below]] of entries.entries()) {
        if (i > 0) this.put(", ");
        this.put(`${writeKey(key, this.#style, true)}: `);
        this.#scalar(below, true);
      }
      if (entries.length > 0) this.put(" }");
    } else if (typeof value === "string") this.put(writeString(value, quote, isFlow));
    else this.put(writeNumber(value));
  }
}

function writeNumber(value: number | boolean | null): string {
  if (value === Number.POSITIVE_INFINITY) return ".inf";
  if (value === Number.NEGATIVE_INFINITY) return "-.inf";
  if (Number.isNaN(value)) return ".nan";
  return Object.is(value, -0) ? "-0" : String(value);
}

function isList(value: YamlInput): value is readonly YamlInput[] {
  return Array.isArray(value);
}

function isMap(value: YamlInput): value is { readonly [key: string]: YamlInput } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof YamlText);
}

/** Whether a text can stand below `|` and come back the same wherever it is put. */
function isLiteral(value: YamlInput): value is YamlText {
  if (!(value instanceof YamlText) || value.way !== "literal") return false;
  const { text } = value;
  return (
    /[^\s]/.test(text) &&
    !/\n\n$/.test(text) &&
    !/[^\t\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\ud800-\udfff]/.test(text) &&
    !/[ \t]$/.test(text) &&
    !/[ \t]\n$/.test(text)
  );
}

/** The lines of raw text without the indentation that all have. */
function rawLines(text: string): string[] {
  const lines = text.replace(/\n+$/, "").split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  return lines.map((line) => (line.trim() === "" ? "" : line.slice(common)));
}

/** Lines that are indented by two blanks a level, with the file's indentation; what a block scalar holds stays as it is in itself. */
function inStyle(lines: readonly string[], { step, listIndent }: YamlStyle): string[] {
  const levels = [{ from: 0, to: 0 }];
  let block: { readonly below: number; readonly to: number; from?: number } | undefined;
  return lines.map((line) => {
    const content = line.trimStart();
    const indent = line.length - content.length;
    if (content === "") return line;
    if (block && indent > block.below) {
      block.from ??= indent;
      return " ".repeat(Math.max(0, block.to + indent - block.from)) + content;
    }
    while (levels.length > 1 && (levels.at(-1)?.from ?? 0) > indent) levels.pop();
    let level = levels.at(-1) as (typeof levels)[number];
    const isItem = content.startsWith("- ");
    if (level.from < indent) {
      level = { from: indent, to: level.to + (isItem ? listIndent : step) };
      levels.push(level);
    }
    const inner = isItem ? { from: indent + 2, to: level.to + 2 } : level;
    if (isItem) levels.push(inner);
    block = /(?:^|\s)[|>][-+]?$/.test(content) ? { below: inner.from, to: inner.to + step } : undefined;
    return " ".repeat(level.to) + content;
  });
}

/** A string as a scalar: plain where it is read as this very string, else in the file's quotes. */
export function writeString(text: string, quote: "'" | '"', isFlow: boolean): string {
  return isPlain(text, isFlow) && isReadAsString(text) ? text : quoted(text, quote);
}

/** Words and numbers that some version of YAML takes for something else than a string. */
function isReadAsString(text: string): boolean {
  if (typeof coreValue(text) !== "string") return false;
  if (/^(?:y|n|yes|no|on|off)$/i.test(text)) return false;
  // Numbers of YAML 1.1: `0b1`, `1_000`, `1:30`; and dates.
  return !/^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?:\.[0-9_]*)?|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|\d{4}-\d\d?-\d\d?(?:[Tt \t].*)?)$/.test(
    text,
  );
}

/** Whether YAML reads a text without quotes as one plain scalar. */
function isPlain(text: string, isFlow: boolean): boolean {
  if (text === "" || text === "<<" || text === "=" || /^\s|\s$/.test(text)) return false;
  if (/[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\ud800-\udfff]|[\u2028\u2029]/.test(text)) return false;
  if (/^[,[\]{}#&*!|>'"%@`]/.test(text) || /^[-?:](?:\s|$)/.test(text) || /^(?:---|\.\.\.)/.test(text)) return false;
  if (/:(?:\s|$)|\s#/.test(text)) return false;
  return !isFlow || !(/[,[\]{}]/.test(text) || /^[-?:]/.test(text));
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r" };

function quoted(text: string, quote: "'" | '"'): string {
  const needsEscapes = /[^\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\ud800-\udfff]/.test(text);
  const isSingle = !needsEscapes && (quote === "'" ? !text.includes("'") || /["\\]/.test(text) : /["\\]/.test(text) && !text.includes("'"));
  if (isSingle) return `'${text.replaceAll("'", "''")}'`;
  const escaped = text.replace(/[\\"]|[^\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\ud800-\udfff]/g, (char) => {
    return escapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}
