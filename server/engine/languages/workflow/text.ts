import type { MappedText } from "../../text/mapped.ts";
import type { Span } from "../../text/span.ts";
import type { Expression } from "../expression/model.ts";
import { type ExpressionPiece, parseExpression, splitExpressions } from "../expression/parse.ts";
import type { YamlEntry, YamlFile, YamlMap, YamlNode, YamlScalar } from "../yaml/model.ts";
import type { Availability, ExpressionPlace, Job, NamedValue, Step, Text } from "./model.ts";

/** Where something stands in a file. Nearly all places are asked for no more than their last key. */
export class Where {
  readonly file: Places;
  readonly job: Job | undefined;
  readonly step: Step | undefined;
  readonly key: string | undefined;
  readonly #parent: Where | undefined;
  #path: readonly string[] | undefined;

  /** Without a key, that of the file itself. */
  constructor(file: Places, job: Job | undefined, step: Step | undefined, parent: Where | undefined, key: string | undefined) {
    this.file = file;
    this.job = job;
    this.step = step;
    this.key = key;
    this.#parent = parent;
  }

  get path(): readonly string[] {
    this.#path ??= this.key === undefined ? [] : [...(this.#parent?.path ?? []), this.key];
    return this.#path;
  }

  /** One step down. */
  below(key: string): Where {
    return new Where(this.file, this.job, this.step, this, key);
  }

  /** The same place, which is a job or a step. */
  as(job: Job | undefined, step: Step | undefined): Where {
    return new Where(this.file, job, step, this.#parent, this.key);
  }
}

/** What the parts of a file ask of the whole of it. */
export interface Places {
  readonly yaml: YamlFile;
  /** The expressions of a scalar, each of them made once, whoever asks. */
  expressionsOf(node: YamlScalar, where: Where): readonly ExpressionPlace[];
  availabilityOf(path: readonly string[]): Availability | undefined;
}

/** The text that a node is; undefined where it is none, or empty as in `key:`. */
export function textOf(node: YamlNode | undefined, where: Where): Text | undefined {
  return node?.kind === "scalar" ? new TextNode(node, where) : undefined;
}

/** The text behind a key. */
export function textBelow(map: YamlMap | undefined, key: string, where: Where): Text | undefined {
  const node = map?.get(key);
  return node?.kind === "scalar" ? new TextNode(node, where.below(key)) : undefined;
}

/** A text, or those of a list; undefined where it is neither. */
export function textsOf(node: YamlNode | undefined, where: Where): readonly Text[] | undefined {
  if (node?.kind === "scalar") return isNull(node) ? undefined : [new TextNode(node, where)];
  if (node?.kind !== "sequence") return undefined;
  const texts: Text[] = [];
  node.items.forEach((item, index) => {
    if (item.value?.kind === "scalar") texts.push(new TextNode(item.value, where.below(String(index))));
  });
  return texts;
}

export function mapOf(node: YamlNode | undefined): YamlMap | undefined {
  return node?.kind === "map" ? node : undefined;
}

/** `null`, `~` and the like: as good as no value. */
export function isNull(node: YamlNode | undefined): boolean {
  return node === undefined || (node.kind === "scalar" && node.value === null);
}

/** `true` or `false`, not as a string. */
export function booleanOf(node: YamlNode | undefined): boolean | undefined {
  return node?.kind === "scalar" && typeof node.value === "boolean" ? node.value : undefined;
}

/** The keys of a mapping with their texts; none where it is no mapping. Merge keys do not count, as GitHub does not know them. */
export function namedValues(node: YamlNode | undefined, where: Where): readonly NamedValue[] {
  return entriesOf(node).map((entry) => new Named(entry, where));
}

/** The entries of a mapping without merge keys. */
export function entriesOf(node: YamlNode | undefined): readonly YamlEntry[] {
  return node?.kind === "map" ? node.entries.filter(({ key }) => key !== "<<") : [];
}

class Named implements NamedValue {
  readonly name: string;
  readonly entry: YamlEntry;
  readonly #where: Where;
  #keptValue: Text | undefined | null = null;

  constructor(entry: YamlEntry, where: Where) {
    this.name = entry.key;
    this.entry = entry;
    this.#where = where;
  }

  get keySpan(): Span {
    return this.entry.keySpan;
  }

  get value(): Text | undefined {
    if (this.#keptValue === null)
      this.#keptValue = isNull(this.entry.value) ? undefined : textOf(this.entry.value, this.#where.below(this.name));
    return this.#keptValue;
  }
}

/** What GitHub puts into a starter workflow's text when somebody takes it over: not known before. */
const starterPlaceholder = /^\$(?:default-branch|protected-branches|cron-(?:hourly|daily|weekly|monthly))$/;

/** Whether a text is a placeholder of starter workflows. */
function isStarterPlaceholder(text: string): boolean {
  return text.startsWith("$") && starterPlaceholder.test(text.trim());
}

class TextNode implements Text {
  readonly node: YamlScalar;
  readonly #where: Where;
  #expressions: readonly ExpressionPlace[] | undefined;

  constructor(node: YamlScalar, where: Where) {
    this.node = node;
    this.#where = where;
  }

  get span(): Span {
    return this.node.span;
  }

  get text(): string {
    return this.node.text;
  }

  get mapped(): MappedText {
    return this.node.mapped;
  }

  get literal(): string | undefined {
    const { text } = this.node;
    return this.expressions.length > 0 || isStarterPlaceholder(text) ? undefined : text;
  }

  get expressions(): readonly ExpressionPlace[] {
    this.#expressions ??= this.#where.file.expressionsOf(this.node, this.#where);
    return this.#expressions;
  }

  get whole(): ExpressionPlace | undefined {
    const [place, ...others] = this.expressions;
    if (!place || others.length > 0 || place.isUnclosed) return undefined;
    if (!place.hasBraces) return place;
    return place.textSpan.start === 0 && place.textSpan.end === this.text.length ? place : undefined;
  }
}

/** Whether what stands there is an expression even without braces. */
export function isCondition(where: Where): boolean {
  return (where.key?.endsWith("if") ?? false) && isConditionPath(where.path);
}

/** Whether the value is an expression even without braces: the `if` of jobs and steps, `pre-if` and `post-if` of actions. */
export function isConditionPath(path: readonly string[]): boolean {
  const key = path.at(-1);
  if (key === "pre-if" || key === "post-if") return path.length === 2 && path[0] === "runs";
  if (key !== "if") return false;
  const parent = path.at(-3);
  if (path[0] === "jobs") {
    return (
      path.length === 3 ||
      (path.length === 4 && path[2] === "snapshot") ||
      (path.length > 4 && (parent === "steps" || parent === "parallel") && isStepPath(path, 2))
    );
  }
  return path[0] === "runs" && parent === "steps" && isStepPath(path, 1);
}

/** `steps`, a number, and perhaps `parallel` and a number, from `start` to the last key but one. */
function isStepPath(path: readonly string[], start: number): boolean {
  if (path[start] !== "steps") return false;
  for (let i = start + 2; i < path.length - 1; i += 2) if (path[i] !== "parallel") return false;
  return (path.length - 1 - start) % 2 === 0;
}

/** The expressions of a scalar. */
export function placesIn(node: YamlScalar, where: Where): ExpressionPlace[] {
  const { text } = node;
  const pieces = splitExpressions(text);
  if (pieces.length > 0) return pieces.map((piece) => new Place(node, where, piece, true));
  if (!isCondition(where) || isNull(node)) return [];
  const span = { start: text.length - text.trimStart().length, end: text.trimEnd().length };
  return span.start < span.end ? [new Place(node, where, { span, inner: span, isUnclosed: false }, false)] : [];
}

class Place implements ExpressionPlace {
  readonly node: YamlScalar;
  readonly textSpan: Span;
  readonly hasBraces: boolean;
  readonly isUnclosed: boolean;
  readonly #where: Where;
  readonly #inner: Span;
  #keptExpression: Expression | null = null;
  #keptSpan: Span | null = null;
  #keptAvailable: Availability | undefined | null = null;

  constructor(node: YamlScalar, where: Where, { span, inner, isUnclosed }: ExpressionPiece, hasBraces: boolean) {
    this.node = node;
    this.#where = where;
    this.#inner = inner;
    this.textSpan = span;
    this.hasBraces = hasBraces;
    this.isUnclosed = isUnclosed;
  }

  get expression(): Expression {
    if (this.#keptExpression === null) this.#keptExpression = parseExpression(this.node.mapped.slice(this.#inner));
    return this.#keptExpression;
  }

  get span(): Span {
    if (this.#keptSpan === null) this.#keptSpan = this.node.mapped.spanToSource(this.textSpan);
    return this.#keptSpan;
  }

  get path(): readonly string[] {
    return this.#where.path;
  }

  get job(): Job | undefined {
    return this.#where.job;
  }

  get step(): Step | undefined {
    return this.#where.step;
  }

  get available(): Availability | undefined {
    if (this.#keptAvailable === null) this.#keptAvailable = this.#where.file.availabilityOf(this.path);
    return this.#keptAvailable;
  }
}
