import type { Availability } from "./model.ts";
import data from "./schema.json" with { type: "json" };

/** What GitHub Actions allows at a place of a workflow or an `action.yml`: the official schema, see scripts/workflow-schema.mjs. */

export type FileKind = "workflow" | "action";

/** `text` is a string that is not empty. */
export type ScalarKind = "string" | "text" | "boolean" | "number" | "null";

/** What a value may be: one of these scalars or strings, a list, or one of several mappings. */
export interface SchemaType {
  readonly name: string;
  /** Anything at all. */
  readonly isAny: boolean;
  readonly scalars: ReadonlySet<ScalarKind>;
  /** The only strings that it may be, where there are any. */
  readonly values: readonly string[];
  /** The type of a list's items, where a list may stand. */
  readonly item: string | undefined;
  readonly maps: readonly SchemaMap[];
}

export interface SchemaMap {
  readonly keys: ReadonlyMap<string, SchemaKey>;
  /** The type of the keys that are not named, where those are allowed. */
  readonly others: string | undefined;
}

export interface SchemaKey {
  readonly key: string;
  readonly isRequired: boolean;
  readonly type: string;
}

/** A place of a file: what may stand there, and what its expressions may use. */
export interface SchemaPlace {
  readonly kind: FileKind;
  readonly type: SchemaType;
  readonly available: Availability;
}

interface Entry {
  readonly scalars?: string;
  readonly values?: string;
  readonly item?: string;
  readonly maps?: readonly string[];
  readonly contexts?: number;
}
interface Table {
  readonly root: string;
  readonly types: Readonly<Record<string, Entry>>;
}

/** The day on which the table was checked. */
export const schemaDate: string = data.date;

const tables: Readonly<Record<FileKind, Table>> = { workflow: data.workflow, action: data.action };
const types: Readonly<Record<FileKind, Map<string, SchemaType>>> = { workflow: new Map(), action: new Map() };

/** A type of the table by its name; everything is allowed where the table has none of that name. */
export function schemaType(name: string, kind: FileKind): SchemaType {
  let type = types[kind].get(name);
  if (!type) {
    type = typeOf(name, kind);
    types[kind].set(name, type);
  }
  return type;
}

const listOfAny = "sequence";
const anything = "any";

function typeOf(name: string, kind: FileKind): SchemaType {
  const entry = tables[kind].types[name];
  return {
    name,
    isAny: !entry && name !== listOfAny,
    scalars: new Set(words(entry?.scalars) as ScalarKind[]),
    values: words(entry?.values),
    item: name === listOfAny ? anything : entry?.item,
    maps: (entry?.maps ?? []).map(mapOf),
  };
}

function mapOf(text: string): SchemaMap {
  const keys = new Map<string, SchemaKey>();
  let others: string | undefined;
  for (const word of words(text)) {
    const [name = "", type] = word.split(":", 2);
    const isRequired = name.startsWith("!");
    const key = isRequired ? name.slice(1) : name;
    if (key === "*") others = type;
    else keys.set(key, { key, isRequired, type: type ?? key });
  }
  return { keys, others };
}

function words(text: string | undefined): readonly string[] {
  return text ? text.split(" ") : [];
}

/** A place with the places below it, made when they are first asked for: every path of every file leads through the same few. */
class Place implements SchemaPlace {
  readonly kind: FileKind;
  readonly type: SchemaType;
  readonly available: Availability;
  readonly #below = new Map<string, Place>();

  constructor(kind: FileKind, name: string, outer: Availability) {
    this.kind = kind;
    this.type = schemaType(name, kind);
    this.available = extended(outer, tables[kind].types[name]?.contexts);
  }

  below(name: string): Place {
    if (this.type.isAny) return this;
    let place = this.#below.get(name);
    if (!place) {
      place = new Place(this.kind, name, this.available);
      this.#below.set(name, place);
    }
    return place;
  }
}

const nothing: Availability = { contexts: new Set(), functions: new Set() };
const roots: Partial<Record<FileKind, Place>> = {};

function rootPlace(kind: FileKind): Place {
  let root = roots[kind];
  if (!root) {
    root = new Place(kind, tables[kind].root, nothing);
    roots[kind] = root;
  }
  return root;
}

/** What may be used further out may be used here as well (`DefinitionInfo` of `@actions/workflow-parser` 0.3.61). */
function extended(outer: Availability, contexts: number | undefined): Availability {
  if (contexts === undefined) return outer;
  const all = words(data.contexts[contexts]);
  const isFunction = (name: string) => name.endsWith("()");
  return {
    contexts: new Set([...outer.contexts, ...all.filter((name) => !isFunction(name))]),
    functions: new Set([...outer.functions, ...all.filter(isFunction).map((name) => name.slice(0, -2))]),
  };
}

/** The place of the file's root. */
export function schemaRoot(kind: FileKind): SchemaPlace {
  return rootPlace(kind);
}

/** The place below a key; `map` where it is known which of several mappings stands there. Undefined where the key is not allowed. */
export function placeOfKey(place: SchemaPlace, key: string, map?: SchemaMap): SchemaPlace | undefined {
  const { type } = place;
  if (type.isAny) return place;
  const name = map ? typeOfKey(map, key) : (first(type.maps, (one) => one.keys.get(key)?.type) ?? first(type.maps, (one) => one.others));
  return name === undefined ? undefined : (place as Place).below(name);
}

function typeOfKey(map: SchemaMap, key: string): string | undefined {
  return map.keys.get(key)?.type ?? map.others;
}

function first<T, R>(all: readonly T[], of: (one: T) => R | undefined): R | undefined {
  for (const one of all) {
    const found = of(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The place of a list's items; undefined where no list may stand. */
export function placeOfItem(place: SchemaPlace): SchemaPlace | undefined {
  if (place.type.isAny) return place;
  return place.type.item === undefined ? undefined : (place as Place).below(place.type.item);
}

/** What may stand at a path of keys and item indexes from the root; undefined where the schema does not know it. */
export function definitionOf(path: readonly string[], kind: FileKind): SchemaPlace | undefined {
  let place: SchemaPlace | undefined = rootPlace(kind);
  for (const step of path) {
    if (!place) return undefined;
    place = (isIndex.test(step) ? placeOfItem(place) : undefined) ?? placeOfKey(place, step);
  }
  return place;
}

const isIndex = /^\d+$/;
