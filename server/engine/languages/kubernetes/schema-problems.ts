import { nearest } from "../../text/nearest.ts";
import { ownCopy } from "../../text/remember.ts";
import type { Span } from "../../text/span.ts";
import { isNull } from "../yaml/mapping.ts";
import type { YamlEntry, YamlItem, YamlMap, YamlNode, YamlScalar, YamlSequence } from "../yaml/model.ts";
import { isKustomizationPath } from "./detect.ts";
import type { ManifestFile, ManifestObject } from "./model.ts";
import { parseQuantity } from "./quantity.ts";
import { quantityMeant } from "./quantity-text.ts";
import { scalarValue } from "./scalar.ts";
import { builtInGroups, kindOf } from "./schema.ts";
import type { FieldType, ObjectType, SchemaField, SchemaKind } from "./schema-types.ts";

/** What the API does not allow in an object. */
export interface SchemaProblem {
  /**
   * `unquoted-value`: a number or a boolean where a text is expected, which quotes would make it. The others: as the words say; `unknown-field` with
   * `since` is a field that older releases do not have.
   */
  readonly code: "unknown-field" | "wrong-type" | "missing-field" | "invalid-value" | "unquoted-value";
  readonly object: ManifestObject;
  /** The shortest place that tells it. */
  readonly span: Span;
  /** Where the value belongs in words: "a container", "`spec` of a Deployment". */
  readonly where: string;
  /** The field that it is about; for an item of a list, the list's. */
  readonly key: string;
  /** From the object's root, without the indexes of items. */
  readonly path: readonly string[];
  /** The entry whose key or value is wrong; undefined behind an alias, where nothing may be edited blindly, and for items. */
  readonly entry: YamlEntry | undefined;
  /** The item whose value is wrong. */
  readonly item: { readonly sequence: YamlSequence; readonly item: YamlItem } | undefined;
  /** The map that lacks a field. */
  readonly map: YamlMap | undefined;
  /** What a value should be. */
  readonly expected: FieldType | undefined;
  /** The key or the value that was meant. */
  readonly suggestion: string | undefined;
  /** Where a key that is unknown here belongs. */
  readonly home: Home | undefined;
  readonly since: number | undefined;
}

/** A place nearby where a field is known. */
export interface Home {
  /** Keys from the map that holds the field at present: how many to leave, then which to enter. */
  readonly up: number;
  readonly down: readonly string[];
  /** In words: "`securityContext` of a container". */
  readonly name: string;
  /** The map on the way there that is the last to exist; undefined where there are several, or an alias is among them. */
  readonly map: YamlMap | undefined;
  /** The keys below it that lead there and have no value yet. */
  readonly rest: readonly string[];
}

const known = new WeakMap<ManifestObject, ReadonlyMap<ObjectType, readonly SchemaProblem[]>>();

/**
 * What the API does not allow in an object, in the order of the text; by the bundled tables, or as a kind of the workspace. Nothing is said of what a
 * template fills in. `missing-field` holds for whole objects only: who asks knows whether it is a patch.
 */
export function schemaProblemsOf(object: ManifestObject, kind: SchemaKind = bundledKind(object) ?? unknownKind): readonly SchemaProblem[] {
  const { map } = object.root;
  if (!map) return [];
  const before = known.get(object);
  const found = before?.get(kind.type);
  if (found) return found;
  const walk = new Walk(object, kind);
  const problems = walk.run(map);
  known.set(object, new Map([...(before ?? []), [kind.type, problems]]));
  return problems;
}

/** Of a kind that nobody knows, nothing is known but that it has one. */
const unknownKind: SchemaKind = {
  ...{ apiVersion: "", group: "", version: "", kind: "object", isNamespaced: true, text: undefined },
  type: { fields: new Map(), isOpen: true },
};

/** The keys of an object's root that are misspelt `apiVersion` and `kind`, where the other one stands there. */
function typeSlips(map: YamlMap): readonly (readonly [entry: YamlEntry, key: string])[] {
  const missing = ["apiVersion", "kind"].filter((key) => !map.entries.some((entry) => entry.key === key));
  const [key, ...others] = missing;
  if (key === undefined || others.length > 0) return [];
  const entry = map.entries.find((one) => one.value?.kind === "scalar" && isSimilar(one.key, key));
  return entry ? [[entry, key]] : [];
}

/** The kind that the bundled tables have for an object. */
export function bundledKind(object: ManifestObject): SchemaKind | undefined {
  const apiVersion = object.apiVersion.value;
  // A kustomization need not say what it is.
  if (object.apiVersion.isAbsent && object.kindField.isAbsent && isKustomizationPath(object.file.source.path))
    return kindOf("kustomize.config.k8s.io/v1beta1", "Kustomization");
  return apiVersion === undefined || object.kind === "" ? undefined : kindOf(apiVersion, object.kind);
}

/**
 * Lets misspelt fields be read as what they were meant to be, so that one slip is one finding. `text` is that of the document, for most documents are
 * asked about at every keystroke and have none.
 */
export function readSlips(objects: readonly ManifestObject[], text: string): void {
  if (withoutSlips.has(text)) return;
  let hasSlips = false;
  for (const { root } of objects) {
    for (const [entry, key] of root.map ? typeSlips(root.map) : []) {
      entry.map.readAs(key, entry);
      hasSlips = true;
    }
  }
  for (const object of objects) {
    for (const { code, entry, suggestion } of schemaProblemsOf(object)) {
      if (code !== "unknown-field" || !entry || suggestion === undefined) continue;
      entry.map.readAs(suggestion, entry);
      hasSlips = true;
    }
  }
  if (hasSlips) return;
  if (withoutSlips.size >= maximumTexts) withoutSlips.clear();
  withoutSlips.add(ownCopy(text));
}

/** Texts of documents, as many as a few large files have. */
const withoutSlips = new Set<string>();
const maximumTexts = 1_000;

/** Aliases of aliases can make a small file very large; nobody reads what comes after so many values. */
const maximumValues = 100_000;
const maximumSearches = 300;

/** A map on the way from the root, with what may stand in it. */
interface Frame {
  readonly map: YamlMap;
  readonly type: ObjectType;
  /** The key that it stands under; "" for the root. */
  readonly key: string;
  readonly isItem: boolean;
  readonly outer: Frame | undefined;
  readonly entry: YamlEntry | undefined;
}

/** A value's place. */
interface Place {
  readonly frame: Frame;
  readonly key: string;
  readonly entry: YamlEntry | undefined;
  readonly item: { readonly sequence: YamlSequence; readonly item: YamlItem } | undefined;
}

/** An item of a list of names and values that has one key with a text. */
function isPair({ entries }: YamlMap, { isItem, type }: Frame): boolean {
  return isItem && entries.length === 1 && entries[0]?.value?.kind === "scalar" && type.fields.has("name") && type.fields.has("value");
}

class Walk {
  readonly #object: ManifestObject;
  readonly #file: ManifestFile;
  readonly #kind: SchemaKind;
  readonly #problems: SchemaProblem[] = [];
  readonly #aliased = new Map<ObjectType | FieldType, Set<number>>();
  readonly #reported = new Set<string>();
  #alias: Span | undefined;
  #values = 0;
  #unknowns = 0;

  constructor(object: ManifestObject, kind: SchemaKind) {
    this.#object = object;
    this.#file = object.file;
    this.#kind = kind;
  }

  run(map: YamlMap): readonly SchemaProblem[] {
    const frame: Frame = { map, type: this.#kind.type, key: "", isItem: false, outer: undefined, entry: undefined };
    const slips = typeSlips(map);
    for (const [entry, suggestion] of slips)
      this.#report("unknown-field", entry.keySpan, { frame, key: entry.key, entry, item: undefined }, { suggestion, map });
    this.#map(map, frame);
    // What stands in the wrong place is not missing in the right one as well.
    const misplaced = this.#problems.flatMap(({ home, key }) => (home?.map && home.rest.length === 0 ? [{ map: home.map, key }] : []));
    const isMisplaced = ({ code, map, key }: SchemaProblem) =>
      code === "missing-field" && misplaced.some((one) => one.map === map && one.key === key);
    const problems = misplaced.length === 0 ? this.#problems : this.#problems.filter((problem) => !isMisplaced(problem));
    return problems.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }

  #map(map: YamlMap, frame: Frame): void {
    const { type } = frame;
    const present = new Set<string>();
    const unknown: YamlEntry[] = [];
    let isMerged = false;
    for (const entry of map.entries) {
      if (entry.key === "<<") {
        isMerged = true;
        continue;
      }
      if (this.#file.isMasked(entry.keySpan)) continue;
      present.add(entry.key);
      const field = type.fields.get(entry.key);
      if (field) {
        if (field.since !== undefined && !isNull(entry.value)) this.#tooNew(entry, field, frame);
        this.#value(entry.value, field.type, { frame, key: entry.key, entry, item: undefined });
      } else if (!type.isOpen && !isAlwaysAllowed(entry.key, frame)) unknown.push(entry);
    }
    for (const entry of unknown) {
      const meant = this.#unknown(entry, frame, present);
      if (meant === undefined) continue;
      present.add(meant.name);
      this.#value(entry.value, meant.type, { frame, key: meant.name, entry, item: undefined });
    }
    if (isMerged || map.alias || this.#file.isOpen(map)) return;
    for (const field of type.fields.values()) {
      if (!field.isRequired || present.has(field.name) || (!frame.outer && isTypeKey(field.name))) continue;
      // A slip that was not understood may well be what is missing.
      if (unknown.length > 0 && unknown.some(({ key }) => isSimilar(key, field.name))) continue;
      // `- NAME: value` instead of a name and a value.
      if (isPair(map, frame) && unknown.length === 1) continue;
      this.#report(
        "missing-field",
        this.#placeOfMap(frame),
        { frame, key: field.name, entry: undefined, item: undefined },
        { map, expected: field.type },
      );
    }
  }

  /** Where a map is told of that lacks something: its key, for an item its first key, for the root its kind. */
  #placeOfMap(frame: Frame): Span {
    const first = frame.map.entries[0]?.keySpan;
    if (frame.isItem) return first ?? { start: frame.map.span.start, end: Math.min(frame.map.span.end, frame.map.span.start + 1) };
    return frame.entry?.keySpan ?? this.#object.kindField.span ?? first ?? frame.map.span;
  }

  #value(node: YamlNode | undefined, type: FieldType, place: Place): void {
    if (type.is === "any" || node === undefined || ++this.#values > maximumValues) return;
    // Long values are masked in their parts: only one that is a placeholder itself is unknown as a whole.
    if (node.kind === "scalar" && this.#file.isMasked(node.span)) return;
    if (node.alias) {
      // What is aliased is judged where its anchor stands; here, only as what it would be here.
      const seen = this.#aliased.get(type) ?? new Set<number>();
      if (seen.has(node.span.start)) return;
      this.#aliased.set(type, seen.add(node.span.start));
    }
    const outer = this.#alias;
    this.#alias ??= node.alias;
    if (node.kind === "scalar") this.#scalar(node, type, place);
    else if (node.kind === "sequence") this.#sequence(node, type, place);
    else if (type.is === "object")
      this.#map(node, {
        map: node,
        type: type.type,
        key: place.key,
        isItem: place.item !== undefined,
        outer: place.frame,
        entry: place.entry,
      });
    else if (type.is === "map") this.#freeMap(node, type.value, place);
    else if (!this.#isTemplate(node)) this.#wrongType(node, type, place);
    this.#alias = outer;
  }

  #freeMap(map: YamlMap, value: FieldType, place: Place): void {
    const free = resources.filter((one) => map.entry(one)?.key !== one);
    const isResources = value.is === "quantity" && place.frame.key === "resources" && (place.key === "limits" || place.key === "requests");
    for (const entry of map.entries) {
      if (entry.key === "<<" || this.#file.isMasked(entry.keySpan)) continue;
      if (isResources && !isResource(entry.key)) {
        const suggestion = this.#isSearching() ? nearest(entry.key, free) : undefined;
        const inside: Frame = { map, type: noFields, key: place.key, isItem: false, outer: place.frame, entry: place.entry };
        const outer = place.frame;
        const home: Home | undefined =
          outer.type.fields.has(entry.key) && !outer.map.entry(entry.key)
            ? { up: 1, down: [], name: nameOf(outer, this.#kind), map: outer.map.alias ? undefined : outer.map, rest: [] }
            : undefined;
        this.#report("unknown-field", entry.keySpan, { frame: inside, key: entry.key, entry, item: undefined }, { suggestion, map, home });
        // Such as `limits` under `requests`.
        if (entry.value?.kind === "map") continue;
      }
      this.#value(entry.value, value, { frame: place.frame, key: place.key, entry, item: undefined });
    }
  }

  #sequence(node: YamlSequence, type: FieldType, place: Place): void {
    if (type.is !== "list") {
      this.#wrongType(node, type, place);
      return;
    }
    for (const item of node.items)
      this.#value(item.value, type.item, { frame: place.frame, key: place.key, entry: place.entry, item: { sequence: node, item } });
  }

  #scalar(node: YamlScalar, type: FieldType, place: Place): void {
    const value = scalarValue(node);
    if (value === null) return;
    const { is } = type;
    if (is === "enum") {
      if (typeof value === "string" && (type.isOpen || value === "" || type.values.includes(value))) return;
      if (typeof value !== "string" && type.values.includes(node.text)) {
        this.#report("unquoted-value", node.span, place, { expected: type });
        return;
      }
      if (type.isOpen) return;
      const suggestion = type.values.find((one) => one.toLowerCase() === node.text.toLowerCase()) ?? nearest(node.text, type.values);
      this.#report("invalid-value", node.span, place, { expected: type, suggestion });
      return;
    }
    if (is === "string") {
      if (typeof value !== "string") this.#report("unquoted-value", node.span, place, { expected: type });
    } else if (is === "quantity") {
      if (typeof value === "boolean") this.#wrongType(node, type, place);
      else if (typeof value === "string" && value.trim() !== "" && parseQuantity(value) === undefined)
        this.#report("invalid-value", node.span, place, { expected: type, suggestion: quantityMeant(value) });
    } else if (!takes(type, value) || (is === "integer-or-string" && this.#isQuotedNumber(node))) {
      this.#wrongType(node, type, place);
    }
  }

  /** In the APIs of Kubernetes itself, a text in the place of a number is the name of a port, which has a letter in it, or a percentage. */
  #isQuotedNumber({ style, text }: YamlScalar): boolean {
    return style !== "plain" && /^\d+$/.test(text) && builtInGroups.has(this.#kind.group);
  }

  #wrongType(node: YamlNode, type: FieldType, place: Place): void {
    // What a template fills in may make something else of it: `localhost:{{ port }}` is one text.
    if (node.kind !== "scalar" && this.#file.isMasked(node.span)) return;
    if (node.kind === "map" && node.entries.some((entry) => this.#file.isFilled(entry))) return;
    this.#report("wrong-type", this.#start(node), place, {
      expected: type,
      suggestion: node.kind === "scalar" ? meantBy(node, type) : undefined,
    });
  }

  /** The value may be long: where it begins is enough. */
  #start(node: YamlNode): Span {
    if (node.kind === "map" && !node.isFlow && node.entries[0]) return node.entries[0].keySpan;
    if (node.kind === "sequence" && !node.isFlow) return { start: node.span.start, end: node.span.start + 1 };
    const { source } = this.#file;
    return { start: node.span.start, end: Math.min(node.span.end, source.lineSpan(source.lineOf(node.span.start)).end) };
  }

  /** `{{ name }}` of a template engine, which YAML reads as a map. */
  #isTemplate(node: YamlMap): boolean {
    return node.isFlow && this.#file.source.text.startsWith("{{", node.span.start);
  }

  #tooNew(entry: YamlEntry, field: SchemaField, frame: Frame): void {
    this.#report("unknown-field", entry.keySpan, { frame, key: entry.key, entry, item: undefined }, { since: field.since });
  }

  /** In an object with very many unknown fields something else is wrong, and nobody looks at what each may have been. */
  #isSearching(): boolean {
    return ++this.#unknowns <= maximumSearches;
  }

  /** Reports a field that is not known, and gives the one that was meant. */
  #unknown(entry: YamlEntry, frame: Frame, present: ReadonlySet<string>): SchemaField | undefined {
    if (!this.#isSearching()) {
      this.#report("unknown-field", entry.keySpan, { frame, key: entry.key, entry, item: undefined }, { map: frame.map });
      return undefined;
    }
    const free = [...frame.type.fields.values()].filter(({ name, type }) => !present.has(name) && mayHold(type, entry.value));
    const names = free.map(({ name }) => name);
    const same = names.find((name) => isSameWord(name, entry.key));
    const near = same ?? nearest(entry.key, names);
    const home = same === undefined ? homeOf(entry, frame) : undefined;
    // A field that is called exactly so next to here is likelier than one that is only similar.
    const meant = home && (near === undefined || home.up + home.down.length <= 2) ? undefined : near;
    this.#report(
      "unknown-field",
      entry.keySpan,
      { frame, key: entry.key, entry, item: undefined },
      { suggestion: meant, home: meant === undefined ? home : undefined, map: frame.map },
    );
    return meant === undefined ? undefined : frame.type.fields.get(meant);
  }

  #report(
    code: SchemaProblem["code"],
    span: Span,
    place: Place,
    more: Partial<Pick<SchemaProblem, "map" | "expected" | "suggestion" | "home" | "since">>,
  ): void {
    // What is wrong behind an alias is wrong at its anchor already, or only in this place.
    const at = this.#alias ?? span;
    const own = `${code} ${span.start} ${place.key}`;
    const forms = this.#alias ? [own, `alias ${at.start}`] : [own];
    if (forms.some((form) => this.#reported.has(form))) return;
    for (const form of forms) this.#reported.add(form);
    this.#problems.push({
      code,
      object: this.#object,
      span: at,
      where: nameOf(place.frame, this.#kind),
      key: place.key,
      path: [...pathOf(place.frame), place.key],
      entry: this.#alias || place.item ? undefined : place.entry,
      item: this.#alias ? undefined : place.item,
      map: this.#alias ? undefined : more.map,
      expected: more.expected,
      suggestion: more.suggestion,
      home: more.home,
      since: more.since,
    });
  }
}

/** What a container may ask for; others are named with the domain of who provides them (`nvidia.com/gpu`). */
const resources = ["cpu", "memory", "ephemeral-storage"];

function isResource(key: string): boolean {
  return resources.includes(key) || key === "storage" || key.startsWith("hugepages-") || key.includes("/");
}

const noFields: ObjectType = { fields: new Map(), isOpen: false };

function isTypeKey(key: string): boolean {
  return key === "apiVersion" || key === "kind";
}

/** Directives of strategic merge patches, and what a cluster writes into every object. */
function isAlwaysAllowed(key: string, { outer, key: own }: Frame): boolean {
  if (/^\$(?:patch|retainKeys|setElementOrder\/|deleteFromPrimitiveList\/)/.test(key)) return true;
  // SOPS leaves its own beside what it has encrypted.
  if (!outer) return key === "status" || key === "sops";
  // Written by clusters before 1.20.
  return own === "metadata" && (key === "clusterName" || key === "initializers");
}

function pathOf(frame: Frame): string[] {
  return frame.outer ? [...pathOf(frame.outer), frame.key] : [];
}

/** What one of many is called. */
const itemNames: ReadonlyMap<string, string> = new Map([
  ["containers", "a container"],
  ["initContainers", "an init container"],
  ["ephemeralContainers", "an ephemeral container"],
  ["env", "an environment variable"],
  ["envFrom", "an item of `envFrom`"],
  ["ports", "a port"],
  ["volumes", "a volume"],
  ["volumeMounts", "a volume mount"],
  ["rules", "a rule"],
  ["tolerations", "a toleration"],
  ["steps", "a step"],
  ["metrics", "a metric"],
  ["triggers", "a trigger"],
  ["subjects", "a subject"],
]);

function nameOf(frame: Frame, kind: SchemaKind): string {
  if (!frame.outer) return `${/^[AEIO]/.test(kind.kind) ? "an" : "a"} ${kind.kind}`;
  if (frame.isItem) return itemNames.get(frame.key) ?? `an item of \`${frame.key}\``;
  const { outer } = frame;
  if (!outer.outer) return `\`${frame.key}\` of ${nameOf(outer, kind)}`;
  return outer.isItem ? `\`${frame.key}\` of ${nameOf(outer, kind)}` : `\`${outer.key}.${frame.key}\``;
}

/** Whether a value has the form that a type takes; what is not there fits everywhere. */
function mayHold(type: FieldType, node: YamlNode | undefined): boolean {
  if (node === undefined || isNull(node) || type.is === "any") return true;
  if (node.kind === "map") return type.is === "object" || type.is === "map";
  if (node.kind === "sequence") return type.is === "list";
  if (type.is === "string" || type.is === "enum" || type.is === "quantity") return true;
  return type.is !== "object" && type.is !== "map" && type.is !== "list" && takes(type, scalarValue(node));
}

function takes(type: FieldType, value: string | number | boolean | null): boolean {
  if (type.is === "integer") return typeof value === "number" && Number.isInteger(value);
  if (type.is === "number") return typeof value === "number";
  if (type.is === "boolean") return typeof value === "boolean";
  if (type.is === "time") return typeof value === "string";
  if (type.is === "integer-or-string") return typeof value === "string" || (typeof value === "number" && Number.isInteger(value));
  return false;
}

/** What a scalar of the wrong type was meant to be: without its quotes, or as the word that it stands for. */
function meantBy({ text }: YamlScalar, type: FieldType): string | undefined {
  const word = text.trim();
  if (type.is === "boolean") {
    if (/^(?:true|yes|on)$/i.test(word)) return "true";
    return /^(?:false|no|off)$/i.test(word) ? "false" : undefined;
  }
  if (type.is === "integer" || type.is === "integer-or-string") return /^-?(?:0|[1-9]\d{0,14})$/.test(word) ? word : undefined;
  return type.is === "number" && /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(word) ? word : undefined;
}

function isSameWord(a: string, b: string): boolean {
  const letters = (text: string) => text.toLowerCase().replace(/[-_.\s;:]/g, "");
  return letters(a) === letters(b);
}

function isSimilar(a: string, b: string): boolean {
  return isSameWord(a, b) || nearest(a, [b]) !== undefined;
}

/** How many maps to leave and to enter, in search of where a field belongs. */
const maximumUp = 3;
const maximumDown = 3;
/** Names that so many types have that finding one nearby tells nothing. */
const common = new Set([
  "name",
  "kind",
  "type",
  "value",
  "key",
  "path",
  "apiVersion",
  "metadata",
  "spec",
  "namespace",
  "mode",
  "items",
  "operator",
  "status",
  "data",
  "url",
  "id",
]);

/** The nearest place where a field of that name, which takes such a value, is known. */
function homeOf(entry: YamlEntry, frame: Frame): Home | undefined {
  const { key } = entry;
  let best: (Home & { readonly cost: number }) | undefined;
  let at: Frame | undefined = frame;
  for (let up = 0; at && up <= maximumUp; up++, at = at.outer) {
    const most = (best ? best.cost - 1 : maximumUp + maximumDown) - up;
    const down = pathTo(key, entry.value, at, Math.min(maximumDown, most), frame.type);
    if (!down) continue;
    const cost = up + down.length;
    if (common.has(key) && cost > 1) continue;
    if (cost === 0 || (best && best.cost <= cost)) continue;
    // Beside, many things could stand that have such a field: only what is there is a likely place.
    if (up > 0 && !isThere(at.map, down.at(-1) === frame.key ? down.slice(0, -1) : down)) continue;
    best = { up, down, name: homeName(at, down), ...existing(at, down), cost };
  }
  return best;
}

/**
 * The keys that lead to the nearest object below (or at) a type which has such a field; of several as near, the one that is there. Undefined where nothing
 * tells which of several is meant.
 */
function pathTo(
  key: string,
  value: YamlNode | undefined,
  { map, type }: Frame,
  most: number,
  except: ObjectType,
): readonly string[] | undefined {
  let level: { readonly type: ObjectType; readonly path: readonly string[] }[] = [{ type, path: [] }];
  const seen = new Set<ObjectType>([type]);
  for (let depth = 0; depth <= most; depth++) {
    const found: (readonly string[])[] = [];
    const next: typeof level = [];
    for (const one of level) {
      const field = one.type.fields.get(key);
      if (field && one.type !== except && mayHold(field.type, value)) found.push(one.path);
      for (const below of one.type.fields.values()) {
        const is = below.type.is === "list" ? below.type.item : below.type;
        // Of several fields of one type, each is a place of its own at the first level.
        if (is.is !== "object" || (depth > 0 && seen.has(is.type))) continue;
        seen.add(is.type);
        next.push({ type: is.type, path: [...one.path, below.name] });
      }
    }
    if (found.length > 0) {
      const there = found.filter((path) => isThere(map, path));
      return there.length === 1 ? there[0] : there.length === 0 && found.length === 1 ? found[0] : undefined;
    }
    level = next;
  }
  return undefined;
}

/** How much of the way to a place is there already. */
function existing(frame: Frame, down: readonly string[]): { readonly map: YamlMap | undefined; readonly rest: readonly string[] } {
  let { map, type }: { map: YamlMap; type: ObjectType } = frame;
  for (const [i, key] of down.entries()) {
    const is: FieldType | undefined = type.fields.get(key)?.type;
    const entry = map.entry(key);
    // What is missing in a list would be an item of its own.
    if (!entry || isNull(entry.value)) return isAllMaps(type, down.slice(i)) ? { map, rest: down.slice(i) } : { map: undefined, rest: [] };
    const { value } = entry;
    const one: YamlNode | undefined = value?.kind === "sequence" ? (value.items.length === 1 ? value.items[0]?.value : undefined) : value;
    const below = is?.is === "list" ? is.item : is;
    if (one?.kind !== "map" || one.alias || value?.alias || below?.is !== "object") return { map: undefined, rest: [] };
    map = one;
    type = below.type;
  }
  return { map, rest: [] };
}

/** Whether a path leads somewhere, through any item of lists. */
function isThere(map: YamlMap, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  const value = map.get(key);
  const maps = value?.kind === "sequence" ? value.items.map((item) => item.value) : [value];
  return maps.some((one) => one?.kind === "map" && isThere(one, rest));
}

function isAllMaps(type: ObjectType, path: readonly string[]): boolean {
  let at = type;
  for (const key of path) {
    const is = at.fields.get(key)?.type;
    if (is?.is !== "object") return false;
    at = is.type;
  }
  return true;
}

function homeName(frame: Frame, down: readonly string[]): string {
  if (down.length === 0)
    return frame.outer
      ? frame.isItem
        ? (itemNames.get(frame.key) ?? `the item of \`${frame.key}\``)
        : `\`${frame.key}\``
      : "the object itself";
  const own = frame.isItem || frame.key === "" ? "" : `${frame.key}.`;
  const item = itemNames.get(down.at(-2) ?? "");
  if (item !== undefined) return `\`${down.at(-1)}\` of ${item}`;
  return down.length === 1 && itemNames.has(down[0] ?? "") ? (itemNames.get(down[0] ?? "") ?? "") : `\`${own}${down.join(".")}\``;
}
