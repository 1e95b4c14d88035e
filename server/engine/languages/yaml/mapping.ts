import type { Span } from "../../text/span.ts";
import type { YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSequence } from "./model.ts";

/** What a program reads in a scalar. */
export type ScalarValue = string | number | boolean | null;

/** How the program that a file is for reads it: its scalars, and what templates and variables fill in; a file without any has none of the latter. */
export interface Masks {
  /** What a scalar is to the program; `null` for a plain `null`, `~` or nothing. */
  read(node: YamlScalar): ScalarValue;
  /** What fills placeholders in; undefined where there are none, so that nothing is masked, filled or conditional. */
  readonly template: unknown;
  /** Whether a placeholder stands in a span: nothing there is known. */
  isMasked(span: Span): boolean;
  /** Whether a template may add keys or items to a map or a list. */
  isOpen(node: YamlMap | YamlSequence): boolean;
  /** Whether a template writes what stands below a key, though nothing is seen there. */
  isFilled(entry: YamlEntry): boolean;
  /** Whether one of two entries may be written without the other: they stand in different branches of a template. */
  isConditional(first: YamlEntry, second: YamlEntry): boolean;
}

const nulls: ReadonlySet<string> = new Set(["", "~", "null", "Null", "NULL"]);

/** Whether a value is as good as none: a plain `null`, `~` or nothing, which the programs drop. */
export function isNull(node: YamlNode | undefined): boolean {
  return node === undefined || (node.kind === "scalar" && node.style === "plain" && !node.tag && nulls.has(node.text));
}

/**
 * What stands under a key. `absent`: certainly nothing. `unknown`: something that cannot be read (a template fills it in, or it has the wrong
 * type), or it may be added where it is not seen. `known`: the value.
 */
export class Field<T> {
  readonly state: "absent" | "unknown" | "known";
  readonly entry: YamlEntry | undefined;
  readonly #value: T | undefined;

  constructor(state: "absent" | "unknown" | "known", value: T | undefined, entry: YamlEntry | undefined) {
    this.state = state;
    this.#value = value;
    this.entry = entry;
  }

  /** Undefined where it is absent or unknown. */
  get value(): T | undefined {
    return this.#value;
  }

  get isAbsent(): boolean {
    return this.state === "absent";
  }

  get isKnown(): boolean {
    return this.state === "known";
  }

  get isUnknown(): boolean {
    return this.state === "unknown";
  }

  /** The value that holds: the default where the key is absent; undefined where it is unknown. */
  or(fallback: T): T | undefined {
    return this.state === "absent" ? fallback : this.#value;
  }

  /** Where the value stands; where there is none, the key. */
  get span(): Span | undefined {
    return this.entry && (this.entry.value?.span ?? this.entry.keySpan);
  }

  /** The scalar, for edits of its text. */
  get node(): YamlScalar | undefined {
    const value = this.entry?.value;
    return value?.kind === "scalar" ? value : undefined;
  }
}

const absentField: Field<never> = new Field<never>("absent", undefined, undefined);
const unknownField: Field<never> = new Field<never>("unknown", undefined, undefined);

/**
 * A map, read as the program reads it that the file is for: `null` is absent, merge keys (`<<`) are followed, placeholders of templates are unknown.
 * One that is absent or unknown can be asked on; all below it is then absent or unknown too.
 */
export class Mapping {
  readonly masks: Masks;
  readonly state: "absent" | "unknown" | "known";
  /** Undefined where no map is there. */
  readonly map: YamlMap | undefined;
  /** The key whose value it is; undefined for the root of a document and for items of lists. */
  readonly entry: YamlEntry | undefined;
  #below: Map<string, Mapping> | undefined;
  #entries: readonly YamlEntry[] | undefined;
  #merges: boolean | undefined;

  constructor(masks: Masks, state: "absent" | "unknown" | "known", map: YamlMap | undefined, entry: YamlEntry | undefined) {
    this.masks = masks;
    this.state = state;
    this.map = map;
    this.entry = entry;
  }

  /** The map that a node is; unknown where it is something else, absent where it is nothing. */
  static of(masks: Masks, node: YamlNode | undefined, entry?: YamlEntry): Mapping {
    if (entry && isNull(node)) return new Mapping(masks, masks.isFilled(entry) ? "unknown" : "absent", undefined, entry);
    if (isNull(node)) return new Mapping(masks, "absent", undefined, entry);
    if (node?.kind === "map") return new Mapping(masks, "known", node, entry);
    return new Mapping(masks, "unknown", undefined, entry);
  }

  get isAbsent(): boolean {
    return this.state === "absent";
  }

  get isKnown(): boolean {
    return this.state === "known";
  }

  /** It may hold more than is seen: a template adds to it, or it is unknown as a whole. */
  get isOpen(): boolean {
    return this.state === "unknown" || (this.map !== undefined && this.masks.isOpen(this.map));
  }

  /** Its own entries, then those merged in by `<<`; keys that a template writes are left out. */
  get entries(): readonly YamlEntry[] {
    const map = this.map;
    if (!map) return [];
    if (!this.#entries) {
      const all = this.#isMerging ? withMerged(map) : map.entries;
      this.#entries = this.masks.template === undefined ? all : all.filter(({ keySpan }) => !this.masks.isMasked(keySpan));
    }
    return this.#entries;
  }

  get #isMerging(): boolean {
    this.#merges ??= this.map?.entry("<<") !== undefined;
    return this.#merges;
  }

  /** The entry of a key, `null` values included. */
  entryOf(key: string): YamlEntry | undefined {
    return this.map && (this.map.entry(key) ?? (this.#isMerging ? withMerged(this.map).find((entry) => entry.key === key) : undefined));
  }

  /** Whether something stands under a key; undefined where that cannot be known. */
  has(key: string): boolean | undefined {
    const entry = this.entryOf(key);
    if (entry && (!isNull(entry.value) || this.masks.isFilled(entry))) return true;
    return this.isOpen ? undefined : false;
  }

  #absent(): Field<never> {
    return this.isOpen ? unknownField : absentField;
  }

  /** Any scalar. */
  scalar(key: string): Field<ScalarValue> {
    return this.#field(key, (value) => value);
  }

  /** A string; numbers and booleans that stand where a string is expected are unknown here, and told of by the schema. */
  text(key: string): Field<string> {
    return this.#field(key, (value) => (typeof value === "string" ? value : undefined));
  }

  integer(key: string): Field<number> {
    return this.#field(key, (value) => (typeof value === "number" && Number.isInteger(value) ? value : undefined));
  }

  boolean(key: string): Field<boolean> {
    return this.#field(key, (value) => (typeof value === "boolean" ? value : undefined));
  }

  /** A whole number or a string, as ports, `maxSurge` and `minAvailable` are. */
  integerOrText(key: string): Field<number | string> {
    return this.#field(key, (value) =>
      typeof value === "string" || (typeof value === "number" && Number.isInteger(value)) ? value : undefined,
    );
  }

  /** A quantity as it is written, a number included. */
  quantity(key: string): Field<string> {
    return this.#field(key, (value, node) => (typeof value === "string" || typeof value === "number" ? node.text : undefined));
  }

  #field<T>(key: string, read: (value: ScalarValue, node: YamlScalar) => T | undefined): Field<T> {
    const entry = this.entryOf(key);
    if (!entry) return this.#absent();
    const node = entry.value;
    if (this.#isOneOfSeveral(entry)) return new Field<T>("unknown", undefined, entry);
    if (isNull(node)) return new Field<T>(this.masks.isFilled(entry) ? "unknown" : "absent", undefined, entry);
    if (node?.kind !== "scalar" || this.masks.isMasked(node.span)) return new Field<T>("unknown", undefined, entry);
    const value = read(this.masks.read(node), node);
    return new Field<T>(value === undefined ? "unknown" : "known", value, entry);
  }

  /** The map under a key. */
  mapping(key: string): Mapping {
    this.#below ??= new Map();
    let below = this.#below.get(key);
    if (!below) {
      const entry = this.entryOf(key);
      below = entry
        ? this.#isOneOfSeveral(entry)
          ? new Mapping(this.masks, "unknown", undefined, entry)
          : Mapping.of(this.masks, entry.value, entry)
        : new Mapping(this.masks, this.isOpen ? "unknown" : "absent", undefined, undefined);
      this.#below.set(key, below);
    }
    return below;
  }

  /** The map at the end of a path of keys. */
  at(...path: readonly string[]): Mapping {
    return path.reduce<Mapping>((mapping, key) => mapping.mapping(key), this);
  }

  /** The list under a key. */
  list(key: string): List {
    const entry = this.entryOf(key);
    if (!entry) return new List(this.masks, this.isOpen ? "unknown" : "absent", undefined, undefined);
    if (this.#isOneOfSeveral(entry)) return new List(this.masks, "unknown", undefined, entry);
    return List.of(this.masks, entry.value, entry);
  }

  /** Whether the key stands in other branches of a template as well: which of its values is written nobody knows. */
  #isOneOfSeveral(entry: YamlEntry): boolean {
    if (this.masks.template === undefined || !repeatedIn(entry.map).has(entry.key)) return false;
    return entry.map.entries.some((other) => other.key === entry.key && other !== entry && this.masks.isConditional(entry, other));
  }
}

/** A list, read in the same way. */
export class List {
  readonly masks: Masks;
  readonly state: "absent" | "unknown" | "known";
  readonly sequence: YamlSequence | undefined;
  readonly entry: YamlEntry | undefined;
  #mappings: readonly Mapping[] | undefined;

  constructor(masks: Masks, state: "absent" | "unknown" | "known", sequence: YamlSequence | undefined, entry: YamlEntry | undefined) {
    this.masks = masks;
    this.state = state;
    this.sequence = sequence;
    this.entry = entry;
  }

  static of(masks: Masks, node: YamlNode | undefined, entry?: YamlEntry): List {
    if (isNull(node)) return new List(masks, entry && masks.isFilled(entry) ? "unknown" : "absent", undefined, entry);
    if (node?.kind === "sequence") return new List(masks, "known", node, entry);
    return new List(masks, "unknown", undefined, entry);
  }

  get isAbsent(): boolean {
    return this.state === "absent";
  }

  /** It may hold more than is seen. */
  get isOpen(): boolean {
    return this.state === "unknown" || (this.sequence !== undefined && this.masks.isOpen(this.sequence));
  }

  /** The items that are something; a `null` among them is left out. */
  get nodes(): readonly YamlNode[] {
    return this.sequence ? this.sequence.items.flatMap(({ value }) => (value && !isNull(value) ? [value] : [])) : [];
  }

  /** The items as maps; one that is none is an unknown map. */
  get mappings(): readonly Mapping[] {
    this.#mappings ??= this.nodes.map((node) => Mapping.of(this.masks, node));
    return this.#mappings;
  }

  /** The items as texts (numbers and booleans as they are written); undefined for one that cannot be known. */
  get texts(): readonly (string | undefined)[] {
    return this.nodes.map((node) => (node.kind === "scalar" && !this.masks.isMasked(node.span) ? node.text : undefined));
  }

  /** The texts where all of them are known and no others may come. */
  get known(): readonly string[] | undefined {
    if (this.state !== "known" || this.isOpen) return undefined;
    const texts = this.texts;
    return texts.every((text) => text !== undefined) ? (texts as readonly string[]) : undefined;
  }
}

const noKeys: ReadonlySet<string> = new Set();
const repeated = new WeakMap<YamlMap, ReadonlySet<string>>();

/** The keys that stand in a map more than once. */
function repeatedIn(map: YamlMap): ReadonlySet<string> {
  let keys = repeated.get(map);
  if (!keys) {
    const seen = new Set<string>();
    const twice = map.entries.filter(({ key }) => seen.size === seen.add(key).size);
    keys = twice.length > 0 ? new Set(twice.map(({ key }) => key)) : noKeys;
    repeated.set(map, keys);
  }
  return keys;
}

/** How deep merged maps may merge others. */
const maximumMerges = 8;

function withMerged(map: YamlMap, depth = 0): readonly YamlEntry[] {
  const entries = map.entries.filter(({ key }) => key !== "<<");
  if (depth >= maximumMerges) return entries;
  const have = new Set(entries.map(({ key }) => key));
  for (const merge of map.entries) {
    if (merge.key !== "<<" || !merge.value) continue;
    const sources = merge.value.kind === "sequence" ? merge.value.items.map(({ value }) => value) : [merge.value];
    for (const source of sources) {
      if (source?.kind !== "map") continue;
      for (const entry of withMerged(source, depth + 1)) {
        if (have.has(entry.key)) continue;
        have.add(entry.key);
        entries.push(entry);
      }
    }
  }
  return entries;
}
