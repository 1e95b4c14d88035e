import type { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";

/**
 * Where the cursor stands in a YAML file, read from the lines before it: what is being typed is seldom a whole entry, and a parser may give it to
 * something else.
 */
export interface YamlPlace {
  /** Keys and item indexes to the value, or to the mapping, that is written here. Every index is `0`. */
  readonly path: readonly string[];
  /** A key may stand here. */
  readonly mayBeKey: boolean;
  /** The text of a value may stand here. */
  readonly mayBeValue: boolean;
  /** Inside of a block scalar, or on a further line of a plain one: text, and expressions in it. */
  readonly isText: boolean;
  readonly isFlow: boolean;
  /** What is typed already, without an opening quote. */
  readonly word: string;
  /** Where that stands. */
  readonly span: Span;
  /** Where the scalar begins that the cursor is in, its quote included: for expressions, which may hold blanks. */
  readonly scalarStart: number;
  readonly quote: "'" | '"' | undefined;
  /** The column of a key here, in block style. */
  readonly column: number;
  /** The keys that stand beside it already. */
  readonly present: readonly string[];
  /** The texts of the list's other items. */
  readonly items: readonly string[];
  /** Where the dash of each item on the way stands, the outermost first. */
  readonly dashes: readonly number[];
  /** A colon stands behind the cursor: the key's name alone is to be written. */
  readonly hasColon: boolean;
  /** The colon before the cursor has no blank behind it. */
  readonly lacksBlank: boolean;
}

interface Line {
  readonly start: number;
  readonly text: string;
  readonly indent: number;
  /** Columns. */
  readonly dashes: readonly number[];
  /** Of what stands behind the dashes. */
  readonly column: number;
  readonly key: string | undefined;
  /** Behind the colon, or the whole of what is no key. */
  readonly value: string;
  readonly valueColumn: number;
}

/** The place of an offset; undefined where nothing can be said of it. */
export function placeAt(source: SourceText, offset: number): YamlPlace | undefined {
  if (source.text[offset - 1] === "\r" && source.text[offset] === "\n") return undefined;
  const index = source.lineOf(offset);
  const start = source.lineStarts[index] ?? 0;
  const typed = readLine(source.text.slice(start, offset).replace(/^\uFEFF/, " "), start);
  const rest = source.text.slice(offset, source.lineSpan(index).end);
  const way = wayUp(source, index, typed);
  const path = way.names.slice();
  const dashes = way.dashes.slice();
  if (way.flowStart !== undefined) return flowPlace(source, way.flowStart, offset, { path, dashes, rest });
  if (way.isText) return textPlace(path, dashes, way.textStart, source, offset);
  if (typed.key !== undefined) return valuePlace(source, typed, offset, [...path, typed.key], dashes, rest);
  if (/^[[{]/.test(typed.value)) return flowPlace(source, start + typed.column, offset, { path, dashes, rest });
  // A value of several words is no key, and what begins with these is neither.
  const [, quote, word = ""] = /^(["']?)(.*)$/s.exec(typed.value) as RegExpExecArray;
  const siblings = siblingsOf(source, index, typed);
  const isKeyLike = /^[\w.-]*$/.test(word);
  if (/^[&*!|>%@`]/.test(word)) return undefined;
  return {
    path,
    dashes,
    mayBeKey: isKeyLike,
    mayBeValue: siblings.keys.length === 0,
    isText: false,
    isFlow: false,
    word,
    span: { start: offset - word.length, end: offset },
    scalarStart: start + typed.column,
    quote: (quote as "'" | '"') || undefined,
    column: typed.column,
    present: siblings.keys,
    items: siblings.items,
    hasColon: /^["']?\s*:(?:\s|$)/.test(rest),
    lacksBlank: false,
  };
}

function valuePlace(
  source: SourceText,
  line: Line,
  offset: number,
  path: readonly string[],
  dashes: readonly number[],
  rest: string,
): YamlPlace | undefined {
  const lead = /^(?:&\S+\s+|!\S*\s+)*/.exec(line.value)?.[0].length ?? 0;
  const value = line.value.slice(lead);
  const scalarStart = line.start + line.valueColumn + lead;
  if (/^[[{]/.test(value) && !value.startsWith("{{")) return flowPlace(source, scalarStart, offset, { path, dashes, rest });
  if (/^[|>*&!]/.test(value)) return undefined;
  const quote = /^["']/.exec(value)?.[0] as "'" | '"' | undefined;
  const word = quote ? value.slice(1) : value;
  // Behind the closing quote there is nothing to write.
  if (quote && hasClosed(value, quote)) return undefined;
  return {
    path,
    dashes,
    mayBeKey: false,
    mayBeValue: true,
    isText: false,
    isFlow: false,
    word,
    span: { start: offset - word.length, end: offset },
    scalarStart,
    quote,
    column: line.column,
    present: [],
    items: [],
    hasColon: false,
    lacksBlank: value === "" && line.text.endsWith(":"),
  };
}

function textPlace(
  path: readonly string[],
  dashes: readonly number[],
  textStart: number,
  source: SourceText,
  offset: number,
): YamlPlace | undefined {
  const word = /\S*$/.exec(source.text.slice(textStart, offset))?.[0] ?? "";
  return {
    path,
    dashes,
    mayBeKey: false,
    mayBeValue: false,
    isText: true,
    isFlow: false,
    word,
    span: { start: offset - word.length, end: offset },
    scalarStart: textStart,
    quote: undefined,
    column: 0,
    present: [],
    items: [],
    hasColon: false,
    lacksBlank: false,
  };
}

function hasClosed(text: string, quote: string): boolean {
  for (let i = 1; i < text.length; i++) {
    if (quote === '"' && text[i] === "\\") i++;
    else if (text[i] === quote) {
      if (quote === "'" && text[i + 1] === "'") i++;
      else return true;
    }
  }
  return false;
}

const keyPattern = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#[\]{},&*!|>][^#]*?|[^\s"'#[\]{},&*!|>])\s*:(?:\s+|$)/;

/** The parts of a line, or of what stands of it before the cursor. */
function readLine(text: string, start: number): Line {
  const indent = /^[ \t]*/.exec(text)?.[0].length ?? 0;
  const dashes: number[] = [];
  let column = indent;
  for (let dash = /^-(?:[ \t]+|$)/.exec(text.slice(column)); dash; dash = /^-(?:[ \t]+|$)/.exec(text.slice(column))) {
    dashes.push(column);
    column += dash[0].length;
  }
  const rest = text.slice(column);
  const match = keyPattern.exec(rest);
  if (!match) return { start, text, indent, dashes, column, key: undefined, value: rest, valueColumn: column };
  const key = (match[1] as string).replace(/^(["'])(.*)\1$/s, "$2");
  const valueColumn = column + match[0].length;
  return { start, text, indent, dashes, column, key, value: text.slice(valueColumn), valueColumn };
}

function lineAt(source: SourceText, index: number): Line {
  const span = source.lineSpan(index);
  return readLine(source.slice(span), span.start);
}

/** The blanks that a line begins with; undefined where it holds nothing, or a comment alone. */
function indentAt(source: SourceText, index: number): number | undefined {
  const { text } = source;
  const start = source.lineStarts[index] ?? text.length;
  let at = start;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++;
  const char = text[at];
  return char === undefined || char === "\n" || char === "\r" || char === "#" ? undefined : at - start;
}

/** Whether a line divides documents. */
function isMarker(source: SourceText, index: number): boolean {
  const start = source.lineStarts[index] ?? 0;
  return /^(?:---|\.\.\.)(?:\s|$)/.test(source.text.slice(start, start + 4));
}

interface Way {
  readonly names: readonly string[];
  readonly dashes: readonly number[];
  /** A flow collection that was opened further up, and in which the cursor may be. */
  readonly flowStart: number | undefined;
  readonly isText: boolean;
  /** Where the text begins, in a block scalar or a plain one of several lines. */
  readonly textStart: number;
}

/** What the line stands in: the keys and items above it, by their columns. */
function wayUp(source: SourceText, index: number, typed: Line): Way {
  const names: string[] = [];
  const dashes: number[] = [];
  let limit = typed.column;
  let isDash = false;
  let flowStart: number | undefined;
  let isText = false;
  let textStart = 0;
  const takeDash = (line: Line, column: number) => {
    names.push("0");
    dashes.push(line.start + column);
    limit = column;
    isDash = true;
  };
  for (const dash of typed.dashes.toReversed()) takeDash(typed, dash);
  for (let i = index - 1; i >= 0 && (limit > 0 || isDash); i--) {
    // Most lines are too deep: nothing of them has to be read.
    const indent = indentAt(source, i);
    if (indent === undefined || indent > limit) continue;
    const line = lineAt(source, i);
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(line.text)) break;
    if (line.key !== undefined && (line.column < limit || (line.column === limit && isDash))) {
      const value = line.value.replace(/^(?:&\S+|!\S*)(?:\s+|$)/, "").replace(/(?:^|\s)#.*$/, "");
      const isFlow = /^[[{]/.test(value) && !value.startsWith("{{");
      const isDashInFlow = isDash && line.column === limit && value !== "";
      if (value !== "" && !isDashInFlow) {
        // What was read so far is text, or stands between brackets.
        names.length = 0;
        dashes.length = 0;
        isText = !isFlow;
        flowStart = isFlow ? line.start + line.text.indexOf(value, line.valueColumn) : undefined;
        textStart = /^[|>]/.test(value) ? source.nextLineStart(line.start) : line.start + line.valueColumn;
      }
      names.push(line.key);
      limit = line.column;
      isDash = false;
    } else if (line.key === undefined && line.dashes.length > 0 && /^[|>]/.test(line.value) && line.column - 1 <= limit) {
      names.length = 0;
      dashes.length = 0;
      isText = true;
      textStart = source.nextLineStart(line.start);
    }
    for (const dash of line.dashes.toReversed()) if (dash < limit) takeDash(line, dash);
  }
  return { names: names.reverse(), dashes: dashes.reverse(), flowStart, isText, textStart };
}

/** The keys beside a key, or the items beside an item: those of the lines in the same column, above and below. */
function siblingsOf(source: SourceText, index: number, typed: Line): { readonly keys: string[]; readonly items: string[] } {
  const keys: string[] = [];
  const items: string[] = [];
  const [dash] = typed.dashes;
  const visit = (line: Line): void => {
    if (line.key !== undefined && line.column === typed.column) keys.push(line.key);
  };
  if (dash === undefined) {
    for (let i = index - 1; i >= 0; i--) {
      const indent = indentAt(source, i);
      if (indent === undefined || indent > typed.column) continue;
      if (isMarker(source, i)) break;
      visit(lineAt(source, i));
      if (indent < typed.column) break;
    }
  }
  for (let i = index + 1; i < source.lineStarts.length; i++) {
    const indent = indentAt(source, i);
    if (indent === undefined || indent > typed.column) continue;
    if (indent < typed.column || isMarker(source, i)) break;
    visit(lineAt(source, i));
  }
  for (const step of dash === undefined ? [] : [-1, 1]) {
    for (let i = index + step; i >= 0 && i < source.lineStarts.length; i += step) {
      const indent = indentAt(source, i);
      if (indent === undefined || indent > (dash as number)) continue;
      const line = lineAt(source, i);
      if (indent < (dash as number) || line.dashes.length === 0) break;
      if (line.key === undefined) items.push(unquoted(line.value));
    }
  }
  return { keys, items };
}

function unquoted(text: string): string {
  return text
    .replace(/\s#.*$/, "")
    .trim()
    .replace(/^(["'])(.*)\1$/, "$2");
}

interface Frame {
  readonly isMap: boolean;
  key: string | undefined;
  readonly keys: string[];
  readonly items: string[];
}

/** Reads the brackets and braces from where they are opened to the cursor. */
function flowPlace(
  source: SourceText,
  from: number,
  offset: number,
  { path, dashes, rest }: { readonly path: readonly string[]; readonly dashes: readonly number[]; readonly rest: string },
): YamlPlace | undefined {
  const { text } = source;
  const stack: Frame[] = [];
  let wordStart = -1;
  let quote: "'" | '"' | undefined;
  const word = (end: number): string => (wordStart < 0 ? "" : unquoted(text.slice(wordStart, end)));
  const finish = (end: number): void => {
    const frame = stack.at(-1);
    const written = word(end);
    if (frame?.isMap) {
      if (frame.key !== undefined) frame.keys.push(frame.key);
      else if (written !== "") frame.keys.push(written);
      frame.key = undefined;
    } else if (written !== "") frame?.items.push(written);
    wordStart = -1;
  };
  for (let i = from; i < offset; i++) {
    const char = text[i] as string;
    if (text.startsWith("${{", i)) {
      if (wordStart < 0) wordStart = i;
      const end = text.indexOf("}}", i);
      if (end < 0 || end >= offset) break;
      i = end + 1;
    } else if ((char === "'" || char === '"') && wordStart < 0) {
      wordStart = i;
      const end = text.indexOf(char, i + 1);
      if (end < 0 || end >= offset) {
        quote = char;
        break;
      }
      i = end;
    } else if (char === "," && stack.length > 0) finish(i);
    else if ((char === "[" || char === "{") && wordStart < 0) stack.push({ isMap: char === "{", key: undefined, keys: [], items: [] });
    else if (char === "]" || char === "}") {
      finish(i);
      stack.pop();
      if (stack.length === 0) return undefined;
    } else if (char === ":" && /[\s,[\]{}]|^$/.test(text.slice(i + 1, i + 2)) && stack.at(-1)?.isMap) {
      const frame = stack.at(-1) as Frame;
      frame.key = word(i);
      wordStart = -1;
    } else if (!/\s/.test(char) && wordStart < 0) wordStart = i;
  }
  const top = stack.at(-1);
  if (!top) return undefined;
  const names = stack.flatMap((frame) => (frame.isMap ? (frame.key === undefined ? [] : [frame.key]) : ["0"]));
  const begin = wordStart < 0 ? offset : wordStart + (quote ? 1 : 0);
  const isOneLine = !text.slice(begin, offset).includes("\n");
  if (!isOneLine) return undefined;
  return {
    path: [...path, ...names],
    dashes,
    mayBeKey: top.isMap && top.key === undefined,
    mayBeValue: !top.isMap || top.key !== undefined,
    isText: false,
    isFlow: true,
    word: text.slice(begin, offset),
    span: { start: begin, end: offset },
    scalarStart: wordStart < 0 ? offset : wordStart,
    quote,
    column: 0,
    present: top.keys,
    items: top.items,
    hasColon: /^["']?\s*:/.test(rest),
    lacksBlank: text[offset - 1] === ":" && wordStart < 0,
  };
}
