import type { Span } from "../../text/span.ts";
import type { Field, Mapping } from "../yaml/mapping.ts";
import type { YamlItem, YamlMap } from "../yaml/model.ts";
import type { ManifestDocument, ManifestFile, ManifestObject, Workload } from "./model.ts";
import { templatePathOf, workloadOf } from "./workload.ts";

/** The object whose keys stand in `root`; `list` is the kind of the list that holds it. */
export function objectOf(document: ManifestDocument, root: Mapping, item: YamlItem | undefined, list: string | undefined): ManifestObject {
  return new ParsedObject(document, root, item, list);
}

class ParsedObject implements ManifestObject {
  readonly document: ManifestDocument;
  readonly root: Mapping;
  readonly item: YamlItem | undefined;
  readonly #list: string | undefined;
  #apiVersion: Field<string> | undefined;
  #kind: Field<string> | undefined;
  #workload: Workload | undefined | null = null;
  #isPatch: boolean | undefined;

  constructor(document: ManifestDocument, root: Mapping, item: YamlItem | undefined, list: string | undefined) {
    this.document = document;
    this.root = root;
    this.item = item;
    this.#list = list;
  }

  get file(): ManifestFile {
    return this.document.file;
  }

  get span(): Span {
    return (this.root.map as YamlMap).span;
  }

  get apiVersion(): Field<string> {
    this.#apiVersion ??= this.root.text("apiVersion");
    return this.#apiVersion;
  }

  get kindField(): Field<string> {
    this.#kind ??= this.root.text("kind");
    return this.#kind;
  }

  get kind(): string {
    // The items of a PodList need not repeat what they are.
    return this.kindField.value ?? (this.kindField.isAbsent && this.#list !== "List" ? (this.#list?.slice(0, -4) ?? "") : "");
  }

  get group(): string | undefined {
    const value = this.apiVersion.value;
    if (value === undefined) return undefined;
    const slash = value.indexOf("/");
    return slash < 0 ? "" : value.slice(0, slash);
  }

  get version(): string | undefined {
    const value = this.apiVersion.value;
    return value?.slice(value.indexOf("/") + 1);
  }

  get metadata(): Mapping {
    return this.root.mapping("metadata");
  }

  get name(): Field<string> {
    return this.metadata.text("name");
  }

  get namespace(): Field<string> {
    return this.metadata.text("namespace");
  }

  get labels(): Mapping {
    return this.metadata.mapping("labels");
  }

  get annotations(): Mapping {
    return this.metadata.mapping("annotations");
  }

  get spec(): Mapping {
    return this.root.mapping("spec");
  }

  get nameSpan(): Span {
    const first = (this.root.map as YamlMap).entries[0];
    return (
      this.metadata.scalar("name").span ??
      this.metadata.entryOf("generateName")?.value?.span ??
      this.kindField.span ??
      first?.keySpan ?? { start: this.span.start, end: this.span.start }
    );
  }

  get workload(): Workload | undefined {
    if (this.#workload === null) this.#workload = workloadOf(this);
    return this.#workload;
  }

  get isPatch(): boolean {
    this.#isPatch ??= looksPartial(this);
    return this.#isPatch;
  }

  get title(): string {
    const name = this.name.value;
    return [this.kind || "object", ...(name === undefined ? [] : [name])].join(" ");
  }
}

/** Kinds whose `spec.selector` the API requires, so that an object without it can only be laid over another. */
const needSelector: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);

function looksPartial(object: ManifestObject): boolean {
  const { root, metadata, spec, kind } = object;
  if (root.has("$patch") || spec.has("$patch") || metadata.has("$patch")) return true;
  // What only Kustomize reads needs no name.
  if (object.group === "kustomize.config.k8s.io") return false;
  if (metadata.has("name") === false && metadata.has("generateName") === false) return true;
  if (needSelector.has(kind) && object.group === "apps" && spec.has("selector") === false) {
    // A selector that is missing by mistake stands beside a whole template.
    return spec.has("template") !== true || spec.at("template", "metadata", "labels").isAbsent;
  }
  const path = templatePathOf(object);
  if (!path || kind === "Rollout") return false;
  const pod = path.length === 0 ? spec : root.at(...path, "spec");
  if (pod.isAbsent) return root.at(...path).isAbsent;
  const containers = pod.list("containers");
  if (containers.isAbsent) return !pod.isOpen;
  // A container without an image is one that is laid over another, unless the rest of a workload is there.
  if (needSelector.has(kind) && spec.has("selector") === true && !spec.at("template", "metadata", "labels").isAbsent) return false;
  return containers.mappings.some((container) => container.has("image") === false && container.has("name") === true);
}
