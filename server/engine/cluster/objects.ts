import { isManifestPath, looksLikeManifest } from "../languages/kubernetes/detect.ts";
import { runsTogether } from "../languages/kubernetes/duplicate-keys.ts";
import type { ManifestDocument, ManifestFile, ManifestObject, PodTemplates, Workload } from "../languages/kubernetes/model.ts";
import { parse } from "../languages/parse.ts";
import type { Mapping } from "../languages/yaml/mapping.ts";
import { ownCopy, rememberFor } from "../text/remember.ts";
import { SourceText } from "../text/source.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { rootOf, Watching } from "../workspace/watching.ts";
import type { Fact, Workspace } from "../workspace/workspace.ts";
import { separatorAtEnd } from "./edit.ts";
import { type LabelSelector, type Labels, labelsOf, plainSelectorOf, selectorOf } from "./labels.ts";
import { podTemplatesFor } from "./pod-templates.ts";

/** As many YAML files are looked into, and none that is larger. */
const maximumFiles = 1_900;
const maximumSize = 1024 * 1024;

/** What is known of an object without its model: enough to find out what belongs together. */
export interface Header {
  readonly group: string | undefined;
  /** "" where it is not known. */
  readonly kind: string;
  readonly name: string | undefined;
  /** Undefined where it is not written, and taken from whoever applies the object, or is not known. */
  readonly namespace: string | undefined;
  readonly isPatch: boolean;
  readonly labels: Labels;
  /** The labels of the pods that it runs; undefined where it runs none, or they stand elsewhere. */
  readonly podLabels: Labels | undefined;
  /** What selects pods: `spec.selector`, or `spec.podSelector` of a NetworkPolicy. */
  readonly selector: LabelSelector | undefined;
  /** What it is about: `scaleTargetRef`, `targetRef`, `workloadRef`. */
  readonly target: Target | undefined;
}

export interface Target {
  readonly group: string | undefined;
  readonly kind: string | undefined;
  readonly name: string | undefined;
}

/** An object of the workspace. The same one for as long as what its header says, whatever else of it changes. */
export interface KnownObject extends Header {
  readonly path: string;
  /** Its place among the objects of its file. */
  readonly index: number;
  /** Its model as it stands now; that of the file under check is the one that the rule has. */
  readonly object: ManifestObject;
}

/** The objects that can be seen around a file, its own among them. The same for as long as their headers. */
export interface Objects {
  readonly all: readonly KnownObject[];
  /** Whether all manifests of the workspace are among them. */
  readonly isComplete: boolean;
  /** Those of some kinds, whatever their group. */
  ofKind(...kinds: readonly string[]): readonly KnownObject[];
  /** Those of a kind with a name. */
  named(kind: string, name: string): readonly KnownObject[];
  /** Those of a kind whose names are not known. */
  unnamed(kind: string): readonly KnownObject[];
  /** Those in a file. */
  inFile(path: string): readonly KnownObject[];
  /** Those of a kind that may select pods with some labels, as far as a look tells that: all that do are among them. */
  maySelect(kind: string, labels: Labels): readonly KnownObject[];
  /** Those that run pods which a selector may select, in the same way. */
  maybeSelected(selector: LabelSelector): readonly KnownObject[];
  /** Those that have a target of that name, or one that is not known. */
  mayTarget(name: string): readonly KnownObject[];
  /**
   * What is found among all of them, once for as long as they are the same. `find` goes by nothing but the objects and what `question` names, which
   * tells it from all others; best it gives a list of objects, or a text.
   */
  lookUp<T>(question: string, find: (all: Objects) => T): T;
}

/**
 * All objects that can be seen from a file: its own, and those of the workspace where that can be seen. A workspace that writes down what it is asked
 * writes down what these are asked, so that what has nothing to do with the answers may change.
 */
export function objectsAround({ whole: file }: ManifestFile, workspace: Workspace): Objects {
  const { own, seen } = ownObjects(file, workspace);
  return own ? seenBy(workspace) : withFile(file, seen, workspace).index;
}

/** What is known of an object of a file under check. */
export function known(object: ManifestObject, workspace: Workspace): KnownObject {
  const file = object.file.whole;
  const { own, seen } = ownObjects(file, workspace);
  const { objects } = own ?? withFile(file, seen, workspace).own;
  return objects[positions(file).get(object) as number] as KnownObject;
}

/** What the workspace knows of a file; `own` only where it has the file as it is here. */
function ownObjects(file: ManifestFile, workspace: Workspace): { readonly own: FileObjects | undefined; readonly seen: Everything } {
  underCheck = file;
  const seen = rootOf(workspace).derive(everything);
  const own = seen.files.get(file.source.path);
  if (own?.text !== file.source.text) return { own: undefined, seen };
  own.use(file);
  return { own, seen };
}

function seenBy(workspace: Workspace): Objects {
  return workspace instanceof Watching ? noting(workspace) : workspace.derive(everything).index;
}

const positions = rememberFor(
  (file: ManifestFile): ReadonlyMap<ManifestObject, number> => new Map(file.objects.map((object, index) => [object, index])),
);

/** Tells the workspace that what is said of an object rests upon more than its header. */
export function noteContent({ path, index }: KnownObject, workspace: Workspace): void {
  if (workspace instanceof Watching) {
    workspace.ask(`document of object: ${index} ${path}`, (seen) => objectsIn(rootOf(seen), path)?.contents[index]);
  }
}

/** The same of a fix that appends a document to an object's file: it goes by how that ends. */
export function noteEnd({ file: { whole } }: ManifestObject, workspace: Workspace): void {
  const { path } = whole.source;
  if (workspace instanceof Watching) workspace.ask(`end of ${path}`, (seen) => objectsIn(rootOf(seen), path)?.separatorAtEnd);
}

/** Whether documents of an object's file run together, so that not all objects in it are seen. */
export function hidesObjects({ file: { whole } }: ManifestObject, workspace: Workspace): boolean {
  if (!(workspace instanceof Watching)) return hidesIn(whole);
  const { path } = whole.source;
  return workspace.ask(`documents run together: ${path}`, (seen) => objectsIn(rootOf(seen), path)?.hidesObjects) ?? hidesIn(whole);
}

const hidesIn = rememberFor(
  (file: ManifestFile): boolean => file.template === undefined && contentsOf(file).some(({ runsTogether }) => runsTogether),
);

/** Whether two objects may be in one namespace: one that names none is put wherever it is applied to. */
export function mayShareNamespace(a: { readonly namespace: string | undefined }, b: { readonly namespace: string | undefined }): boolean {
  return a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace;
}

/**
 * The objects of a file. It stays as long as the file is there, and is given the new text; an object stays as long as its header and its place: of two
 * alike, that tells which comes first.
 */
class FileObjects {
  readonly path: string;
  podTemplates: PodTemplates;
  text: string;
  headers: readonly Header[] = [];
  objects: readonly KnownObject[] = [];
  /** The model, once somebody has asked for it, and as long as somebody uses it: an index of all models would fill the memory. */
  #model: WeakRef<ManifestFile> | undefined;

  constructor(path: string, text: string, headers: readonly Header[], podTemplates: PodTemplates) {
    this.path = path;
    this.podTemplates = podTemplates;
    this.text = text;
    this.hold(headers);
  }

  hold(headers: readonly Header[]): void {
    const holder = this;
    const { headers: oldHeaders, objects: oldObjects, path } = this;
    this.objects = headers.map((header, index) => {
      const old = oldObjects[index];
      if (old && oldHeaders[index] === header) return old;
      return {
        ...header,
        path,
        index,
        get object() {
          return holder.objectAt(index);
        },
      };
    });
    this.headers = headers;
  }

  objectAt(index: number): ManifestObject {
    let model = this.#model?.deref();
    if (!model) {
      model = readWith(this.podTemplates, this.path, this.text);
      this.use(model);
    }
    return model.objects[index] as ManifestObject;
  }

  /** From now on objects are those of this model, or of one that is read anew. */
  use(model: ManifestFile | undefined): void {
    if (this.#model?.deref() !== model) this.#model = model && new WeakRef(model);
  }
}

/** The text and headers of one file as they stand. */
interface Contents {
  readonly text: string;
  readonly headers: readonly Header[];
  readonly podTemplates: PodTemplates;
  /** The text of the document that each object stands in: it stays the same while others of the file are edited. */
  readonly contents: readonly string[];
  readonly hidesObjects: boolean;
  readonly separatorAtEnd: string | undefined;
}

/** The file that was asked about last: its model is there already. */
let underCheck: ManifestFile | undefined;

/** Makes known which file is checked from now on, before anything is asked about it. */
export function putUnderCheck(file: ManifestFile): void {
  underCheck = file;
}

const objectsIn = keyedFact("objects in", (workspace, path): Contents | undefined => {
  const text = workspace.read(path);
  if (text === undefined || text.length > maximumSize || !looksLikeManifest(text)) return undefined;
  const { source } = underCheck ?? {};
  const model = source?.path === path && source.text === text ? underCheck : undefined;
  const podTemplates = podTemplatesFor(workspace, path);
  const file = model ?? readWith(podTemplates, path, text);
  const reference = new WeakRef(file);
  const again = () => reference.deref() ?? readWith(podTemplates, path, text);
  return {
    text,
    headers: headersOf(file),
    podTemplates,
    get contents() {
      return textsOf(again());
    },
    get hidesObjects() {
      return hidesIn(again());
    },
    get separatorAtEnd() {
      return separatorAtEnd(again());
    },
  };
});

function readWith(podTemplates: PodTemplates, path: string, text: string): ManifestFile {
  const file = parse(new SourceText(path, text), "kubernetes");
  file.usePodTemplates(podTemplates);
  return file;
}

const manifestPaths: Fact<readonly string[] | undefined> = {
  name: "paths of manifests",
  compute: (workspace) => workspace.files()?.filter(isManifestPath),
};

interface Everything {
  readonly files: ReadonlyMap<string, FileObjects>;
  readonly index: Index;
}

const before = new WeakMap<Workspace, Everything>();

/** All objects of the workspace; the same value as before where only what is not in headers has changed. */
const everything: Fact<Everything> = {
  name: "objects",
  compute(workspace) {
    const paths = workspace.derive(manifestPaths);
    const isComplete = paths !== undefined && paths.length <= maximumFiles;
    const last = before.get(workspace);
    const files = new Map<string, FileObjects>();
    let isSame = last?.index.isComplete === isComplete;
    for (const path of isComplete ? paths : (paths?.slice(0, maximumFiles) ?? [])) {
      const found = objectsIn(workspace, path);
      if (!found) continue;
      let file = last?.files.get(path);
      if (!file) {
        file = new FileObjects(path, found.text, found.headers, found.podTemplates);
        isSame = false;
      } else if (file.text !== found.text || file.podTemplates !== found.podTemplates) {
        file.text = found.text;
        file.podTemplates = found.podTemplates;
        file.use(undefined);
        if (!sameHeaders(file.headers, found.headers)) {
          file.hold(found.headers);
          isSame = false;
        }
      }
      files.set(path, file);
    }
    if (last && isSame && last.files.size === files.size) return last;
    const result = { files, index: new Index(files, isComplete) };
    before.set(workspace, result);
    return result;
  },
};

function sameHeaders(a: readonly Header[], b: readonly Header[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

class Index implements Objects {
  readonly #files: ReadonlyMap<string, FileObjects>;
  readonly isComplete: boolean;
  #all: readonly KnownObject[] | undefined;
  #byKind: ReadonlyMap<string, readonly KnownObject[]> | undefined;
  /** Those of several kinds: few lists of kinds are ever asked for. */
  readonly #byKinds = new Map<string, readonly KnownObject[]>();
  #unnamed: ReadonlyMap<string, readonly KnownObject[]> | undefined;
  #byName: ReadonlyMap<string, readonly KnownObject[]> | undefined;
  #byTarget: ReadonlyMap<string, readonly KnownObject[]> | undefined;
  #byPodLabel: ReadonlyMap<string, readonly KnownObject[]> | undefined;
  readonly #bySelector = new Map<string, ReadonlyMap<string, readonly KnownObject[]>>();
  readonly #lookedUp = new Map<string, unknown>();

  constructor(files: ReadonlyMap<string, FileObjects>, isComplete: boolean) {
    this.#files = files;
    this.isComplete = isComplete;
  }

  get all(): readonly KnownObject[] {
    this.#all ??= [...this.#files.values()].flatMap(({ objects }) => objects);
    return this.#all;
  }

  ofKind(...kinds: readonly string[]): readonly KnownObject[] {
    this.#byKind ??= grouped(this.all, ({ kind }) => [kind]);
    const all = this.#byKind;
    const [kind] = kinds;
    if (kinds.length === 1) return all.get(kind as string) ?? [];
    const key = kinds.join(" ");
    let found = this.#byKinds.get(key);
    if (!found) {
      found = kinds.flatMap((one) => all.get(one) ?? []);
      this.#byKinds.set(key, found);
    }
    return found;
  }

  unnamed(kind: string): readonly KnownObject[] {
    this.#unnamed ??= grouped(
      this.all.filter(({ name }) => name === undefined),
      (one) => [one.kind],
    );
    return this.#unnamed.get(kind) ?? [];
  }

  named(kind: string, name: string): readonly KnownObject[] {
    this.#byName ??= grouped(this.all, (one) => (one.name === undefined ? [] : [`${one.kind}/${one.name}`]));
    return this.#byName.get(`${kind}/${name}`) ?? [];
  }

  inFile(path: string): readonly KnownObject[] {
    return this.#files.get(path)?.objects ?? [];
  }

  maySelect(kind: string, labels: Labels): readonly KnownObject[] {
    if (labels.isOpen) return this.ofKind(kind);
    let map = this.#bySelector.get(kind);
    if (!map) {
      map = grouped(this.ofKind(kind), ({ selector }) => [selector ? firstLabel(selector) : any]);
      this.#bySelector.set(kind, map);
    }
    const found = [...(map.get(any) ?? [])];
    for (const [key, value] of labels.values) {
      if (value === undefined) return this.ofKind(kind);
      found.push(...(map.get(`${key}=${value}`) ?? []));
    }
    return found;
  }

  maybeSelected(selector: LabelSelector): readonly KnownObject[] {
    this.#byPodLabel ??= grouped(
      this.all.filter(({ podLabels, target, kind }) => podLabels || (kind === "Rollout" && target)),
      ({ podLabels }) =>
        !podLabels || podLabels.isOpen || [...podLabels.values.values()].includes(undefined)
          ? [any]
          : [none, ...[...podLabels.values].map(([key, value]) => `${key}=${value}`)],
    );
    const map = this.#byPodLabel;
    const first = firstLabel(selector);
    return [...(map.get(any) ?? []), ...(map.get(first === any ? none : first) ?? [])];
  }

  mayTarget(name: string): readonly KnownObject[] {
    this.#byTarget ??= grouped(
      this.all.filter((one) => one.target),
      ({ target }) => [target?.name ?? any],
    );
    return [...(this.#byTarget.get(name) ?? []), ...(this.#byTarget.get(any) ?? [])];
  }

  lookUp<T>(question: string, find: (all: Objects) => T): T {
    if (!this.#lookedUp.has(question)) this.#lookedUp.set(question, find(this));
    return this.#lookedUp.get(question) as T;
  }
}

/** The objects of a workspace that writes down what it is asked: each question is one of its own. */
class Noting implements Objects {
  readonly #workspace: Watching;

  constructor(workspace: Watching) {
    this.#workspace = workspace;
  }

  #ask<T>(question: string, find: (all: Objects) => T): T {
    return this.#workspace.ask(`objects: ${question}`, (seen) => find(seenBy(seen)));
  }

  get all(): readonly KnownObject[] {
    return this.#ask("all", ({ all }) => all);
  }

  get isComplete(): boolean {
    return this.#ask("complete", ({ isComplete }) => isComplete);
  }

  ofKind(...kinds: readonly string[]): readonly KnownObject[] {
    return this.#ask(`of kind ${kinds.join(" ")}`, (all) => all.ofKind(...kinds));
  }

  named(kind: string, name: string): readonly KnownObject[] {
    return this.#ask(`named ${kind}/${name}`, (all) => all.named(kind, name));
  }

  unnamed(kind: string): readonly KnownObject[] {
    return this.#ask(`unnamed ${kind}`, (all) => all.unnamed(kind));
  }

  inFile(path: string): readonly KnownObject[] {
    return this.#ask(`in ${path}`, (all) => all.inFile(path));
  }

  maySelect(kind: string, labels: Labels): readonly KnownObject[] {
    return this.#ask(`${kind} for ${labelsText(labels)}`, (all) => all.maySelect(kind, labels));
  }

  maybeSelected(selector: LabelSelector): readonly KnownObject[] {
    return this.#ask(`selected by ${firstLabel(selector)}`, (all) => all.maybeSelected(selector));
  }

  mayTarget(name: string): readonly KnownObject[] {
    return this.#ask(`targeting ${name}`, (all) => all.mayTarget(name));
  }

  lookUp<T>(question: string, find: (all: Objects) => T): T {
    return this.#ask(question, (all) => all.lookUp(question, find));
  }
}

const noting = rememberFor((workspace: Watching): Objects => new Noting(workspace));

const labelsText = rememberFor(({ values, isOpen }: Labels): string =>
  JSON.stringify([isOpen, ...[...values].map(([key, value]) => [key, value ?? 0])]),
);

/** Keys under which stands what the others cannot tell: no label has such a name. */
const any = "*";
const none = "";

/** One label that pods must have to be selected. */
function firstLabel({ matchLabels }: LabelSelector): string {
  for (const [key, value] of matchLabels.values) if (value !== undefined) return `${key}=${value}`;
  return any;
}

function grouped(objects: readonly KnownObject[], keysOf: (one: KnownObject) => readonly string[]): Map<string, KnownObject[]> {
  const map = new Map<string, KnownObject[]>();
  for (const one of objects) {
    for (const key of keysOf(one)) {
      const list = map.get(key);
      if (list) list.push(one);
      else map.set(key, [one]);
    }
  }
  return map;
}

interface WithFile {
  readonly seen: Everything;
  readonly own: FileObjects;
  readonly index: Index;
}

const around = new WeakMap<ManifestFile, WithFile>();

/** The index with a file as it stands under check, where the workspace does not have it so. */
function withFile(file: ManifestFile, seen: Everything, workspace: Workspace): WithFile {
  let last = around.get(file);
  if (last?.seen !== seen) {
    const own = new FileObjects(file.source.path, file.source.text, headersOf(file), file.podTemplates);
    own.use(file);
    last = { seen, own, index: new Index(new Map(seen.files).set(file.source.path, own), seen.index.isComplete) };
    around.set(file, last);
  }
  if (workspace instanceof Watching) {
    workspace.derive(everything);
    workspace.ask(`objects with those of ${file.source.path}`, () => underCheck && around.get(underCheck)?.index);
  }
  return last;
}

const headersOf = rememberFor((file: ManifestFile): readonly Header[] => contentsOf(file).flatMap(({ headers }) => headers));

/** What is known of one document by its text. */
interface Content {
  /** A copy of it, the same for as long as it is asked for again. */
  readonly text: string;
  readonly headers: readonly Header[];
  /** A second object follows without `---` between. */
  readonly runsTogether: boolean;
}

const contentsOf = rememberFor((file: ManifestFile): readonly Content[] => {
  const { text } = file.source;
  return file.documents.map((document) => contentOf(document, text.slice(document.span.start, document.span.end)));
});

const textsOf = rememberFor((file: ManifestFile): readonly string[] =>
  contentsOf(file).flatMap(({ text, headers }) => headers.map(() => text)),
);

/** Of a large file that is being edited, one document is new at a time. */
const contentByText = new Map<string, Content>();
/** The same header for what reads the same, so that it can be told by a look that nothing has changed. */
const headersByContent = new Map<string, Header>();
const maximumHeaders = 8_000;

function contentOf(document: ManifestDocument, text: string): Content {
  // What a template writes depends on what stands around, and which kinds run pods on the configuration.
  if (document.file.template !== undefined || document.file.podTemplates.size > 0) {
    return { text: ownCopy(text), headers: document.objects.map(headerOf), runsTogether: runsTogether(text) };
  }
  let content = contentByText.get(text);
  if (!content) {
    content = { text: ownCopy(text), headers: document.objects.map(headerOf), runsTogether: runsTogether(text) };
    if (contentByText.size >= maximumHeaders) contentByText.clear();
    contentByText.set(content.text, content);
  }
  return content;
}

const plainSelectors: ReadonlySet<string> = new Set(["Service", "ReplicationController", "DeploymentConfig"]);

/**
 * The labels of a workload's pods. Where they are at odds with its own selector, one of the two has a slip, which is told of there: what the label is
 * is not known then.
 */
function podLabelsOf({ templateLabels, selector, object }: Workload): Labels {
  const labels = labelsOf(templateLabels);
  const wanted = plainSelectors.has(object.kind) ? labelsOf(selector) : selectorOf(selector).matchLabels;
  const odd = [...wanted.values].filter(([key, value]) =>
    labels.values.has(key) ? value !== labels.values.get(key) && value !== undefined : !labels.isOpen,
  );
  return odd.length === 0
    ? labels
    : { values: new Map([...labels.values, ...odd.map(([key]) => [key, undefined] as const)]), isOpen: labels.isOpen };
}

function headerOf(object: ManifestObject): Header {
  const { group, kind, workload, spec } = object;
  const selector = kind === "NetworkPolicy" ? spec.mapping("podSelector") : spec.mapping("selector");
  const header: Header = {
    group,
    kind,
    name: object.name.value,
    namespace: object.namespace.value,
    isPatch: object.isPatch,
    labels: labelsOf(object.labels),
    podLabels: workload && !workload.template.isAbsent ? podLabelsOf(workload) : undefined,
    selector: selector.isAbsent ? undefined : plainSelectors.has(kind) ? plainSelectorOf(selector) : selectorOf(selector),
    target: targetIn(spec),
  };
  const content = JSON.stringify(header, (_key, value: unknown) =>
    value instanceof Map ? [...value].map(([a, b]) => [a, b ?? 0]) : value,
  );
  const same = headersByContent.get(content);
  if (same) return same;
  if (headersByContent.size >= maximumHeaders) headersByContent.clear();
  headersByContent.set(content, header);
  return header;
}

function targetIn(spec: Mapping): Target | undefined {
  for (const key of ["scaleTargetRef", "targetRef", "workloadRef"]) {
    const reference = spec.mapping(key);
    if (reference.isAbsent) continue;
    const version = reference.text("apiVersion");
    const group = version.value?.includes("/") ? version.value.split("/", 1)[0] : version.isKnown ? "" : undefined;
    return { group, kind: reference.text("kind").value, name: reference.text("name").value };
  }
  return undefined;
}
