import { nearest } from "../../text/nearest.ts";
import type { Span } from "../../text/span.ts";
import { isNull, Mapping } from "../yaml/mapping.ts";
import type { YamlEntry, YamlItem, YamlMap, YamlNode, YamlScalar, YamlSequence } from "../yaml/model.ts";
import { parseByteSize } from "./byte-size.ts";
import { parseComposeDuration } from "./duration.ts";
import { foreignKeys } from "./foreign-keys.ts";
import type { ComposeFile } from "./model.ts";
import { composeObject, formsOf, objectsOf } from "./schema.ts";
import type { ComposeField, ComposeObject, ComposeType } from "./schema-types.ts";

/** What the Compose Specification, or Compose's reading of it, does not allow in a file. */
export interface SchemaProblem {
  readonly code: "unknown-key" | "wrong-type" | "invalid-value" | "missing-key";
  /** The shortest place that tells it. */
  readonly span: Span;
  /** Where the value belongs in words: "a service", "`healthcheck`". */
  readonly where: string;
  /** The type of `where` in the table: `service`. */
  readonly owner: string;
  /** The field that it is about; for an item of a list, the list's. */
  readonly key: string;
  /** From the root of the document, with the indexes of items. */
  readonly path: readonly (string | number)[];
  /** `empty`: nothing stands behind the key. `key`: it is about the key's own text. `repeated`: the item stands in its list already. */
  readonly about: "value" | "empty" | "key" | "repeated";
  /** The value that is wrong. */
  readonly node: YamlNode | undefined;
  /** The entry whose key or value is wrong; undefined behind an alias, where nothing may be edited blindly, and for items. */
  readonly entry: YamlEntry | undefined;
  /** The item whose value is wrong. */
  readonly item: { readonly sequence: YamlSequence; readonly item: YamlItem } | undefined;
  /** The map that lacks a field, or has one that is unknown. */
  readonly map: YamlMap | undefined;
  /** What a value should be. */
  readonly expected: ComposeType | undefined;
  /** The key or the text that was meant. */
  readonly suggestion: string | undefined;
  /** Where a key that is unknown here belongs. */
  readonly home: Home | undefined;
  /** What else is to be said of a key that belongs nowhere. */
  readonly advice: string | undefined;
}

/** A place nearby where a key is known. */
export interface Home {
  /** The map that it is in, or that leads there. */
  readonly map: YamlMap | undefined;
  /** The keys from that map to the key, which may be called otherwise there. */
  readonly path: readonly [string, ...string[]];
  /** In words: "`deploy.resources`". */
  readonly name: string;
}

const known = new WeakMap<ComposeFile, readonly SchemaProblem[]>();

/**
 * What the specification does not allow in a file, in the order of the text. Nothing is said of a value with a variable in it, of what `!reset` takes
 * away, and of `x-` parts but where they are used. `missing-key` and empty values hold for a whole file: who asks knows whether others are laid over it.
 */
export function schemaProblemsOf(file: ComposeFile): readonly SchemaProblem[] {
  let problems = known.get(file);
  if (!problems) {
    problems = file.isTemplate ? [] : new Walk(file).run();
    known.set(file, problems);
  }
  return problems;
}

/** Lets misspelt keys be read as what they were meant to be, so that one slip is one finding. */
export function readSlips(file: ComposeFile): void {
  if (file.isBroken) return;
  for (const { code, entry, suggestion, about } of schemaProblemsOf(file))
    if (code === "unknown-key" && about === "key" && entry && suggestion !== undefined) entry.map.readAs(suggestion, entry);
}

/** Aliases of aliases can make a small file very large; Compose itself refuses to read more. */
const maximumValues = 100_000;
const maximumSearches = 200;

/** A map on the way from the root, with what may stand in it. */
interface Frame {
  readonly map: YamlMap;
  readonly type: ComposeObject;
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
  readonly path: readonly (string | number)[];
}

class Walk {
  readonly #file: ComposeFile;
  readonly #problems: SchemaProblem[] = [];
  readonly #aliased = new Map<ComposeType, Set<number>>();
  readonly #reported = new Set<string>();
  /** Where extensions stand, which nobody reads but through aliases. */
  readonly #free: Span[] = [];
  #alias: Span | undefined;
  /** In what `<<` brings. */
  #isMerged = false;
  #values = 0;
  #unknowns = 0;

  constructor(file: ComposeFile) {
    this.#file = file;
  }

  run(): readonly SchemaProblem[] {
    for (const { root } of this.#file.yaml.documents) {
      if (root?.kind !== "map" || isForeign(root)) continue;
      for (const { key, span } of root.entries) if (key.startsWith("x-")) this.#free.push(span);
      this.#map(root, { map: root, type: composeObject("root"), key: "", isItem: false, outer: undefined, entry: undefined }, []);
    }
    return this.#problems.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }

  #map(map: YamlMap, frame: Frame, path: readonly (string | number)[]): void {
    const { type } = frame;
    const entries = this.#entries(map);
    const present = new Set(entries.map(({ key }) => key));
    const unknown: YamlEntry[] = [];
    for (const entry of entries) {
      const field = type.fields.get(entry.key);
      const place = { frame, key: entry.key, entry, item: undefined, path: [...path, entry.key] };
      this.#within(map, entry, () => {
        if (field) this.#value(entry.value, field.type, place);
        else if (!type.isOpen && !(type.isExtensible && entry.key.startsWith("x-"))) unknown.push(entry);
      });
    }
    for (const entry of unknown) {
      this.#within(map, entry, () => {
        const meant = this.#unknown(entry, frame, present, path);
        if (!meant) return;
        present.add(meant.name);
        this.#value(entry.value, meant.type, { frame, key: meant.name, entry, item: undefined, path: [...path, entry.key] });
      });
    }
    if (map.alias || this.#file.isOpen(map)) return;
    for (const field of type.fields.values()) {
      if (!field.isRequired || present.has(field.name)) continue;
      // A slip that was not understood may well be what is missing.
      if (unknown.some(({ key }) => isSimilar(key, field.name))) continue;
      const place = { frame, key: field.name, entry: undefined, item: undefined, path: [...path, field.name] };
      this.#report("missing-key", placeOfMap(frame), place, { map, expected: field.type });
    }
  }

  /** What is in a map as Compose reads it: its own entries and what `<<` brings; keys that are no texts are told of. */
  #entries(map: YamlMap): readonly YamlEntry[] {
    return map.entry("<<") ? Mapping.of(this.#file, map).entries : map.entries;
  }

  /** Does something with an entry of a map, which may be one that `<<` brings. */
  #within(map: YamlMap, entry: YamlEntry, act: () => void): void {
    const outer = this.#isMerged;
    this.#isMerged = outer || entry.map !== map;
    act();
    this.#isMerged = outer;
  }

  #freeMap(map: YamlMap, type: ComposeType & { readonly is: "map" }, place: Place): void {
    for (const entry of this.#entries(map)) {
      this.#within(map, entry, () => {
        const own = { ...place, entry, path: [...place.path, entry.key] };
        if (type.keys && entry.key !== "" && !type.keys.accepts(entry.key)) {
          const expected: ComposeType = { is: "format", format: type.keys };
          const suggestion = type.keys.meant?.(entry.key);
          this.#report("invalid-value", entry.keySpan, own, { expected, suggestion, about: "key" });
        } else if (this.#isNoText(entry)) {
          this.#report("wrong-type", entry.keySpan, own, { expected: { is: "string" }, suggestion: entry.key, about: "key" });
        }
        const isService = place.frame.type.name === "root" && place.key === "services";
        if (isService && isMisplacedSection(entry)) this.#tellMisplaced(entry, own);
        else this.#value(entry.value, type.value, own);
      });
    }
  }

  /** A key without quotes that YAML reads as a number or a truth value, which Compose refuses: `1:`, `true:`. */
  #isNoText({ key, keySpan }: YamlEntry): boolean {
    return this.#file.source.slice(keySpan) === key && typeof plainValue(key) !== "string";
  }

  #tellMisplaced(entry: YamlEntry, place: Place): void {
    const { key } = entry;
    const home: Home = { map: place.frame.map, path: [key], name: "the top level" };
    this.#report("unknown-key", entry.keySpan, { ...place, key }, { home, about: "key" });
  }

  #value(node: YamlNode | undefined, type: ComposeType, place: Place): void {
    if (type.is === "any" || ++this.#values > maximumValues) return;
    // What is taken away is nothing, and what a tag of its own makes of a value is not known.
    if (node?.tag !== undefined && node.tag !== "!override" && !node.tag.startsWith("!!")) return;
    const forms = formsOf(type);
    if (isNull(node)) {
      if (place.entry && (this.#file.isFilled(place.entry) || this.#isTagged(place.entry))) return;
      if (!forms.some(({ is }) => is === "null" || is === "any"))
        this.#report("wrong-type", node && node.span.end > node.span.start ? node.span : spanOf(place), place, {
          expected: type,
          about: "empty",
          node,
        });
      return;
    }
    if (!node || forms.some(({ is }) => is === "any")) return;
    if (node.alias) {
      // What is aliased is judged where its anchor stands; here, only as what it would be here.
      const seen = this.#aliased.get(type) ?? new Set<number>();
      if (seen.has(node.span.start)) return;
      this.#aliased.set(type, seen.add(node.span.start));
    }
    const outer = this.#alias;
    this.#alias ??= node.alias;
    if (node.kind === "scalar") this.#scalar(node, type, forms, place);
    else if (node.kind === "sequence") this.#sequence(node, type, forms, place);
    else this.#mapping(node, type, forms, place);
    this.#alias = outer;
  }

  /** `!reset` and nothing behind it. */
  #isTagged({ valueOffset }: YamlEntry): boolean {
    return /^[ \t]*!/.test(this.#file.source.text.slice(valueOffset, valueOffset + 20));
  }

  #mapping(node: YamlMap, type: ComposeType, forms: readonly ComposeType[], place: Place): void {
    const form = forms.find(({ is }) => is === "object" || is === "map");
    if (form?.is === "object") {
      const { key, frame: outer, entry, item, path } = place;
      this.#map(node, { map: node, type: form.type, key, isItem: item !== undefined, outer, entry }, path);
    } else if (form?.is === "map") this.#freeMap(node, form, place);
    else this.#report("wrong-type", start(this.#file, node), place, { expected: type, node });
  }

  #sequence(node: YamlSequence, type: ComposeType, forms: readonly ComposeType[], place: Place): void {
    const form = forms.find(({ is }) => is === "list");
    if (form?.is !== "list") {
      this.#report("wrong-type", start(this.#file, node), place, { expected: type, node });
      return;
    }
    const before = new Set<string>();
    for (const [i, item] of node.items.entries()) {
      const own = { ...place, item: { sequence: node, item }, path: [...place.path, i] };
      this.#value(item.value, form.item, own);
      if (!form.isUnique || item.value?.kind !== "scalar" || item.value.text.includes("$")) continue;
      if (before.has(item.value.text))
        this.#report("invalid-value", item.value.span, own, { expected: type, about: "repeated", node: item.value });
      before.add(item.value.text);
    }
  }

  #scalar(node: YamlScalar, type: ComposeType, forms: readonly ComposeType[], place: Place): void {
    // What a variable is replaced by may be anything.
    if (node.text.includes("$")) return;
    const value = scalarOf(node);
    if (value === undefined) return;
    const verdicts = forms.map((form) => verdictOn(value, node.text, form));
    if (verdicts.some(({ is }) => is === "good")) return;
    const invalid = verdicts.findIndex(({ is }) => is === "invalid");
    const span = start(this.#file, node);
    if (invalid >= 0) {
      this.#report("invalid-value", span, place, { expected: forms[invalid], suggestion: verdicts[invalid]?.meant, node });
      return;
    }
    this.#report("wrong-type", span, place, { expected: type, suggestion: verdicts.find(({ meant }) => meant !== undefined)?.meant, node });
  }

  /** Reports a key that is not known, and gives the field that was meant. */
  #unknown(entry: YamlEntry, frame: Frame, present: ReadonlySet<string>, path: readonly (string | number)[]): ComposeField | undefined {
    const { key } = entry;
    const place: Place = { frame, key, entry, item: undefined, path: [...path, key] };
    const tell = (more: Pick<Partial<SchemaProblem>, "suggestion" | "home" | "advice">) => {
      this.#report("unknown-key", entry.keySpan, place, { ...more, map: frame.map, about: "key" });
      return more.suggestion === undefined ? undefined : frame.type.fields.get(more.suggestion);
    };
    if (key === "" || ++this.#unknowns > maximumSearches) return tell({});
    const free = [...frame.type.fields.values()].filter(({ name, type }) => !present.has(name) && mayHold(type, entry.value));
    const names = free.map(({ name }) => name);
    const same = names.find((name) => letters(name) === letters(key));
    if (same !== undefined) return tell({ suggestion: same });
    if (!frame.outer && isServiceLike(entry.value)) return tell({ home: { map: frame.map, path: ["services", key], name: "`services`" } });
    const foreign = foreignKeys(frame.type.name, key, entry.value);
    if (foreign?.rename !== undefined && names.includes(foreign.rename)) return tell({ suggestion: foreign.rename });
    if (foreign?.path) return tell({ home: homeAt(frame, foreign.path) });
    if (foreign?.advice !== undefined) return tell({ advice: foreign.advice });
    const near = nearest(key, names);
    const home = homeOf(entry, frame);
    // A key that is called exactly so next to here is likelier than one that is only similar.
    if (home && (near === undefined || home.cost <= 1)) return tell({ home: home.home });
    return tell(near === undefined ? {} : { suggestion: near });
  }

  #report(
    code: SchemaProblem["code"],
    span: Span,
    place: Place,
    more: Partial<Pick<SchemaProblem, "map" | "expected" | "suggestion" | "home" | "advice" | "about" | "node">>,
  ): void {
    const isIndirect = this.#alias !== undefined || this.#isMerged;
    // What is wrong in an extension is wrong wherever it is used; what is right at its anchor, only where an alias brings it.
    const at = this.#alias && !this.#free.some((free) => free.start <= span.start && span.end <= free.end) ? this.#alias : span;
    const own = `${code} ${span.start}`;
    const forms = at === span ? [own] : [own, `alias ${at.start}`];
    if (forms.some((form) => this.#reported.has(form))) return;
    for (const form of forms) this.#reported.add(form);
    this.#problems.push({
      code,
      span: at,
      where: nameOf(place.frame),
      owner: place.frame.type.name,
      key: place.key,
      path: place.path,
      about: more.about ?? "value",
      node: more.node,
      entry: isIndirect || place.item ? undefined : place.entry,
      item: isIndirect ? undefined : place.item,
      map: isIndirect ? undefined : more.map,
      expected: more.expected,
      suggestion: more.suggestion,
      home: more.home,
      advice: more.advice,
    });
  }
}

/** Whether a file only has the name of a Compose file: nothing of its root is known, nor similar to what every file has. */
function isForeign({ entries }: YamlMap): boolean {
  const { fields } = composeObject("root");
  return !entries.some(({ key, value }) => fields.has(key) || isSimilar(key, "services") || isServiceLike(value));
}

/** Whether a value has what a service is made of. */
function isServiceLike(node: YamlNode | undefined): boolean {
  return node?.kind === "map" && (node.entry("image") !== undefined || node.entry("build") !== undefined);
}

const sections: ReadonlySet<string> = new Set(["volumes", "networks", "secrets", "configs"]);

/** Whether what stands among the services is a section of the top level, such as `volumes`, that is indented too far. */
export function isMisplacedSection({ key, value }: YamlEntry): boolean {
  if (!sections.has(key)) return false;
  const { fields } = composeObject("service");
  return isNull(value) || (value?.kind === "map" && !value.entries.some((one) => fields.has(one.key) && one.key !== key));
}

function spanOf({ entry, item }: Place): Span {
  return item ? item.item.span : (entry?.keySpan ?? { start: 0, end: 0 });
}

/** Where a map is told of that lacks something: its key, for an item its first key. */
function placeOfMap({ map, isItem, entry }: Frame): Span {
  const first = map.entries[0]?.keySpan;
  if (isItem || !entry) return first ?? { start: map.span.start, end: Math.min(map.span.end, map.span.start + 1) };
  return entry.keySpan;
}

/** The value may be long: where it begins is enough. */
function start({ source }: ComposeFile, node: YamlNode): Span {
  if (node.kind === "map" && !node.isFlow && node.entries[0]) return node.entries[0].keySpan;
  if (node.kind === "sequence" && !node.isFlow) return { start: node.span.start, end: node.span.start + 1 };
  return { start: node.span.start, end: Math.min(node.span.end, source.lineSpan(source.lineOf(node.span.start)).end) };
}

/** What go-yaml, with which Compose reads, makes of a scalar; undefined for a date, which is neither. */
function scalarOf(node: YamlScalar): string | number | boolean | undefined {
  if (node.style !== "plain" || (node.tag !== undefined && node.tag !== "!override")) return node.text;
  return plainValue(node.text);
}

function plainValue(text: string): string | number | boolean | undefined {
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (!/^[-+.\d]/.test(text)) return text;
  if (/^\d{4}-\d\d?-\d\d?(?:$|[Tt ])/.test(text)) return undefined;
  const digits = text.replaceAll("_", "");
  const integer = /^([-+]?)0(?:x([\da-fA-F]+)|b([01]+)|o?([0-7]+))$/.exec(digits);
  if (integer) {
    const [, sign, hex, binary, octal = ""] = integer;
    return Number.parseInt(`${sign}${hex ?? binary ?? octal}`, hex ? 16 : binary ? 2 : 8);
  }
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(digits)) return Number(digits);
  return /^[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)$/.test(text) ? undefined : text;
}

interface Verdict {
  /** `invalid`: of the right type, but not a value that is taken. */
  readonly is: "good" | "wrong" | "invalid";
  readonly meant?: string | undefined;
}

const good: Verdict = { is: "good" };
const wrong: Verdict = { is: "wrong" };

/** What Compose says of a scalar in the place of a type. Source: the casts and decoders of compose-go 2.16. */
function verdictOn(value: string | number | boolean, text: string, type: ComposeType): Verdict {
  switch (type.is) {
    case "string":
      return typeof value === "string" ? good : wrong;
    case "boolean":
      return verdictOnBoolean(value, text, type.takesText);
    case "number":
      return verdictOnNumber(value, type);
    case "duration":
      if (typeof value === "number") return { is: "wrong", meant: /^\d+$/.test(text) ? `${text}s` : undefined };
      if (typeof value === "boolean") return wrong;
      return parseComposeDuration(value) === undefined ? { is: "invalid", meant: durationMeant(value) } : good;
    case "bytes":
      if (typeof value === "boolean") return wrong;
      if (typeof value === "number") return type.takes === "text" || (type.takes === "integer" && !Number.isInteger(value)) ? wrong : good;
      return parseByteSize(value) === undefined ? { is: "invalid", meant: sizeMeant(value) } : good;
    case "enum":
      if (type.isOpen) return typeof value === "string" ? good : wrong;
      if (typeof value !== "string") return wrong;
      if (type.values.includes(value)) return good;
      return { is: "invalid", meant: wordMeant(value, type.values) };
    case "format": {
      const { format } = type;
      if (typeof value === "number" && format.takesNumber) return Number.isInteger(value) ? good : wrong;
      if (typeof value !== "string") return { is: "wrong", meant: format.meant?.(text) };
      return format.accepts(value) ? good : { is: "invalid", meant: format.meant?.(value) ?? wordMeant(value, format.values) };
    }
    default:
      return wrong;
  }
}

function verdictOnBoolean(value: string | number | boolean, text: string, takesText: boolean): Verdict {
  if (typeof value === "boolean") return good;
  const word = text.trim();
  const meant = /^(?:true|yes|y|on|1)$/i.test(word) ? "true" : /^(?:false|no|n|off|0)$/i.test(word) ? "false" : undefined;
  if (typeof value === "string" && takesText && /^(?:true|false|y|yes|on|n|no|off)$/i.test(value)) return good;
  return { is: "wrong", meant };
}

function verdictOnNumber(value: string | number | boolean, type: ComposeType & { readonly is: "number" }): Verdict {
  const { isWhole, takesText, minimum, maximum } = type;
  if (typeof value === "boolean") return wrong;
  const pattern = isWhole ? /^[-+]?\d+$/ : /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
  if (typeof value === "string" && !pattern.test(value)) return { is: "wrong", meant: numberMeant(value, isWhole) };
  if (typeof value === "string" && !takesText)
    return { is: "wrong", meant: /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value) ? value : undefined };
  const number = Number(value);
  if (isWhole && !Number.isInteger(number)) return wrong;
  const isOutside = (minimum !== undefined && number < minimum) || (maximum !== undefined && number > maximum);
  return isOutside ? { is: "invalid" } : good;
}

/** `500m` of CPU as Kubernetes writes it, and a comma for a point. */
function numberMeant(text: string, isWhole: boolean): string | undefined {
  const millis = /^(\d+)m$/.exec(text.trim());
  if (millis && !isWhole) return String(Number(millis[1]) / 1_000);
  if (/^\d+,\d+$/.test(text) && !isWhole) return text.replace(",", ".");
  return /^\s*-?\d+\s*$/.test(text) ? text.trim() : undefined;
}

/** `30` is likely of seconds; `30 s`, `30sec` and `1min` have another unit than Compose reads. */
function durationMeant(text: string): string | undefined {
  const short = text
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, "")
    .replaceAll(/(?<=\d)(?:seconds?|secs?)/g, "s")
    .replaceAll(/(?<=\d)(?:minutes?|mins?)/g, "m")
    .replaceAll(/(?<=\d)(?:hours?|hrs?)/g, "h")
    .replaceAll(/(?<=\d)(?:milliseconds?|msecs?)/g, "ms");
  const written = /^\d+(?:\.\d+)?$/.test(short) ? `${short}s` : short;
  return written !== text && parseComposeDuration(written) !== undefined ? written : undefined;
}

/** `512Mi` of Kubernetes is `512m` of Compose: both count by 1,024. */
function sizeMeant(text: string): string | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgtp])(?:i|ibytes?|bytes?|eg|egs|igs?|egabytes?|igabytes?)?\s*$/i.exec(text);
  const written = match && `${match[1]}${match[2]?.toLowerCase()}`;
  return written && written !== text ? written : undefined;
}

function wordMeant(text: string, values: readonly string[]): string | undefined {
  const same = values.filter((one) => letters(one) === letters(text));
  return same.length === 1 ? same[0] : nearest(text, values);
}

/** Whether a scalar may stand in the place of a type as it is, or else in quotes; undefined where neither. */
export function formTaken(type: ComposeType, node: YamlScalar): "plain" | "quoted" | undefined {
  const isGood = (value: string | number | boolean) => formsOf(type).some((form) => verdictOn(value, node.text, form).is === "good");
  const value = scalarOf(node);
  if (value !== undefined && isGood(value)) return "plain";
  return isGood(node.text) && !/["\\\n]/.test(node.text) ? "quoted" : undefined;
}

/** What fields, types and things are called in a sentence. */
const typeNames: ReadonlyMap<string, string> = new Map([
  ["root", "a Compose file"],
  ["root.include", "`include`"],
  ["service", "a service"],
  ["job", "a job"],
  ["port", "a port"],
  ["mount", "a volume of a service"],
  ["depends_on_item", "`depends_on`"],
  ["network_of_service", "a network of a service"],
  ["grant", "a secret or config of a service"],
  ["env_file_item", "`env_file`"],
  ["devices_item", "a device"],
  ["gpus_item", "`gpus`"],
  ["service_hook", "a hook"],
  ["pre_start_hook", "a hook"],
  ["watch", "`develop.watch`"],
  ["network", "a network"],
  ["volume", "a volume"],
  ["secret", "a secret"],
  ["config", "a config"],
  ["model", "a model"],
  ["ulimit", "`ulimits`"],
  ["network.ipam.config", "`ipam.config`"],
]);

function nameOf({ type, key, outer }: Frame): string {
  const name = typeNames.get(type.name);
  if (name !== undefined) return name;
  return outer && !typeNames.has(outer.type.name) && outer.key !== "" ? `\`${outer.key}.${key}\`` : `\`${key}\``;
}

/** Whether a value has the form that a type takes; what is not there fits everywhere, and so does what a variable makes. */
function mayHold(type: ComposeType, node: YamlNode | undefined): boolean {
  if (!node || isNull(node)) return true;
  return formsOf(type).some((form) => {
    if (form.is === "any") return true;
    if (node.kind === "map") return form.is === "object" || form.is === "map";
    if (node.kind === "sequence") return form.is === "list";
    if (form.is === "object" || form.is === "map" || form.is === "list" || form.is === "null") return false;
    const value = scalarOf(node);
    return node.text.includes("$") || value === undefined || verdictOn(value, node.text, form).is !== "wrong";
  });
}

function letters(key: string): string {
  return key.toLowerCase().replace(/[-_.\s;:]/g, "");
}

function isSimilar(a: string, b: string): boolean {
  return letters(a) === letters(b) || nearest(a, [b]) !== undefined;
}

/** How many maps to leave and to enter, in search of where a key belongs. */
const maximumUp = 3;
const maximumDown = 3;
/** Names that so many types have that finding one nearby tells nothing. */
const common: ReadonlySet<string> = new Set([
  "name",
  "type",
  "source",
  "target",
  "path",
  "file",
  "labels",
  "driver",
  "options",
  "mode",
  "required",
  "config",
]);

/** The nearest place where a key of that name, which takes such a value, is known. */
function homeOf(entry: YamlEntry, frame: Frame): { readonly home: Home; readonly cost: number } | undefined {
  let best: { readonly home: Home; readonly cost: number } | undefined;
  let at: Frame | undefined = frame;
  for (let up = 0; at && up <= maximumUp; up++, at = at.outer) {
    const most = Math.min(maximumDown, (best ? best.cost - 1 : maximumUp + maximumDown) - up);
    const down = pathTo(entry, at.type, most, frame.type);
    // Beside, many things could stand that have such a key: only above and below is a likely place.
    if (!down || (up > 0 && down.length > 1 && !at.map.entry(down[0] as string))) continue;
    const cost = up + down.length - 1;
    if (cost === 0 || (common.has(entry.key) && cost > 1)) continue;
    const home = homeAt(at, down);
    if (home) best = { home, cost };
  }
  return best;
}

/** The keys that lead to the nearest type below (or at) one which has such a field; undefined where there is none, or several as near. */
function pathTo(
  { key, value }: YamlEntry,
  type: ComposeObject,
  most: number,
  except: ComposeObject,
): readonly [string, ...string[]] | undefined {
  let level: { readonly type: ComposeObject; readonly path: readonly string[] }[] = [{ type, path: [] }];
  const seen = new Set([type]);
  for (let depth = 0; depth <= most; depth++) {
    const found: [string, ...string[]][] = [];
    const next: typeof level = [];
    for (const one of level) {
      const field = one.type.fields.get(key);
      if (field && one.type !== except && mayHold(field.type, value)) found.push(behind(one.path, key));
      for (const below of one.type.fields.values()) {
        for (const form of formsOf(below.type)) {
          if (form.is !== "object" || seen.has(form.type)) continue;
          seen.add(form.type);
          next.push({ type: form.type, path: [...one.path, below.name] });
        }
      }
    }
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
    level = next;
  }
  return undefined;
}

/** A place by the keys that lead to it from a frame. */
function homeAt(frame: Frame, path: readonly [string, ...string[]]): Home | undefined {
  const above = path.slice(0, -1);
  const name = above.length > 0 ? `\`${above.join(".")}\`` : frame.outer ? nameOf(frame) : "the top level";
  return { map: frame.map.alias ? undefined : frame.map, path, name };
}

/** The fields that the map at a place may have. */
export function fieldNamesOf(owner: string): readonly string[] {
  return [...composeObject(owner).fields.keys()];
}

/** Whether the type of that name in the table cannot do without a key. */
export function isRequiredKey(owner: string, key: string): boolean {
  return composeObject(owner).fields.get(key)?.isRequired === true;
}

/** Whether what is expected is, or is a list of, objects with these fields. */
export function expectsFields(expected: ComposeType | undefined, keys: readonly string[]): boolean {
  return keys.length > 0 && objectsOf(expected).some(({ fields }) => keys.every((key) => fields.has(key)));
}

function behind(path: readonly string[], key: string): [string, ...string[]] {
  const [first, ...rest] = path;
  return first === undefined ? [key] : [first, ...rest, key];
}
