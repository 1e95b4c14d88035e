import { nearest } from "../../text/nearest.ts";
import { ownCopy } from "../../text/remember.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { YamlEntry, YamlFile, YamlMap, YamlNode, YamlScalar, YamlSequence } from "../yaml/model.ts";
import type { SchemaProblem } from "./model.ts";
import {
  type FileKind,
  placeOfItem,
  placeOfKey,
  type SchemaMap,
  type SchemaPlace,
  type SchemaType,
  schemaRoot,
  schemaType,
} from "./schema-places.ts";

/**
 * What the official schema does not allow in a workflow or an `action.yml`, in the order of the text. Names of events, activity types,
 * filters, permissions and runners are not judged here: their tables change more often. What stands below a wrong key is not looked at.
 */
export function schemaProblemsOf(root: YamlNode | undefined, file: YamlFile, kind: FileKind): readonly SchemaProblem[] {
  if (!root) return [];
  const walk = new Walk(file, kind);
  walk.value(root, schemaRoot(kind), {
    name: kind === "workflow" ? "a workflow" : "`action.yml`",
    key: "",
    keySpan: undefined,
    entry: undefined,
  });
  const broken = brokenParts(root, file);
  return walk.problems
    .filter(
      ({ span, map }) =>
        !broken.some(({ start, end }) => start <= span.start && (span.start < end || (map !== undefined && map.span.start < end))),
    )
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/**
 * The parts of a file, a job or another section, in which YAML itself is broken: what stands there is read as well as can be, but one mistake
 * is one finding.
 */
function brokenParts(root: YamlNode, { problems, source }: YamlFile): readonly Span[] {
  if (problems.length === 0) return [];
  const broken = new Set(problems.map(({ span }) => source.lineOf(span.start)));
  const starts =
    root.kind === "map"
      ? root.entries.flatMap(({ key, keySpan, value }) => [
          // A key on the line that is wrong belongs to what is broken.
          ...(broken.has(source.lineOf(keySpan.start)) ? [] : [keySpan.start]),
          // From the start of the line: how far a job is indented is a matter of that job.
          ...(key === "jobs" && value?.kind === "map" ? value.entries.map((entry) => lineStart(source, entry.keySpan.start)) : []),
        ])
      : [];
  const parts = new Map<number, Span>();
  for (const { span } of problems) {
    const start = starts.findLast((one) => one <= span.start) ?? 0;
    if (!parts.has(start)) parts.set(start, { start, end: starts.find((one) => one > span.start) ?? source.text.length });
  }
  return [...parts.values()];
}

function lineStart(source: SourceText, offset: number): number {
  return source.lineStarts[source.lineOf(offset)] as number;
}

/** A value's place in words. */
interface Where {
  /** What the value is: "a job", "`env`". */
  readonly name: string;
  readonly key: string;
  readonly keySpan: Span | undefined;
  readonly entry: YamlEntry | undefined;
  /** Of the entry or item. */
  readonly span?: Span;
  /** GitHub refuses the file without it. */
  readonly isNeeded?: boolean;
}

/** Aliases of aliases can make a small file very large; nobody reads what comes after so many values. */
const maximumValues = 100_000;

/** The types that rules with tables of their own judge: which events, activity types and filters there are, and which permissions. */
const events = "on-strict";
const event = "on-string-strict";
const permissions = "permissions";
const actionRoot = "action-root-strict";
const actionRuns = "runs-strict";
const actionInput = "input-strict";
const compositeStep = "composite-step";
const filterKeys = new Set(
  "types branches branches-ignore tags tags-ignore paths paths-ignore workflows names versions inputs outputs secrets cron timezone".split(
    " ",
  ),
);

/** What has to hold something, beside what the schema says. Source: the messages of `@actions/workflow-parser` 0.3.61 and of GitHub itself. */
const neverEmpty = new Set(["jobs", "parallel-steps", events, "sequence"]);

class Walk {
  readonly problems: SchemaProblem[] = [];
  readonly #file: YamlFile;
  readonly #kind: FileKind;
  readonly #reported = new Set<string>();
  /** The aliased values that are being walked through, and those that have been, by what is expected of them. */
  readonly #aliased = new Set<string>();
  #alias: Span | undefined;
  #values = 0;

  constructor(file: YamlFile, kind: FileKind) {
    this.#file = file;
    this.#kind = kind;
  }

  value(node: YamlNode | undefined, place: SchemaPlace, where: Where): void {
    if (++this.#values > maximumValues) return;
    const outer = this.#alias;
    if (node?.alias) {
      // What is aliased is judged where its anchor stands; here, only for what it would be here.
      const form = `${node.span.start} ${place.type.name}`;
      if (this.#aliased.has(form)) return;
      this.#aliased.add(form);
      this.#alias ??= node.alias;
    }
    this.#value(node, place, where);
    this.#alias = outer;
  }

  #value(node: YamlNode | undefined, place: SchemaPlace, where: Where): void {
    const { type } = place;
    if (!node) this.#empty(type, where);
    else if (node.kind === "scalar") this.#scalar(node, type, where);
    else if (type.isAny) this.#free(node);
    else if (node.kind === "sequence") this.#sequence(node, place, where);
    else if (!this.#isTemplate(node)) this.#map(node, place, where);
  }

  #scalar(node: YamlScalar, type: SchemaType, where: Where): void {
    if (type.isAny) return;
    const { scalars, values } = type;
    if (node.style === "plain" && node.value === null) {
      this.#empty(type, where);
      return;
    }
    if (scalars.has("string") || isTemplated(node.text)) return;
    const takesText = scalars.has("text") || values.length > 0;
    if (node.text.includes("${{")) {
      if (takesText || !node.text.includes("}}") || isWholeExpression(node.text)) return;
      const message = `\`${where.key}\` takes ${kinds(type)}, and text around an expression makes it text. Leave nothing but the expression.`;
      this.#report("wrong-type", node.span, message, where);
      return;
    }
    if (scalars.has("text") && node.text !== "") return;
    if (scalars.has("boolean") && typeof node.value === "boolean") return;
    if (scalars.has("number") && typeof node.value === "number") return;
    if (values.includes(node.text)) return;
    if (type.name === events || type.name === event || type.name === permissions || this.#isOpen(type)) return;
    // The runner does not look at it.
    if (this.#kind === "action" && where.key === "required") return;
    if (scalars.has("text")) {
      this.#empty(type, where);
      return;
    }
    if (values.length > 0) {
      this.#invalidValue(node, type, where);
      return;
    }
    const suggestion = this.#meantBy(node, type);
    const isQuoted = node.style !== "plain" && suggestion === node.text;
    const advice = isQuoted
      ? " Leave the quotes out."
      : suggestion !== undefined
        ? ` Write \`${suggestion}\`.`
        : itemNames.get(type.name) === "a step"
          ? " Begin it with `run:` or `uses:`."
          : "";
    const message = `${what(where)} takes ${kinds(type)}, not ${isQuoted ? "text" : `\`${shortened(node.text)}\``}.${advice}`;
    this.#report("wrong-type", node.span, message, where, suggestion);
  }

  /** What a scalar of the wrong type was meant to be. */
  #meantBy(node: YamlScalar, type: SchemaType): string | undefined {
    const { scalars } = type;
    if (scalars.has("boolean")) return booleans.get(node.text.toLowerCase());
    if (scalars.has("number")) return isNumber.test(node.text) ? node.text : undefined;
    if (type.item === undefined || type.maps.length > 0) return undefined;
    // One value where a list is expected: a list of one.
    const item = schemaType(type.item, this.#kind);
    if (!item.isAny && !item.scalars.has("text") && !item.scalars.has("string")) return undefined;
    const raw = this.#file.source.slice(node.span);
    const fits = node.style === "plain" ? /^[\w./:@*+-][^\n,[\]{}#]*$/.test(raw) : /^(["'])[^\n]*\1$/.test(raw);
    return fits ? `[${raw}]` : undefined;
  }

  #invalidValue(node: YamlScalar, type: SchemaType, where: Where): void {
    const suggestion = nearest(node.text, type.values);
    const message = `\`${shortened(node.text)}\` is not a value of \`${where.key}\`.${oneOf(type.values, suggestion)}`;
    this.#report("invalid-value", node.span, message, where, suggestion);
  }

  /** Values that another rule judges: activity types of events, levels of permissions. */
  #isOpen(type: SchemaType): boolean {
    return type.name.endsWith("-activity") || type.name.endsWith("-activity-type") || type.name.startsWith("permission-level");
  }

  #empty(type: SchemaType, where: Where): void {
    if (type.isAny || type.scalars.has("null") || type.scalars.has("string") || !where.keySpan) return;
    // An alias that leads nowhere is told by itself.
    if (where.span && /\*\S+$/.test(this.#file.source.slice(where.span))) return;
    const message = `${what(where)} is empty, and GitHub refuses the file. Give it ${kinds(type)}${where.isNeeded ? "" : ", or leave it out"}.`;
    this.#report("empty-section", where.keySpan, message, where);
  }

  #sequence(node: YamlSequence, place: SchemaPlace, where: Where): void {
    const { type } = place;
    const below = placeOfItem(place);
    if (!below) {
      this.#wrongKind(node, "a list", type, where);
      return;
    }
    if (node.items.length === 0 && where.keySpan && neverEmpty.has(type.name)) {
      const message = `${what(where)} is an empty list, and GitHub refuses the file. Fill it${where.isNeeded ? "" : ", or leave it out"}.`;
      this.#report("empty-section", where.keySpan, message, where);
      return;
    }
    const name = itemNames.get(below.type.name) ?? `an item of \`${where.key}\``;
    for (const item of node.items) {
      const itemWhere: Where = { name, key: where.key, keySpan: dash(item.span), entry: undefined, span: item.span };
      this.value(item.value, below, itemWhere);
    }
  }

  #map(node: YamlMap, place: SchemaPlace, where: Where): void {
    const { type } = place;
    if (type.maps.length === 0) {
      if (type.scalars.has("null") && node.entries.every(({ key }) => filterKeys.has(key))) return;
      this.#wrongKind(node, "keys with values", type, where);
      return;
    }
    if (node.entries.length === 0) {
      if (where.keySpan && (neverEmpty.has(type.name) || type.maps.some(hasRequired))) {
        const message = `${what(where)} is empty, and GitHub refuses the file. Fill it${where.isNeeded ? "" : ", or leave it out"}.`;
        this.#report("empty-section", where.keySpan, message, where);
      }
      return;
    }
    const choice = this.#choose(node, type);
    const isJudgedElsewhere = type.name === events || type.name === permissions || where.key === permissions;
    const unknown: { readonly key: string; readonly suggestion: string | undefined }[] = [];
    const seen = new Map<string, YamlEntry>();
    let isOpenEnded = false;
    let isConflictReported = false;
    for (const entry of node.entries) {
      const { key } = entry;
      if (key === "<<") {
        isOpenEnded = true;
        this.#mergeKey(entry);
        continue;
      }
      if (key === "" || key.includes("${{") || isTemplated(key)) {
        isOpenEnded = true;
        continue;
      }
      if (type.name === "jobs" && this.#isKeyOfJob(entry)) {
        // A job without its id: all of its keys stand here.
        if (isOpenEnded) continue;
        isOpenEnded = true;
        const message = `\`${key}\` is a key of a job, but here stand the ids of jobs. Write an id above it, and indent the job below that.`;
        this.#report("misplaced-key", entry.keySpan, message, { ...where, key, entry });
        continue;
      }
      const isNamed = type.maps.some((map) => map.keys.has(key));
      if (this.#isRepeated(entry, isNamed ? key : key.toLowerCase(), seen)) continue;
      const allowed = choice.map
        ? choice.map.keys.has(key) || choice.map.others !== undefined
        : isNamed || type.maps.some((map) => map.others);
      if (allowed && !(choice.conflict === entry)) {
        if (type.name === actionInput && !isNamed) this.#openKey(entry, meant(key, freeKeys(type.maps, node)));
        const below = placeOfKey(place, key, choice.map);
        if (below) this.#below(entry, below, type);
        continue;
      }
      if (isNamed) {
        if (choice.conflict && isConflictReported) continue;
        isConflictReported = true;
        this.#misplaced(entry, choice, node, type, where);
        continue;
      }
      if (isJudgedElsewhere || (filterKeys.has(key) && isEvent(type))) continue;
      const slip = this.#unknownKey(entry, node, choice.map ? [choice.map] : type.maps, type, where);
      unknown.push(slip);
      // The rest of the file is read as if the key were right, and so is what stands below it.
      const below = slip.suggestion === undefined ? undefined : placeOfKey(place, slip.suggestion, choice.map);
      if (below) this.value(entry.value, below, this.#whereOf(entry, below, type));
    }
    if (!isOpenEnded) this.#missing(node, choice, type, where, unknown);
  }

  /** What stands behind an allowed key. A job that was read in a block of its own, and without mistakes, needs not be looked at again. */
  #below(entry: YamlEntry, place: SchemaPlace, type: SchemaType): void {
    const text = type.name === "jobs" ? this.#blockOf(entry) : undefined;
    if (text !== undefined && isFlawless(text)) return;
    const before = this.problems.length;
    this.value(entry.value, place, this.#whereOf(entry, place, type));
    if (text !== undefined && this.problems.length === before) addFlawless(text);
  }

  #blockOf({ keySpan }: YamlEntry): string | undefined {
    const { documents, source } = this.#file;
    const document = documents[0];
    if (!document || documents.length > 1 || document.aliases.length > 0) return undefined;
    this.#blocks ??= new Map((document.sections ?? []).flatMap(({ below }) => below.map((span) => [span.start, span] as const)));
    const span = this.#blocks.get(lineStart(source, keySpan.start));
    return span && source.slice(span);
  }
  #blocks: ReadonlyMap<number, Span> | undefined;

  /** What stands in a mapping or list of free form: it only must not have a key twice. */
  #free(node: YamlMap | YamlSequence): void {
    if (++this.#values > maximumValues || node.alias) return;
    const seen = new Map<string, YamlEntry>();
    for (const entry of node.kind === "map" ? node.entries : []) {
      if (entry.key === "<<") this.#mergeKey(entry);
      else if (entry.key !== "") this.#isRepeated(entry, entry.key, seen);
    }
    for (const { value } of node.kind === "map" ? node.entries : node.items) if (value && value.kind !== "scalar") this.#free(value);
  }

  #isKeyOfJob({ key, value }: YamlEntry): boolean {
    const { maps } = schemaType("job", this.#kind);
    if (!maps.some((map) => map.keys.has(key))) return false;
    return value?.kind !== "map" || !value.entries.some((below) => ["runs-on", "steps", "uses"].includes(below.key));
  }

  #isRepeated(entry: YamlEntry, name: string, seen: Map<string, YamlEntry>): boolean {
    const earlier = seen.get(name);
    if (!earlier) {
      seen.set(name, entry);
      return false;
    }
    const line = this.#file.source.lineOf(earlier.keySpan.start) + 1;
    const other = earlier.key === entry.key ? "" : ` as \`${earlier.key}\`, and upper and lower case do not count here`;
    const message = `\`${entry.key}\` is already there in line ${line}${other}; GitHub refuses the file. Keep one of the two.`;
    this.#report("duplicate-key", entry.keySpan, message, { name: "", key: entry.key, keySpan: entry.keySpan, entry });
    return true;
  }

  #mergeKey(entry: YamlEntry): void {
    const message = "GitHub reads anchors and aliases but not the merge key `<<`. Write the keys out, or alias the whole mapping.";
    this.#report("merge-key", entry.keySpan, message, { name: "", key: "<<", keySpan: entry.keySpan, entry });
  }

  /** Which of several mappings is meant. */
  #choose(node: YamlMap, type: SchemaType): Choice {
    const { maps } = type;
    const only = maps.length === 1 ? maps[0] : undefined;
    if (only) return { map: only, conflict: undefined };
    const using = node.get("using");
    if (using?.kind === "scalar" && maps.every((map) => map.keys.has("using"))) {
      const main =
        using.text === "composite" ? "steps" : using.text === "docker" ? "image" : /^node\d+$/.test(using.text) ? "main" : undefined;
      return { map: maps.find((map) => main !== undefined && map.keys.has(main)), conflict: undefined };
    }
    const deciding = node.entries.filter(
      ({ key }) => maps.some((map) => map.keys.get(key)?.isRequired) && !maps.every((map) => map.keys.has(key)),
    );
    const meant = maps.filter((map) => deciding.some(({ key }) => map.keys.get(key)?.isRequired));
    if (meant.length <= 1) return { map: meant[0], conflict: undefined };
    // A call with `runs-on` is a call; with `steps` it could be either.
    if (type.name === "job" && !node.entry("steps")) return { map: maps.find((map) => map.keys.has("uses")), conflict: undefined };
    const leading = meant.find((map) => map.keys.has(deciding[0]?.key ?? ""));
    return { map: undefined, conflict: deciding.find(({ key }) => !leading?.keys.has(key)) };
  }

  #misplaced(entry: YamlEntry, choice: Choice, node: YamlMap, type: SchemaType, where: Where): void {
    const { key } = entry;
    let message: string;
    if (choice.conflict) {
      message =
        type.name === "job"
          ? "A job either has steps of its own or calls a workflow with `uses`, not both. Make two jobs of it."
          : `A step does one thing, and this one has \`${key}\` as well. Make two steps of it.`;
    } else if (type.name === "job") {
      message = `A job that calls a workflow cannot have \`${key}\`, and GitHub refuses the file. Set it in the jobs of the called workflow.`;
    } else if (type.name === actionRuns) {
      const using = node.get("using");
      message = `An action that uses \`${using?.kind === "scalar" ? using.text : ""}\` cannot have \`${key}\`, and GitHub refuses the action. Remove it.`;
    } else {
      const main = [...(choice.map?.keys.values() ?? [])].find(({ isRequired, key: one }) => isRequired && node.entry(one))?.key ?? "";
      const other = type.maps
        .filter((map) => map.keys.has(key))
        .flatMap((map) => [...map.keys.values()].filter((one) => one.isRequired).slice(-1));
      const owners = either([...new Set(other.map((one) => `\`${one.key}\``))].slice(0, 2));
      message = `\`${key}\` goes with ${owners}, not with \`${main}\`, and GitHub refuses the file. Remove it${key === "with" ? ", or pass the values by `env`" : ""}.`;
    }
    // Of a conflict nobody can tell which key is too much.
    this.#report("misplaced-key", entry.keySpan, message, { ...where, key, entry: choice.conflict ? undefined : entry }, undefined, node);
  }

  #unknownKey(
    entry: YamlEntry,
    node: YamlMap,
    maps: readonly SchemaMap[],
    type: SchemaType,
    where: Where,
  ): { key: string; suggestion: string | undefined } {
    const { key } = entry;
    const all = maps.flatMap((map) => [...map.keys.keys()]);
    const suggestion = meant(key, freeKeys(maps, node));
    const home = suggestion === undefined || !isSameLetters(suggestion, key) ? this.#homeOf(key, type) : undefined;
    const here = { ...where, key, entry };
    if (type.name === compositeStep && schemaType("steps-item", "workflow").maps.some((map) => map.keys.has(key))) {
      const message = `A step of a composite action cannot have \`${key}\`, and GitHub refuses the action. Remove it, or set it where the action is used.`;
      this.#report("misplaced-key", entry.keySpan, message, here, undefined, node);
      return { key, suggestion: undefined };
    }
    if (home !== undefined) {
      this.#report(
        "misplaced-key",
        entry.keySpan,
        `\`${key}\` is a key of ${home}, not of ${where.name}, and GitHub refuses the file. Move it there.`,
        here,
      );
      return { key, suggestion: undefined };
    }
    if (type.name === actionRoot) {
      this.#openKey(entry, suggestion);
      return { key, suggestion };
    }
    const reason = /^x-/i.test(key) ? `GitHub takes no extension keys such as \`${key}\`` : `\`${key}\` is not a key of ${where.name}`;
    const advice =
      suggestion !== undefined
        ? `Write \`${suggestion}\`.`
        : all.length <= 8
          ? `${all.length === 1 ? "Allowed is" : "Allowed are"} ${listed(all)}.`
          : "Remove it.";
    this.#report("unknown-key", entry.keySpan, `${reason}, and GitHub refuses the file. ${advice}`, here, suggestion);
    return { key, suggestion };
  }

  /** The runner takes any key in `action.yml` itself and in its inputs, and so only a slip of the pen is told. */
  #openKey(entry: YamlEntry, suggestion: string | undefined): void {
    if (suggestion === undefined) return;
    const message = `\`${entry.key}\` does nothing here: the key is called \`${suggestion}\`. Write it so.`;
    this.#report("unknown-key", entry.keySpan, message, { name: "", key: entry.key, keySpan: entry.keySpan, entry }, suggestion);
  }

  /** Where a key belongs that stands a level too high or too low. */
  #homeOf(key: string, type: SchemaType): string | undefined {
    const homes = this.#kind === "workflow" ? workflowHomes : actionHomes;
    const at = homes.findIndex(([name]) => name === type.name);
    if (at < 0) return undefined;
    const near = [homes[at + 1], homes[at - 1]].filter((home) => home !== undefined);
    const home = near.find(([name]) => schemaType(name, this.#kind).maps.some((map) => map.keys.has(key)));
    return home?.[1];
  }

  #missing(
    node: YamlMap,
    choice: Choice,
    type: SchemaType,
    where: Where,
    unknown: readonly { readonly key: string; readonly suggestion: string | undefined }[],
  ): void {
    if (choice.conflict) return;
    // A misspelt key is not missing as well.
    const isMeant = (key: string) => unknown.some(({ suggestion }) => suggestion === key);
    const span = where.keySpan ?? node.entries[0]?.keySpan ?? node.span;
    if (choice.map) {
      const missing = [...choice.map.keys.values()]
        .filter(({ key, isRequired }) => isRequired && !node.entry(key) && !isMeant(key))
        .map(({ key }) => key);
      for (const key of missing) {
        // Name and description are there for the marketplace; the runner asks for neither.
        if (type.name === actionRoot && key !== "runs") continue;
        const message = `${sentence(where.name)} needs \`${key}\`, and GitHub refuses the file without it.`;
        this.#report("missing-key", this.#firstKey(node, span, where), message, { ...where, key, entry: undefined }, undefined, node);
      }
      return;
    }
    const needed = [
      ...new Set(type.maps.flatMap((map) => [...map.keys.values()].filter(({ isRequired }) => isRequired).map(({ key }) => key))),
    ];
    if (needed.some((key) => node.entry(key) || isMeant(key)) || unknown.length > 0) return;
    const [message, key] =
      type.name === "job"
        ? ["A job needs `runs-on` and `steps`, or `uses` to call a workflow; GitHub refuses the file without them.", "runs-on"]
        : [
            `${sentence(where.name)} needs ${either(needed.slice(0, 2).map((one) => `\`${one}\``))}: it does nothing without, and GitHub refuses the file.`,
            needed[0] ?? "",
          ];
    this.#report("missing-key", this.#firstKey(node, span, where), message, { ...where, key, entry: undefined }, undefined, node);
  }

  /** A key below that is missing is told at the key above, in a list at the first key beside it. */
  #firstKey(node: YamlMap, span: Span, where: Where): Span {
    return where.entry ? span : (node.entries[0]?.keySpan ?? span);
  }

  #wrongKind(node: YamlMap | YamlSequence, given: string, type: SchemaType, where: Where): void {
    const { source } = this.#file;
    // The value may be long: where it begins is enough.
    const line = source.lineSpan(source.lineOf(node.span.start));
    const firstKey = node.kind === "map" && !node.isFlow ? node.entries[0]?.keySpan : undefined;
    const dashSpan = node.kind === "sequence" && !node.isFlow ? { start: node.span.start, end: node.span.start + 1 } : undefined;
    const span = firstKey ?? dashSpan ?? { start: node.span.start, end: Math.min(node.span.end, line.end) };
    const isLoneItem = node.kind === "sequence" && node.items.length === 1;
    const advice = isLoneItem && type.maps.length === 0 ? " Write the value without the list." : "";
    this.#report("wrong-type", span, `${what(where)} takes ${kinds(type)}, not ${given}; GitHub refuses the file.${advice}`, where);
  }

  /** `{{ name }}` of a template engine, which YAML reads as a mapping. */
  #isTemplate(node: YamlMap): boolean {
    return node.isFlow && this.#file.source.text.startsWith("{{", node.span.start);
  }

  #whereOf(entry: YamlEntry, below: SchemaPlace, outer: SchemaType): Where {
    const isNamed = outer.maps.some((map) => map.keys.has(entry.key));
    const name = (isNamed ? undefined : itemNames.get(below.type.name)) ?? `\`${entry.key}\``;
    const isNeeded = outer.maps.some((map) => map.keys.get(entry.key)?.isRequired);
    return { name, key: entry.key, keySpan: entry.keySpan, entry, span: entry.span, isNeeded };
  }

  #report(code: SchemaProblem["code"], span: Span, message: string, where: Where, suggestion?: string, map?: YamlMap): void {
    // What is wrong behind an alias is wrong at its anchor already, or only in this place.
    const place = `${code} ${span.start}${code === "missing-key" ? ` ${where.key}` : ""}`;
    if (this.#reported.has(place)) return;
    this.#reported.add(place);
    if (this.#alias) {
      if (this.#reported.has(`alias ${this.#alias.start}`)) return;
      this.#reported.add(`alias ${this.#alias.start}`);
    }
    this.problems.push({
      code,
      span: this.#alias ?? span,
      message,
      // Behind an alias nothing may be changed blindly.
      entry: this.#alias ? undefined : where.entry,
      map: this.#alias ? undefined : map,
      key: where.key,
      suggestion: this.#alias && code === "wrong-type" ? undefined : suggestion,
    });
  }
}

/** Texts of jobs without mistakes, in two generations. */
const maximumFlawless = 1_000;
let flawless = new Set<string>();
let olderFlawless = new Set<string>();

function isFlawless(text: string): boolean {
  if (flawless.has(text)) return true;
  if (!olderFlawless.has(text)) return false;
  addFlawless(text);
  return true;
}

function addFlawless(text: string): void {
  if (flawless.size >= maximumFlawless) {
    olderFlawless = flawless;
    flawless = new Set();
  }
  flawless.add(ownCopy(text));
}

interface Choice {
  /** Undefined where it cannot be told. */
  readonly map: SchemaMap | undefined;
  /** The key that makes it two at once. */
  readonly conflict: YamlEntry | undefined;
}

/** What one of many is called. */
const itemNames: ReadonlyMap<string, string> = new Map([
  ["job", "a job"],
  ["parallel-steps-item", "a step"],
  ["steps-item", "a step"],
  ["composite-step", "a step"],
  ["cron-mapping", "a schedule"],
  ["workflow-call-input-definition", "an input"],
  ["workflow-dispatch-input", "an input"],
  ["input-strict", "an input"],
  ["output-definition", "an output"],
  ["workflow-call-output-definition", "an output"],
  ["workflow-call-secret-definition", "a secret"],
  ["services-container", "a service"],
]);

/** From the outside in. */
const workflowHomes: readonly (readonly [type: string, name: string])[] = [
  ["workflow-root-strict", "the workflow"],
  ["job", "a job"],
  ["steps-item", "a step"],
];
const actionHomes: readonly (readonly [type: string, name: string])[] = [
  ["action-root-strict", "the action"],
  ["runs-strict", "`runs`"],
  ["composite-step", "a step"],
];

const booleans: ReadonlyMap<string, string> = new Map([
  ["true", "true"],
  ["yes", "true"],
  ["on", "true"],
  ["false", "false"],
  ["no", "false"],
  ["off", "false"],
]);
const isNumber = /^\d+(\.\d+)?$/;

/** The keys that a mapping does not have yet. */
function freeKeys(maps: readonly SchemaMap[], node: YamlMap): readonly string[] {
  let present = presentKeys.get(node);
  if (!present) {
    present = new Set(node.entries.map(({ key }) => key));
    presentKeys.set(node, present);
  }
  const keys = present;
  return maps.flatMap((map) => [...map.keys.keys()]).filter((key) => !keys.has(key));
}

/** Asked for again at each unknown key. */
const presentKeys = new WeakMap<YamlMap, ReadonlySet<string>>();

function hasRequired(map: SchemaMap): boolean {
  return [...map.keys.values()].some(({ isRequired }) => isRequired);
}

function isEvent(type: SchemaType): boolean {
  return type.scalars.has("null") || type.name === "cron-mapping";
}

/** The key that was meant: other letters of the same word first (`runs_on`, `Runs-On`), then the only one that begins so (`timeout`), then what is near. */
function meant(key: string, candidates: readonly string[]): string | undefined {
  const longer = key.length < 4 ? [] : candidates.filter((one) => one.startsWith(`${key}-`));
  return candidates.find((one) => isSameLetters(one, key)) ?? (longer.length === 1 ? longer[0] : nearest(key, candidates));
}

function isSameLetters(a: string, b: string): boolean {
  const letters = (text: string) => text.toLowerCase().replace(/[-_\s]/g, "");
  return letters(a) === letters(b);
}

/** Braces of a template engine, without the `$` of an expression, or a name that a starter workflow leaves to be filled in (`$default-branch`). */
function isTemplated(text: string): boolean {
  return /(^|[^$])\{\{|<%|\{%|^\$[a-z-]+$/.test(text);
}

function isWholeExpression(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.startsWith("${{") && trimmed.endsWith("}}") && trimmed.indexOf("${{", 1) < 0;
}

/** The key that a message begins with. */
function what(where: Where): string {
  return where.key === "" ? sentence(where.name) : where.entry ? `\`${where.key}\`` : sentence(where.name);
}

/** What a type takes, in words. */
function kinds(type: SchemaType): string {
  const all: string[] = [];
  if (type.maps.length > 0) all.push("keys with values");
  if (type.item !== undefined) all.push("a list");
  if (type.scalars.has("boolean")) all.push("`true` or `false`");
  if (type.scalars.has("number")) all.push("a number");
  if (type.scalars.has("string") || type.scalars.has("text") || (type.values.length > 0 && type.values.length > 4)) all.push("text");
  else all.push(...type.values.map((value) => `\`${value}\``));
  return all.length === 0 ? "no value" : either(all);
}

function oneOf(values: readonly string[], suggestion: string | undefined): string {
  if (suggestion !== undefined) return ` Write \`${suggestion}\`.`;
  return values.length > 8 ? "" : ` Write ${either(values.map((value) => `\`${value}\``))}.`;
}

function listed(words: readonly string[], last = "and"): string {
  return joined(
    words.map((word) => `\`${word}\``),
    last,
  );
}

function either(words: readonly string[]): string {
  return joined(words, "or");
}

function joined(words: readonly string[], last: string): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function shortened(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  return line.length > 40 || line !== text ? `${line.slice(0, 40)}…` : line;
}

function dash(span: Span): Span {
  return { start: span.start, end: Math.min(span.end, span.start + 1) };
}
