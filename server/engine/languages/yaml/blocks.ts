import { Composer, type CST, Parser } from "yaml";
import { nestsTooDeeply } from "../../text/nesting.ts";
import { ownCopy } from "../../text/remember.ts";
import type { Span } from "../../text/span.ts";
import type { YamlProblem } from "./model.ts";
import { type Found, problemsOf } from "./problems.ts";
import { blockStart, isClosed, readScalar, type ScalarToken } from "./scalars.ts";

/** The tree of one block of text, with offsets from the block's start, so that it serves wherever the block stands. */
export type Raw = RawMap | RawSequence | RawScalar | RawAlias;

export interface RawMap {
  readonly kind: "map";
  readonly start: number;
  readonly end: number;
  readonly isFlow: boolean;
  readonly tag: string | undefined;
  readonly entries: readonly RawEntry[];
}

export interface RawEntry {
  readonly start: number;
  readonly end: number;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly key: string;
  /** The key is `*name`. */
  readonly isAliasKey: boolean;
  readonly value: Raw | undefined;
  readonly valueOffset: number;
}

export interface RawSequence {
  readonly kind: "sequence";
  readonly start: number;
  readonly end: number;
  readonly isFlow: boolean;
  readonly tag: string | undefined;
  readonly items: readonly RawItem[];
}

export interface RawItem {
  readonly start: number;
  readonly end: number;
  readonly value: Raw | undefined;
}

export interface RawScalar {
  readonly kind: "scalar";
  readonly start: number;
  readonly end: number;
  readonly tag: string | undefined;
  readonly token: ScalarToken;
}

export interface RawAlias {
  readonly kind: "alias";
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

export interface RawAnchor extends Span {
  readonly name: string;
  readonly node: Raw | undefined;
}

export interface RawDocument {
  readonly start: number;
  readonly root: Raw | undefined;
  readonly anchors: readonly RawAnchor[];
  readonly aliases: readonly RawAlias[];
}

export interface Block {
  readonly documents: readonly RawDocument[];
  readonly comments: readonly Span[];
  readonly problems: readonly YamlProblem[];
}

/** How many characters of text each generation of remembered blocks holds. */
const generationSize = 400_000;
let young = new Map<string, Block>();
let old = new Map<string, Block>();
let youngSize = 0;
let reads = 0;

/** How many blocks have been read so far rather than remembered. */
export function countReads(): number {
  return reads;
}

/** The tree of a text, remembered by the text: at a keystroke, all blocks but one are what they were. */
export function readBlock(text: string): Block {
  const known = young.get(text);
  if (known) return known;
  let block = old.get(text);
  const own = ownCopy(text);
  if (!block) {
    block = parseBlock(own);
    reads++;
  }
  youngSize += own.length;
  if (youngSize > generationSize) {
    old = young;
    young = new Map();
    youngSize = own.length;
  }
  young.set(own, block);
  return block;
}

const options = { strict: false, uniqueKeys: false, merge: false, schema: "core", logLevel: "silent", prettyErrors: false } as const;
/** Behind every text: the reader looks for the end of an open quote as far as there is one, and stops at what is indented less. */
const sentinel = "# \"'\n";

/** Reads a text as a stream of documents, whatever stands around it. */
function parseBlock(text: string): Block {
  if (nestsTooDeeply(text)) return { documents: [], comments: [], problems: [] };
  try {
    const tokens = [...new Parser().parse((text === "" || text.endsWith("\n") ? text : `${text}\n`) + sentinel)];
    const composer = new Composer(options);
    const documents = [...composer.compose(tokens)];
    const errors = [...documents.flatMap((document) => document.errors), ...composer.streamInfo().errors];
    const reading = new Reading(text);
    const read: RawDocument[] = [];
    for (const token of tokens) {
      if (token.type === "document") read.push(reading.document(token));
      else reading.others([token]);
    }
    reading.comments.sort((a, b) => a.start - b.start);
    return { documents: read, comments: reading.comments, problems: problemsOf(text, errors, reading.found) };
  } catch {
    // A fault of the reader is not the user's.
    return { documents: [], comments: [], problems: [] };
  }
}

/** The map of a block that holds but a word: a key that is being written. */
export function halfMap(root: Raw): RawMap | undefined {
  if (root.kind !== "scalar" || root.token.type !== "scalar") return undefined;
  const { start, end, token } = root;
  const entry: RawEntry = {
    start,
    end,
    keyStart: start,
    keyEnd: end,
    key: token.source,
    isAliasKey: false,
    value: undefined,
    valueOffset: end,
  };
  return { kind: "map", start, end, isFlow: false, tag: undefined, entries: [entry] };
}

type Tokens = readonly CST.Token[] | undefined;

/** Anchor, tag and indicators before a node. */
interface Properties {
  readonly anchor: CST.SourceToken | undefined;
  readonly tag: string | undefined;
  /** `-`, `:` or `?`. */
  readonly indicator: CST.SourceToken | undefined;
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly hasNewline: boolean;
}

interface Node {
  readonly raw: Raw | undefined;
  /** What follows a value that was not meant to hold it: items of a map around. */
  readonly rest?: readonly CST.CollectionItem[];
}

/** From the tokens of `yaml` to our tree. What the text meant is put right where the tokens of a half-written file mislead. */
class Reading {
  readonly comments: Span[] = [];
  readonly found: Found[] = [];
  readonly #text: string;
  #anchors: RawAnchor[] = [];
  #aliases: RawAlias[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  document(token: CST.Document): RawDocument {
    this.#anchors = [];
    this.#aliases = [];
    const properties = this.#properties(token.start);
    const root = this.#node(token.value, properties);
    this.others(token.end);
    const from = token.start.find((start) => start.type === "doc-start")?.offset ?? token.offset;
    const byPlace = (a: Span, b: Span) => a.start - b.start;
    return { start: from, root, anchors: this.#anchors.sort(byPlace), aliases: this.#aliases.sort(byPlace) };
  }

  /** Tokens that are no part of the tree. */
  others(tokens: Tokens): void {
    if (!tokens) return;
    for (const token of tokens) {
      if (token.type === "comment") this.#comment(token);
      else if (token.type === "doc-end") this.others(token.end);
    }
  }

  #comment(token: CST.SourceToken): void {
    if (token.offset >= this.#text.length) return;
    const { length } = token.source.replace(/\r+$/, "");
    this.comments.push({ start: token.offset, end: Math.min(token.offset + length, this.#text.length) });
  }

  #properties(tokens: Tokens): Properties {
    let anchor: CST.SourceToken | undefined;
    let tag: string | undefined;
    let indicator: CST.SourceToken | undefined;
    let start: number | undefined;
    let end: number | undefined;
    let hasNewline = false;
    for (const token of tokens ?? []) {
      switch (token.type) {
        case "space":
        case "comma":
          continue;
        case "newline":
          hasNewline = true;
          continue;
        case "comment":
          this.#comment(token);
          continue;
        case "anchor":
          anchor = token;
          break;
        case "tag":
          tag = token.source;
          break;
        case "explicit-key-ind":
        case "map-value-ind":
        case "seq-item-ind":
          indicator ??= token;
          break;
        default:
          continue;
      }
      start ??= token.offset;
      end = token.offset + token.source.length;
    }
    return { anchor, tag, indicator, start, end, hasNewline };
  }

  #node(token: CST.Token | null | undefined, properties: Properties): Raw | undefined {
    const raw = this.#value(token, properties.tag);
    if (properties.anchor) this.#anchor(properties.anchor, raw);
    return raw;
  }

  #anchor({ offset, source }: CST.SourceToken, node: Raw | undefined): void {
    this.#anchors.push({ name: source.slice(1), start: offset, end: offset + source.length, node });
  }

  #value(token: CST.Token | null | undefined, tag: string | undefined): Raw | undefined {
    switch (token?.type) {
      case "alias": {
        this.others(token.end);
        const alias: RawAlias = {
          kind: "alias",
          start: token.offset,
          end: token.offset + token.source.length,
          name: token.source.slice(1),
        };
        this.#aliases.push(alias);
        return alias;
      }
      case "scalar":
      case "single-quoted-scalar":
      case "double-quoted-scalar":
        this.others(token.end);
        return this.#scalar(token, tag);
      case "block-scalar":
        this.others(token.props);
        return this.#blockScalar(token, tag);
      case "block-map":
        return this.#blockMap(token, tag);
      case "block-seq":
        return this.#blockSequence(token, tag);
      case "flow-collection":
        return this.#flow(token, tag);
      case "error":
        if (token.source.startsWith("-")) {
          this.found.push({ kind: "dash", start: token.offset, end: token.offset + 1, until: token.offset + 1 });
        }
        return undefined;
      default:
        return undefined;
    }
  }

  #scalar(token: CST.FlowScalar, tag: string | undefined): Raw | undefined {
    const end = Math.min(token.offset + token.source.length, this.#text.length);
    if (token.source === "" || token.offset >= this.#text.length) return undefined;
    if (!isClosed(token) || token.offset + token.source.length > this.#text.length) {
      // Blanks and empty lines behind are no part of what was meant.
      const source = token.source.slice(0, end - token.offset).trimEnd();
      this.found.push({ kind: "quote", start: token.offset, end: token.offset + 1, until: end });
      return { kind: "scalar", start: token.offset, end: token.offset + source.length, tag, token: { ...token, source } };
    }
    return { kind: "scalar", start: token.offset, end, tag, token };
  }

  #blockScalar(token: CST.BlockScalar, tag: string | undefined): Raw {
    const from = blockStart(token);
    const source = token.source.slice(0, Math.max(0, this.#text.length - from));
    const trimmed = source.trimEnd();
    const header = token.props[0] as CST.SourceToken;
    const end = trimmed === "" ? header.offset + header.source.length : from + trimmed.length;
    return { kind: "scalar", start: token.offset, end, tag, token: source === token.source ? token : { ...token, source } };
  }

  #blockMap(token: CST.BlockMap, tag: string | undefined): RawMap {
    const entries: RawEntry[] = [];
    // What a value took in by mistake comes back here, in its order.
    const queue: CST.CollectionItem[][] = [[...token.items] as CST.CollectionItem[]];
    while (queue.length > 0) {
      const items = queue.at(-1) as CST.CollectionItem[];
      const item = items.shift();
      if (!item) {
        queue.pop();
        continue;
      }
      const rest = this.#blockEntry(item, token.indent, entries);
      if (rest && rest.length > 0) queue.push([...rest]);
    }
    const first = entries[0];
    return {
      kind: "map",
      start: first?.start ?? token.offset,
      end: entries.at(-1)?.end ?? token.offset,
      isFlow: false,
      tag,
      entries,
    };
  }

  /** Adds the entries of one item; gives items that belong to the same map, though the tokens have them deeper. */
  #blockEntry(item: CST.CollectionItem, indent: number, entries: RawEntry[]): readonly CST.CollectionItem[] | undefined {
    const before = this.#properties(item.start);
    const isExplicit = before.indicator?.type === "explicit-key-ind";
    if (!item.key && !item.sep && !isExplicit && !before.anchor && !before.tag) {
      if (item.value) this.#value(item.value, undefined);
      return undefined;
    }
    let { key } = item;
    if (key && !isExplicit && key.type === "scalar" && key.source.includes("\n")) {
      const [halves, last] = halfKeys(key);
      for (const half of halves) this.#halfKey(half, entries);
      key = last;
    }
    if (key?.type === "block-seq" || key?.type === "block-map" || key?.type === "error") {
      const raw = this.#value(key, undefined);
      const sep = this.#properties(item.sep);
      if (!isExplicit) {
        this.#node(item.value, sep);
        return undefined;
      }
      const value = this.#node(item.value, sep);
      this.#push(entries, before, key.offset, raw?.end ?? key.offset, "", false, sep, value);
      return undefined;
    }
    if (key && !item.sep?.some((token) => token.type === "map-value-ind") && !isExplicit && key.type === "scalar") {
      this.#properties(item.sep);
      this.others(key.end);
      this.#halfKey(key, entries);
      return undefined;
    }
    const raw = this.#node(key, before);
    const keyText = raw?.kind === "scalar" ? readScalar(raw.token, 0).text : "";
    const sep = this.#properties(item.sep);
    const isSameLine = !isExplicit && sep.indicator && !sep.hasNewline;
    if (isSameLine && item.value?.type === "block-map" && item.value.indent === indent && item.value.items[0]) {
      const { raw: value, rest } = this.#compact(item.value, sep);
      this.#push(entries, before, raw?.start ?? sep.start ?? 0, raw?.end ?? sep.start ?? 0, keyText, raw?.kind === "alias", sep, value);
      return rest;
    }
    const value = this.#node(item.value, sep);
    const at = raw?.start ?? before.end ?? sep.start ?? 0;
    this.#push(entries, before, at, raw?.end ?? at, keyText, raw?.kind === "alias", sep, value);
    return undefined;
  }

  /** `a: b: c`, or a value and a key on the next line with too many blanks: what follows belongs to the map around. */
  #compact(map: CST.BlockMap, sep: Properties): Node {
    const [first, ...others] = map.items as CST.CollectionItem[];
    const key = first?.key;
    if (first && key?.type === "scalar" && key.source.includes("\n")) {
      const lines = key.source.split("\n");
      const head = lines.slice(0, -1).join("\n").trimEnd();
      const last = lines.at(-1) as string;
      const blanks = last.length - last.trimStart().length;
      const offset = key.offset + key.source.length - last.length + blanks;
      this.found.push({ kind: "indent", start: offset, end: key.offset + key.source.length, from: key.offset, until: offset });
      const raw = this.#node({ type: "scalar", offset: key.offset, indent: key.indent, source: head }, sep);
      return { raw, rest: [{ ...first, key: { ...key, offset, source: last.slice(blanks) } }, ...others] };
    }
    const colon = first?.sep?.find((token) => token.type === "map-value-ind");
    if (colon && first) {
      const lineEnd = this.#text.indexOf("\n", colon.offset);
      const until = lineEnd < 0 ? this.#text.length : lineEnd;
      this.found.push({ kind: "colon", start: colon.offset, end: colon.offset + 1, until });
      const start = key?.offset ?? colon.offset;
      const inner = this.#properties(first.sep);
      const value = this.#value(first.value, inner.tag);
      if (key && key.type === "scalar" && (!value || (value.kind === "scalar" && value.end <= until))) {
        const end = value?.end ?? colon.offset + 1;
        const source = this.#text.slice(start, end);
        const token: CST.FlowScalar = { type: "scalar", offset: start, indent: map.indent, source };
        return { raw: this.#node(token, sep), rest: others };
      }
    }
    return { raw: this.#node({ ...map, items: map.items.slice(0, 1) } as CST.BlockMap, sep), rest: others };
  }

  #halfKey(key: CST.FlowScalar, entries: RawEntry[]): void {
    const start = key.offset;
    const end = Math.min(start + key.source.length, this.#text.length);
    if (start >= end) return;
    this.found.push({ kind: "key", start, end, until: end });
    entries.push({
      start,
      end,
      keyStart: start,
      keyEnd: end,
      key: this.#text.slice(start, end),
      isAliasKey: false,
      value: undefined,
      valueOffset: end,
    });
  }

  #push(
    entries: RawEntry[],
    before: Properties,
    keyStart: number,
    keyEnd: number,
    key: string,
    isAliasKey: boolean,
    sep: Properties,
    value: Raw | undefined,
  ): void {
    const colon = sep.indicator?.type === "map-value-ind" ? sep.indicator.offset + 1 : undefined;
    entries.push({
      start: Math.min(before.start ?? keyStart, keyStart),
      end: Math.max(value?.end ?? 0, sep.end ?? 0, keyEnd),
      keyStart,
      keyEnd,
      key,
      isAliasKey,
      value,
      valueOffset: colon ?? keyEnd,
    });
  }

  #blockSequence(token: CST.BlockSequence, tag: string | undefined): RawSequence {
    const items: RawItem[] = [];
    for (const item of token.items) {
      const before = this.#properties(item.start);
      if (!before.indicator && !before.anchor && !before.tag && !item.value) continue;
      const value = this.#node(item.value, before);
      const start = before.indicator?.offset ?? value?.start ?? before.start ?? token.offset;
      items.push({ start, end: Math.max(value?.end ?? 0, before.end ?? 0, start), value });
    }
    return { kind: "sequence", start: items[0]?.start ?? token.offset, end: items.at(-1)?.end ?? token.offset, isFlow: false, tag, items };
  }

  #flow(token: CST.FlowCollection, tag: string | undefined): Raw {
    const isMap = token.start.source === "{";
    const entries: RawEntry[] = [];
    const items: RawItem[] = [];
    let end = token.offset + 1;
    for (const item of token.items) {
      const before = this.#properties(item.start);
      if (!item.key && !item.sep && !item.value && before.start === undefined) continue;
      if (!isMap && !item.sep) {
        const value = this.#node(item.value ?? item.key, before);
        const start = before.start ?? value?.start ?? end;
        end = Math.max(value?.end ?? 0, before.end ?? 0, start);
        items.push({ start, end, value });
        continue;
      }
      const key = this.#node(item.key, before);
      const sep = this.#properties(item.sep);
      const value = this.#node(item.value, sep);
      const at = key?.start ?? sep.start ?? before.end ?? end;
      const text = key?.kind === "scalar" ? readScalar(key.token, 0).text : "";
      const pair: RawEntry[] = isMap ? entries : [];
      this.#push(pair, before, at, key?.end ?? at, text, key?.kind === "alias", sep, value);
      const entry = pair.at(-1) as RawEntry;
      end = Math.max(end, entry.end);
      if (isMap) continue;
      items.push({
        start: entry.start,
        end: entry.end,
        value: { kind: "map", start: entry.start, end: entry.end, isFlow: true, tag: undefined, entries: pair },
      });
    }
    const closer = token.end[0];
    this.others(token.end);
    if (closer?.type === (isMap ? "flow-map-end" : "flow-seq-end")) end = closer.offset + 1;
    else
      this.found.push({
        kind: isMap ? "brace" : "bracket",
        start: token.offset,
        end: token.offset + 1,
        until: Math.max(end, this.#nextLine(end)),
      });
    if (isMap) return { kind: "map", start: token.offset, end, isFlow: true, tag, entries };
    return { kind: "sequence", start: token.offset, end, isFlow: true, tag, items };
  }

  /** The end of the next line that holds something: there the reader noticed. */
  #nextLine(offset: number): number {
    const found = /[^\n]*\n\s*[^\n]*/y;
    found.lastIndex = offset;
    return offset + (found.exec(this.#text)?.[0].length ?? 0);
  }
}

/** The lines of a key that spans several: all but the last are keys that miss their colon. */
export function halfKeys(key: CST.FlowScalar): [CST.FlowScalar[], CST.FlowScalar] {
  const parts: CST.FlowScalar[] = [];
  for (const line of key.source.matchAll(/[^\n]+/g)) {
    const source = line[0].trim();
    if (source === "") continue;
    const blanks = line[0].length - line[0].trimStart().length;
    parts.push({ ...key, offset: key.offset + line.index + blanks, source });
  }
  const last = parts.pop() ?? key;
  for (const part of parts) delete part.end;
  return [parts, last];
}
