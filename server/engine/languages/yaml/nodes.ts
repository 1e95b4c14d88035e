import type { MappedText } from "../../text/mapped.ts";
import type { Span } from "../../text/span.ts";
import type { Raw, RawAlias, RawAnchor, RawEntry, RawItem, RawMap, RawScalar, RawSequence } from "./blocks.ts";
import type {
  ScalarStyle,
  YamlAlias,
  YamlAnchor,
  YamlDocument,
  YamlEntry,
  YamlItem,
  YamlMap,
  YamlNode,
  YamlScalar,
  YamlSection,
  YamlSequence,
} from "./model.ts";
import { blockHeader, coreValue, readScalar } from "./scalars.ts";

/** A map of a block, where the block stands in the file. */
export interface PlacedMap {
  readonly raw: RawMap;
  readonly base: number;
  /** What stands under entries whose values were read as blocks of their own. */
  readonly below?: ReadonlyMap<RawEntry, readonly PlacedMap[]>;
}

/** The pieces of one document. */
export interface DocumentParts {
  readonly span: Span;
  readonly root: { readonly raw: Raw; readonly base: number } | readonly PlacedMap[] | undefined;
  readonly anchors: readonly { readonly raw: RawAnchor; readonly base: number }[];
  readonly aliases: readonly { readonly raw: RawAlias; readonly base: number }[];
  readonly sections?: readonly YamlSection[];
}

/** How many aliases inside of what other aliases stand for are followed in one document: such references multiply. */
const aliasBudget = 2_000;

/** A document of pieces; its nodes are made when they are asked for. */
export function documentOf(parts: DocumentParts): YamlDocument {
  return new Document(parts);
}

class Document implements YamlDocument {
  readonly span: Span;
  readonly #parts: DocumentParts;
  #root: YamlNode | undefined | null = null;
  #anchors: readonly Anchor[] | undefined;
  #aliases: readonly YamlAlias[] | undefined;
  #byName: Map<string, Anchor[]> | undefined;
  #budget = aliasBudget;

  constructor(parts: DocumentParts) {
    this.span = parts.span;
    this.#parts = parts;
  }

  get root(): YamlNode | undefined {
    if (this.#root === null) {
      const { root } = this.#parts;
      if (!root) this.#root = undefined;
      else if ("raw" in root) this.#root = nodeOf(root.raw, { document: this, base: root.base, alias: undefined });
      else this.#root = new MapNode(this, root, undefined);
    }
    return this.#root;
  }

  get sections(): readonly YamlSection[] | undefined {
    return this.#parts.sections;
  }

  get anchors(): readonly Anchor[] {
    this.#anchors ??= this.#parts.anchors.map(({ raw, base }) => new Anchor(this, raw, base));
    return this.#anchors;
  }

  get aliases(): readonly YamlAlias[] {
    this.#aliases ??= this.#parts.aliases.map(({ raw, base }) => {
      const anchor = this.anchorBefore(raw.name, raw.start + base);
      return {
        name: raw.name,
        span: { start: raw.start + base, end: raw.end + base },
        anchor,
        isRecursive: anchor?.holds(raw.start + base) ?? false,
      };
    });
    return this.#aliases;
  }

  /** The last anchor of that name before an offset. */
  anchorBefore(name: string, offset: number): Anchor | undefined {
    if (!this.#byName) {
      this.#byName = new Map();
      for (const anchor of this.anchors) {
        const named = this.#byName.get(anchor.name);
        if (named) named.push(anchor);
        else this.#byName.set(anchor.name, [anchor]);
      }
    }
    const named = this.#byName.get(name);
    if (!named) return undefined;
    let low = 0;
    let high = named.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((named[middle] as Anchor).span.start < offset) low = middle + 1;
      else high = middle;
    }
    return named[low - 1];
  }

  /** Whether one more alias may be followed inside of what another stands for. */
  spend(): boolean {
    return this.#budget-- > 0;
  }
}

/** Where raw nodes stand, and the alias that led there. */
interface Place {
  readonly document: Document;
  readonly base: number;
  readonly alias: Span | undefined;
}

class Anchor implements YamlAnchor {
  readonly name: string;
  readonly span: Span;
  readonly raw: Raw | undefined;
  readonly base: number;
  readonly #document: Document;
  #node: YamlNode | undefined | null = null;

  constructor(document: Document, raw: RawAnchor, base: number) {
    this.#document = document;
    this.name = raw.name;
    this.span = { start: raw.start + base, end: raw.end + base };
    this.raw = raw.node;
    this.base = base;
  }

  get node(): YamlNode | undefined {
    if (this.#node === null) {
      this.#node = this.raw && nodeOf(this.raw, { document: this.#document, base: this.base, alias: undefined });
    }
    return this.#node;
  }

  holds(offset: number): boolean {
    return this.raw !== undefined && this.raw.start + this.base <= offset && offset < this.raw.end + this.base;
  }
}

function nodeOf(raw: Raw, place: Place): YamlNode | undefined {
  switch (raw.kind) {
    case "map":
      return new MapNode(place.document, [{ raw, base: place.base }], place.alias);
    case "sequence":
      return new SequenceNode(raw, place);
    case "scalar":
      return new ScalarNode(raw, place);
    default: {
      const { document, base } = place;
      const offset = raw.start + base;
      const anchor = document.anchorBefore(raw.name, offset);
      if (!anchor?.raw || anchor.holds(offset) || (place.alias && !document.spend())) return undefined;
      return nodeOf(anchor.raw, { document, base: anchor.base, alias: place.alias ?? { start: offset, end: raw.end + base } });
    }
  }
}

class MapNode implements YamlMap {
  readonly kind = "map";
  readonly alias: Span | undefined;
  readonly #document: Document;
  readonly #pieces: readonly PlacedMap[];
  #entries: readonly YamlEntry[] | undefined;
  #meant: Map<string, YamlEntry> | undefined;

  constructor(document: Document, pieces: readonly PlacedMap[], alias: Span | undefined) {
    this.#document = document;
    this.#pieces = pieces;
    this.alias = alias;
  }

  get span(): Span {
    const first = this.#pieces[0] as PlacedMap;
    if (this.#pieces.length === 1 && !first.below) return { start: first.raw.start + first.base, end: first.raw.end + first.base };
    return { start: first.raw.start + first.base, end: this.entries.at(-1)?.span.end ?? first.raw.end + first.base };
  }

  get tag(): string | undefined {
    return this.#pieces[0]?.raw.tag;
  }

  get isFlow(): boolean {
    return this.#pieces[0]?.raw.isFlow ?? false;
  }

  get entries(): readonly YamlEntry[] {
    if (this.#entries) return this.#entries;
    const entries: YamlEntry[] = [];
    for (const { raw, base, below } of this.#pieces) {
      const place = { document: this.#document, base, alias: this.alias };
      for (const entry of raw.entries) entries.push(new Entry(this, entry, place, below?.get(entry)));
    }
    this.#entries = entries;
    return entries;
  }

  entry(key: string): YamlEntry | undefined {
    // Asked for at every turn, mostly for keys that are not there: the pieces know without an entry made for each.
    let index = 0;
    for (const { raw } of this.#pieces) {
      for (const { key: own, isAliasKey } of raw.entries) {
        if (isAliasKey ? this.entries[index]?.key === key : own === key) return this.entries[index];
        index++;
      }
    }
    return this.#meant?.get(key);
  }

  readAs(key: string, entry: YamlEntry): void {
    this.#meant ??= new Map();
    if (!this.#meant.has(key)) this.#meant.set(key, entry);
  }

  get(key: string): YamlNode | undefined {
    return this.entry(key)?.value;
  }
}

class Entry implements YamlEntry {
  readonly map: YamlMap;
  readonly #raw: RawEntry;
  readonly #place: Place;
  readonly #below: readonly PlacedMap[] | undefined;
  #value: YamlNode | undefined | null = null;

  constructor(map: YamlMap, raw: RawEntry, place: Place, below: readonly PlacedMap[] | undefined) {
    this.map = map;
    this.#raw = raw;
    this.#place = place;
    this.#below = below;
  }

  get key(): string {
    if (!this.#raw.isAliasKey) return this.#raw.key;
    const { document, base } = this.#place;
    const raw = document.anchorBefore(this.#aliasName(), this.#raw.keyStart + base)?.raw;
    return raw?.kind === "scalar" ? readScalar(raw.token, 0).text : "";
  }

  #aliasName(): string {
    const at = this.#raw.keyStart + this.#place.base;
    return this.#place.document.aliases.find((alias) => alias.span.start === at)?.name ?? "";
  }

  get keySpan(): Span {
    return { start: this.#raw.keyStart + this.#place.base, end: this.#raw.keyEnd + this.#place.base };
  }

  get span(): Span {
    const { base } = this.#place;
    return { start: this.#raw.start + base, end: this.#below ? (this.value?.span.end ?? 0) : this.#raw.end + base };
  }

  get valueOffset(): number {
    return this.#raw.valueOffset + this.#place.base;
  }

  get value(): YamlNode | undefined {
    if (this.#value === null) {
      if (this.#below) this.#value = new MapNode(this.#place.document, this.#below, this.#place.alias);
      else this.#value = this.#raw.value && nodeOf(this.#raw.value, this.#place);
    }
    return this.#value;
  }
}

class SequenceNode implements YamlSequence {
  readonly kind = "sequence";
  readonly #raw: RawSequence;
  readonly #place: Place;
  #items: readonly YamlItem[] | undefined;

  constructor(raw: RawSequence, place: Place) {
    this.#raw = raw;
    this.#place = place;
  }

  get span(): Span {
    return { start: this.#raw.start + this.#place.base, end: this.#raw.end + this.#place.base };
  }

  get alias(): Span | undefined {
    return this.#place.alias;
  }

  get tag(): string | undefined {
    return this.#raw.tag;
  }

  get isFlow(): boolean {
    return this.#raw.isFlow;
  }

  get items(): readonly YamlItem[] {
    this.#items ??= this.#raw.items.map((item) => new Item(item, this.#place));
    return this.#items;
  }
}

class Item implements YamlItem {
  readonly #raw: RawItem;
  readonly #place: Place;
  #value: YamlNode | undefined | null = null;

  constructor(raw: RawItem, place: Place) {
    this.#raw = raw;
    this.#place = place;
  }

  get span(): Span {
    return { start: this.#raw.start + this.#place.base, end: this.#raw.end + this.#place.base };
  }

  get value(): YamlNode | undefined {
    if (this.#value === null) this.#value = this.#raw.value && nodeOf(this.#raw.value, this.#place);
    return this.#value;
  }
}

class ScalarNode implements YamlScalar {
  readonly kind = "scalar";
  readonly #raw: RawScalar;
  readonly #place: Place;
  #mapped: MappedText | undefined;

  constructor(raw: RawScalar, place: Place) {
    this.#raw = raw;
    this.#place = place;
  }

  get span(): Span {
    return { start: this.#raw.start + this.#place.base, end: this.#raw.end + this.#place.base };
  }

  get alias(): Span | undefined {
    return this.#place.alias;
  }

  get tag(): string | undefined {
    return this.#raw.tag;
  }

  get style(): ScalarStyle {
    const { token } = this.#raw;
    if (token.type === "block-scalar") return blockHeader(token).isFolded ? "folded" : "literal";
    if (token.type === "double-quoted-scalar") return "double";
    return token.type === "single-quoted-scalar" ? "single" : "plain";
  }

  get text(): string {
    return textOf(this.#raw);
  }

  get mapped(): MappedText {
    this.#mapped ??= readScalar(this.#raw.token, this.#place.base);
    return this.#mapped;
  }

  get value(): string | number | boolean | null {
    const { tag, token } = this.#raw;
    if (token.type !== "scalar" || tag === "!" || tag === "!!str") return this.text;
    return coreValue(this.text);
  }
}

const texts = new WeakMap<RawScalar, string>();

/** What a scalar says, kept for as long as its block is, which is read again at no keystroke but those inside of it. */
function textOf(raw: RawScalar): string {
  const { token } = raw;
  // As it stands on one line, which nearly all are.
  if (token.type === "scalar" && !token.source.includes("\n")) return token.source;
  let text = texts.get(raw);
  if (text === undefined) {
    text = readScalar(token, 0).text;
    texts.set(raw, text);
  }
  return text;
}
