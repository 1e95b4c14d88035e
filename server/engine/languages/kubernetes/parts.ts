import type { FileParts } from "../../text/parts.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { ScalarValue } from "../yaml/mapping.ts";
import type { YamlComment, YamlEntry, YamlFile, YamlMap, YamlProblem, YamlScalar, YamlSequence } from "../yaml/model.ts";
import { styleOf } from "../yaml/patch.ts";
import { splitStream } from "../yaml/split.ts";
import type { ManifestDocument, ManifestFile, ManifestObject, PodTemplates, Template } from "./model.ts";

/** The parts of a manifest: its documents. Undefined where a template may reach over several of them, and where the YAML was not read one by one. */
export function partsOfManifest(file: ManifestFile): FileParts<ManifestFile> | undefined {
  const { documents, source } = file;
  const { text } = source;
  if (documents.length < 2 || text.includes("{{") || text.includes("{%") || text.includes("${")) return undefined;
  const spans = splitStream(text);
  if (spans.length !== documents.length || documents.some(({ span }, index) => span.start !== spans[index]?.start)) return undefined;
  return {
    spans,
    // Nothing stands between documents; fixes write in the style of the file.
    surroundings: JSON.stringify([styleOf(file.yaml), ...file.podTemplates]),
    view: (parts) =>
      new Narrowed(
        file,
        documents.filter((_, index) => parts.has(index)),
      ),
    connected: () => spans.map((_, index) => index),
  };
}

/** A manifest with only some of its documents. */
class Narrowed implements ManifestFile {
  readonly language = "kubernetes";
  readonly whole: ManifestFile;
  readonly documents: readonly ManifestDocument[];
  #objects: readonly ManifestObject[] | undefined;
  #comments: readonly YamlComment[] | undefined;

  constructor(whole: ManifestFile, documents: readonly ManifestDocument[]) {
    this.whole = whole;
    this.documents = documents;
  }

  get objects(): readonly ManifestObject[] {
    this.#objects ??= this.documents.flatMap(({ objects }) => objects);
    return this.#objects;
  }

  get comments(): readonly YamlComment[] {
    this.#comments ??= this.whole.comments.filter(({ span: { start } }) =>
      this.documents.some(({ span }) => span.start <= start && start < span.end),
    );
    return this.#comments;
  }

  read(node: YamlScalar): ScalarValue {
    return this.whole.read(node);
  }

  get source(): SourceText {
    return this.whole.source;
  }

  get yaml(): YamlFile {
    return this.whole.yaml;
  }

  get problems(): readonly YamlProblem[] {
    return this.whole.problems;
  }

  get template(): Template | undefined {
    return this.whole.template;
  }

  get podTemplates(): PodTemplates {
    return this.whole.podTemplates;
  }

  usePodTemplates(podTemplates: PodTemplates): void {
    this.whole.usePodTemplates(podTemplates);
  }

  isMasked(span: Span): boolean {
    return this.whole.isMasked(span);
  }

  isOpen(node: YamlMap | YamlSequence): boolean {
    return this.whole.isOpen(node);
  }

  isFilled(entry: YamlEntry): boolean {
    return this.whole.isFilled(entry);
  }

  isConditional(first: YamlEntry, second: YamlEntry): boolean {
    return this.whole.isConditional(first, second);
  }
}
