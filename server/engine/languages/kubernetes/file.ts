import { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { isNull, Mapping, type ScalarValue } from "../yaml/mapping.ts";
import type { YamlDocument, YamlEntry, YamlFile, YamlMap, YamlProblem, YamlScalar, YamlSequence } from "../yaml/model.ts";
import { parseYaml } from "../yaml/parse.ts";
import { isKustomizationPath } from "./detect.ts";
import { runsTogether } from "./duplicate-keys.ts";
import type { ManifestDocument, ManifestFile, ManifestObject, PodTemplates, Template } from "./model.ts";
import { objectOf } from "./object.ts";
import { scalarValue } from "./scalar.ts";
import { readSlips } from "./schema-problems.ts";
import { type Masked, mask } from "./template.ts";

/** A file of Kubernetes objects. Never throws; what cannot be read stands in `problems`. Its parts are read when they are first asked for. */
export function parseManifest(source: SourceText): ManifestFile {
  return new ParsedManifest(source);
}

const noPodTemplates: PodTemplates = new Map();

class ParsedManifest implements ManifestFile {
  readonly language = "kubernetes";
  readonly source: SourceText;
  readonly yaml: YamlFile;
  readonly #masked: Masked;
  #podTemplates: PodTemplates = noPodTemplates;
  #documents: readonly ManifestDocument[] | undefined;
  #objects: readonly ManifestObject[] | undefined;
  #problems: readonly YamlProblem[] | undefined;

  constructor(source: SourceText) {
    this.source = source;
    this.#masked = mask(source.text, source.path);
    this.yaml = parseYaml(this.#masked.text === source.text ? source : new SourceText(source.path, this.#masked.text));
  }

  get whole(): ManifestFile {
    return this;
  }

  get template(): Template | undefined {
    return this.#masked.template;
  }

  get podTemplates(): PodTemplates {
    return this.#podTemplates;
  }

  usePodTemplates(podTemplates: PodTemplates): void {
    if (isSame(podTemplates, this.#podTemplates)) return;
    this.#podTemplates = podTemplates;
    this.#documents = undefined;
    this.#objects = undefined;
  }

  read(node: YamlScalar): ScalarValue {
    return scalarValue(node);
  }

  get comments() {
    return this.yaml.comments;
  }

  get problems(): readonly YamlProblem[] {
    this.#problems ??= this.template ? this.yaml.problems.filter((problem) => !this.#masked.mayExplain(problem)) : this.yaml.problems;
    return this.#problems;
  }

  isMasked(span: Span): boolean {
    return this.#masked.isMasked(span);
  }

  isOpen(node: YamlMap | YamlSequence): boolean {
    return this.#masked.isOpen(node) || this.#isBroken(node.span.start);
  }

  isFilled(entry: YamlEntry): boolean {
    return this.#masked.isFilled(entry) || this.#isUnknownAlias(entry);
  }

  /** Whether an offset is in a document that YAML cannot read, a template's doing or not: what seems to be missing there may be what cannot be read. */
  #isBroken(offset: number): boolean {
    const { documents, problems } = this.yaml;
    this.#broken ??= documents
      .filter(
        ({ span: { start, end } }) =>
          problems.some(({ span }) => start <= span.start && span.start <= end) || this.#runsTogether(start, end),
      )
      .map(({ span }) => span);
    return this.#broken.some(({ start, end }) => start <= offset && offset <= end);
  }
  #broken: readonly Span[] | undefined;

  #runsTogether(start: number, end: number): boolean {
    return this.template === undefined && runsTogether(this.source.text.slice(start, end));
  }

  /** Whether an alias stands there that leads nowhere, or back to where it stands: what was meant is something. */
  #isUnknownAlias({ value, valueOffset }: YamlEntry): boolean {
    return value === undefined && /^[ \t]*\*/.test(this.yaml.source.text.slice(valueOffset, valueOffset + 20));
  }

  isConditional(first: YamlEntry, second: YamlEntry): boolean {
    return this.#masked.isConditional(first, second);
  }

  get documents(): readonly ManifestDocument[] {
    this.#documents ??= this.yaml.documents.map((document) => new ParsedDocument(this, document));
    return this.#documents;
  }

  get objects(): readonly ManifestObject[] {
    this.#objects ??= this.documents.flatMap(({ objects }) => objects);
    return this.#objects;
  }
}

function isSame(a: PodTemplates, b: PodTemplates): boolean {
  if (a === b || (a.size === 0 && b.size === 0)) return true;
  return a.size === b.size && [...a].every(([kind, keys]) => b.get(kind)?.join(".") === keys.join("."));
}

class ParsedDocument implements ManifestDocument {
  readonly file: ManifestFile;
  readonly yaml: YamlDocument;
  #root: Mapping | undefined | null = null;
  #objects: readonly ManifestObject[] | undefined;
  #problems: readonly YamlProblem[] | undefined;

  constructor(file: ManifestFile, yaml: YamlDocument) {
    this.file = file;
    this.yaml = yaml;
  }

  get span(): Span {
    return this.yaml.span;
  }

  get root(): Mapping | undefined {
    if (this.#root === null) {
      const { root } = this.yaml;
      this.#root = root?.kind === "map" ? Mapping.of(this.file, root) : undefined;
    }
    return this.#root;
  }

  get objects(): readonly ManifestObject[] {
    if (!this.#objects) {
      this.#objects = this.root ? objectsIn(this, this.root) : [];
      readSlips(this.#objects, this.file.yaml.source.slice(this.span));
    }
    return this.#objects;
  }

  get problems(): readonly YamlProblem[] {
    const { start, end } = this.span;
    const isLast = end === this.file.source.text.length;
    this.#problems ??= this.file.problems.filter(({ span }) => span.start >= start && (span.start < end || isLast));
    return this.#problems;
  }

  get isBroken(): boolean {
    this.#isBroken ??= this.#looksBroken();
    return this.#isBroken;
  }
  #isBroken: boolean | undefined;

  #looksBroken(): boolean {
    const { start, end } = this.span;
    if (this.file.template === undefined && runsTogether(this.file.source.slice(this.span))) return true;
    return this.problems.length > 0 || this.file.yaml.problems.some(({ span }) => span.start >= start && span.start < end);
  }
}

/** How deep lists may hold lists. */
const maximumDepth = 4;

function objectsIn(document: ManifestDocument, root: Mapping, depth = 0): readonly ManifestObject[] {
  const { map } = root;
  if (!map) return [];
  const kind = root.text("kind").value ?? "";
  const items = kind.endsWith("List") ? root.list("items").sequence?.items : undefined;
  // A List, and the lists of one kind that the API answers with (`PodList`); another kind may be called so without holding objects.
  if (items && (kind === "List" || items.every(({ value }) => isNull(value) || value?.kind === "map"))) {
    if (depth >= maximumDepth) return [];
    return items.flatMap((item) => {
      if (item.value?.kind !== "map" || isNull(item.value)) return [];
      const mapping = Mapping.of(document.file, item.value);
      const nested = mapping.text("kind").value?.endsWith("List") ? objectsIn(document, mapping, depth + 1) : undefined;
      return nested ?? [objectOf(document, mapping, item, kind)];
    });
  }
  const isObject = root.entryOf("kind") || root.entryOf("apiVersion") || isKustomizationPath(document.file.source.path);
  return isObject ? [objectOf(document, root, undefined, undefined)] : [];
}
