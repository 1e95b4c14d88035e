import { isKustomizationPath, isManifestPath } from "../languages/kubernetes/detect.ts";
import { parseManifest } from "../languages/kubernetes/file.ts";
import type { ManifestFile, ManifestObject } from "../languages/kubernetes/model.ts";
import type { Mapping } from "../languages/yaml/mapping.ts";
import type { YamlNode } from "../languages/yaml/model.ts";
import { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { pathsFact } from "../workspace/files.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, inFolder, nameOf, resolvePath } from "../workspace/paths.ts";
import type { Fact, Workspace } from "../workspace/workspace.ts";
import { type Labels, labelsOf } from "./labels.ts";

/** What a file of Kustomize says. Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
export interface Kustomization {
  readonly path: string;
  readonly folder: string;
  readonly file: ManifestFile;
  readonly root: Mapping;
  readonly isComponent: boolean;
  /** The manifests that it takes in. */
  readonly files: readonly string[];
  /** The folders of other kustomizations that it takes in, its components among them. */
  readonly bases: readonly string[];
  /** Whether all that it takes in can be seen: nothing remote, no charts and generators of its own. */
  readonly isComplete: boolean;
  /** Something unseen changes what it takes in: transformers, components from elsewhere. */
  readonly isOpaque: boolean;
  readonly patches: readonly Patch[];
  readonly images: readonly ImageChange[];
  readonly replicas: readonly { readonly name: string | undefined; readonly count: number | undefined; readonly span: Span }[];
  /** The namespace that it puts all objects into. */
  readonly namespace: string | undefined;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly labels: readonly AddedLabels[];
  readonly generated: readonly GeneratedObject[];
}

export interface AddedLabels {
  readonly labels: Labels;
  /** Whether they are put into selectors, and so into the labels of pods. */
  readonly inSelectors: boolean;
  readonly inTemplates: boolean;
}

export interface ImageChange {
  readonly name: string | undefined;
  readonly newName: string | undefined;
  readonly newTag: string | undefined;
  readonly digest: string | undefined;
  /** One of them is written but not known. */
  readonly isUnknown: boolean;
  readonly span: Span;
}

/** A ConfigMap or a Secret that is made of files and literals; its name gets a hash at its end. */
export interface GeneratedObject {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string | undefined;
  /** Undefined where not all are known. */
  readonly keys: readonly string[] | undefined;
  readonly span: Span;
}

/** What changes objects that were taken in. */
export interface Patch {
  /** The file that it stands in, or the kustomization itself. */
  readonly path: string;
  readonly target: PatchTarget | undefined;
  /** Parts of objects that are laid over those of the same name. */
  readonly objects: readonly ManifestObject[];
  /** The places that a JSON patch changes. */
  readonly operations: readonly Operation[];
  /** What it changes cannot be seen. */
  readonly isUnknown: boolean;
}

export interface Operation {
  readonly op: string;
  readonly path: readonly string[];
  readonly value: YamlNode | undefined;
}

export interface PatchTarget {
  readonly kind: string | undefined;
  readonly name: string | undefined;
  /** By labels or annotations, so that any object may be meant. */
  readonly isOpen: boolean;
}

const fileNames: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** All kustomizations of the workspace, and who takes in what. */
export interface Kustomizations {
  readonly byFolder: ReadonlyMap<string, Kustomization>;
  /** By the path of a manifest or the folder of a kustomization, those that take it in. */
  readonly takenInBy: ReadonlyMap<string, readonly Kustomization[]>;
  /** By the path of a file, those that use it as a patch. */
  readonly patchedBy: ReadonlyMap<string, readonly Kustomization[]>;
}

/** As many are read. */
const maximumFiles = 1_000;

const kustomizationPaths = pathsFact("paths of kustomizations", isKustomizationPath);

export const kustomizations: Fact<Kustomizations> = {
  name: "kustomizations",
  compute(workspace) {
    const byFolder = new Map<string, Kustomization>();
    const takenInBy = new Map<string, Kustomization[]>();
    const patchedBy = new Map<string, Kustomization[]>();
    for (const path of workspace.derive(kustomizationPaths).slice(0, maximumFiles)) {
      const one = kustomizationAt(workspace, path);
      if (!one || byFolder.has(one.folder)) continue;
      byFolder.set(one.folder, one);
      for (const key of [...one.files, ...one.bases]) put(takenInBy, key, one);
      for (const key of new Set(one.patches.map((patch) => patch.path))) put(patchedBy, key, one);
    }
    return { byFolder, takenInBy, patchedBy };
  },
};

function put(map: Map<string, Kustomization[]>, key: string, value: Kustomization): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const kustomizationAt = keyedFact("kustomization", (workspace, path): Kustomization | undefined => {
  const text = workspace.read(path);
  if (text === undefined) return undefined;
  const file = parseManifest(new SourceText(path, text));
  const root = file.documents.find((document) => document.root)?.root;
  // Flux has objects of the same kind, which stand in files of the same name now and then.
  if (!root || root.text("apiVersion").value?.startsWith("kustomize.toolkit.fluxcd.io/")) return undefined;
  return read(path, file, root, workspace);
});

function read(path: string, file: ManifestFile, root: Mapping, workspace: Workspace): Kustomization {
  const folder = folderOf(path);
  const files: string[] = [];
  const bases: string[] = [];
  let isComplete = !root.isOpen;
  let isOpaque = root.isOpen;
  for (const key of ["resources", "bases", "components"]) {
    const list = root.list(key);
    if (list.isOpen && !list.isAbsent) isComplete = false;
    for (const text of list.texts) {
      const resolved = text === undefined || isRemote(text) ? undefined : resolvePath(folder, text);
      const isFile = resolved !== undefined && (/\.(?:ya?ml|json)$/i.test(resolved) || workspace.read(resolved) !== undefined);
      if (resolved !== undefined) (isFile ? files : bases).push(resolved);
      // What is no YAML is not read.
      const isSeen = isFile
        ? isManifestPath(resolved) && workspace.has(resolved) === true
        : resolved !== undefined && fileNames.some((name) => workspace.has(inFolder(resolved, name)) === true);
      if (isSeen) continue;
      isComplete = false;
      if (key === "components") isOpaque = true;
    }
  }
  for (const key of ["helmCharts", "helmChartInflationGenerator", "generators"]) if (root.has(key) !== false) isComplete = false;
  const transformers = root.list("transformers");
  const transformed = transformers.texts.map((text) => transformer(text, folder, workspace));
  if (root.has("transformers") !== false && (transformers.isOpen || transformed.includes(undefined))) isOpaque = true;
  return {
    path,
    folder,
    file,
    root,
    isComponent: root.text("kind").value === "Component",
    files,
    bases,
    isComplete,
    isOpaque,
    patches: patchesIn(path, folder, root, workspace),
    images: root.list("images").mappings.map(imageChange),
    replicas: root.list("replicas").mappings.map((item) => ({
      name: item.text("name").value,
      count: item.integer("count").value,
      span: item.integer("count").span ?? spanOf(item),
    })),
    namespace: root.text("namespace").value,
    namePrefix: root.text("namePrefix").or("") ?? "",
    nameSuffix: root.text("nameSuffix").or("") ?? "",
    labels: [...labelsIn(root), ...transformed.flatMap((labels) => labels ?? [])],
    generated: [
      ...root.list("configMapGenerator").mappings.map((item) => generated("ConfigMap", item, workspace, folder)),
      ...root.list("secretGenerator").mappings.map((item) => generated("Secret", item, workspace, folder)),
    ],
  };
}

/** Whether a text names something on the network: an address, or a repository as Git writes it. */
function isRemote(text: string): boolean {
  return /^(?:[a-z][a-z+]*:\/\/|git@|git::|github\.com[/:]|bitbucket\.org[/:]|gitlab\.com[/:])|\?ref=|\.git(?:\/\/|$|\?)/i.test(text);
}

const nowhere: Span = { start: 0, end: 0 };

function spanOf(mapping: Mapping): Span {
  return mapping.map?.span ?? nowhere;
}

function imageChange(item: Mapping): ImageChange {
  const fields = [item.text("newName"), item.scalar("newTag"), item.text("digest")];
  const [newName, newTag, digest] = fields.map((field) => (field.isKnown ? field.node?.text : undefined));
  return { name: item.text("name").value, newName, newTag, digest, isUnknown: fields.some((field) => field.isUnknown), span: spanOf(item) };
}

function labelsIn(root: Mapping): readonly AddedLabels[] {
  const common = root.mapping("commonLabels");
  const labels: AddedLabels[] = common.isAbsent ? [] : [{ labels: labelsOf(common), inSelectors: true, inTemplates: true }];
  for (const item of root.list("labels").mappings) {
    const inSelectors = item.boolean("includeSelectors").value ?? false;
    const inTemplates = inSelectors || (item.boolean("includeTemplates").value ?? false);
    labels.push({ labels: labelsOf(item.mapping("pairs")), inSelectors, inTemplates });
  }
  return labels;
}

/** Builtin transformers that change nothing but metadata. */
const harmless: ReadonlySet<string> = new Set([
  ...[
    "AnnotationsTransformer",
    "NamespaceTransformer",
    "PrefixSuffixTransformer",
    "PrefixTransformer",
    "SuffixTransformer",
    "LabelTransformer",
  ],
]);

/** The labels that a transformer's file adds; undefined where it may change anything. */
function transformer(written: string | undefined, folder: string, workspace: Workspace): readonly AddedLabels[] | undefined {
  const path = written === undefined || isRemote(written) ? undefined : resolvePath(folder, written);
  const text = path === undefined || !/\.ya?ml$/.test(path) ? undefined : workspace.read(path);
  if (path === undefined || text === undefined) return undefined;
  const { objects } = parseManifest(new SourceText(path, text));
  if (objects.length === 0 || objects.some((one) => one.apiVersion.value !== "builtin" || !harmless.has(one.kind))) return undefined;
  return objects.flatMap((one): AddedLabels[] => {
    if (one.kind !== "LabelTransformer") return [];
    const paths = one.root.list("fieldSpecs").mappings.map((field) => field.text("path").value ?? "");
    const inSelectors = paths.some((field) => /(?:^|\/)(?:selector|matchLabels)(?:\/|$)/.test(field));
    const inTemplates = paths.some((field) => /template\/metadata\/labels/.test(field));
    return inSelectors || inTemplates ? [{ labels: labelsOf(one.root.mapping("labels")), inSelectors, inTemplates }] : [];
  });
}

function generated(kind: GeneratedObject["kind"], item: Mapping, workspace: Workspace, folder: string): GeneratedObject {
  const keys: string[] = [];
  let areKnown = item.text("behavior").or("create") === "create";
  const literals = item.list("literals");
  const files = item.list("files");
  for (const text of literals.texts) {
    if (text?.includes("=")) keys.push(text.slice(0, text.indexOf("=")));
    else areKnown = false;
  }
  for (const text of files.texts) {
    if (text === undefined) areKnown = false;
    else keys.push(text.includes("=") ? text.slice(0, text.indexOf("=")) : nameOf(text));
  }
  const env = item.text("env");
  for (const text of [...item.list("envs").texts, ...(env.isAbsent ? [] : [env.value])]) {
    const path = text === undefined ? undefined : resolvePath(folder, text);
    const content = path === undefined ? undefined : workspace.read(path);
    if (content === undefined) areKnown = false;
    else for (const line of content.split(/\r?\n/)) if (/^[^#\s]/.test(line)) keys.push(line.split("=", 1)[0] as string);
  }
  if (item.isOpen || literals.isOpen || files.isOpen) areKnown = false;
  return { kind, name: item.text("name").value, keys: areKnown ? keys : undefined, span: item.text("name").span ?? spanOf(item) };
}

function patchesIn(path: string, folder: string, root: Mapping, workspace: Workspace): readonly Patch[] {
  const patches: Patch[] = [];
  for (const text of root.list("patchesStrategicMerge").texts) {
    if (text === undefined) patches.push(unknownPatch(path, undefined));
    else if (text.includes("\n")) patches.push(patchOf(path, text, undefined));
    else patches.push(patchIn(folder, text, undefined, path, workspace));
  }
  for (const key of ["patches", "patchesJson6902"]) {
    for (const item of root.list(key).mappings) {
      const target = item.mapping("target");
      const read: PatchTarget | undefined = target.isAbsent
        ? undefined
        : {
            kind: target.text("kind").value,
            name: target.text("name").value,
            isOpen:
              target.isOpen ||
              target.text("name").isUnknown ||
              target.text("kind").isUnknown ||
              target.has("labelSelector") !== false ||
              target.has("annotationSelector") !== false,
          };
      const inline = item.text("patch");
      const file = item.text("path");
      if (inline.value !== undefined) patches.push(patchOf(path, inline.value, read));
      else if (file.value !== undefined) patches.push(patchIn(folder, file.value, read, path, workspace));
      else patches.push(unknownPatch(path, read));
    }
  }
  for (const item of root.list("replacements").mappings) {
    // Where they stand in a file of their own, any field may be meant.
    if (item.has("path") !== false) patches.push(unknownPatch(path, undefined));
    for (const replaced of item.list("targets").mappings) patches.push(replacement(path, replaced));
  }
  return patches;
}

/** What a replacement writes, as a patch with values that are not known. */
function replacement(path: string, item: Mapping): Patch {
  const select = item.mapping("select");
  const fields = item.list("fieldPaths");
  const operations = fields.texts.map(
    (text): Operation => ({
      op: "replacement",
      path: (text ?? "").split(/\.(?![^[]*\])/).map((part) => /^\[name=(.*)\]$/.exec(part)?.[1] ?? part),
      value: undefined,
    }),
  );
  const target = { kind: select.text("kind").value, name: select.text("name").value, isOpen: false };
  return { path, target, objects: [], operations, isUnknown: fields.isOpen || fields.texts.includes(undefined) };
}

function patchIn(folder: string, written: string, target: PatchTarget | undefined, kustomization: string, workspace: Workspace): Patch {
  const path = isRemote(written) ? undefined : resolvePath(folder, written);
  const text = path === undefined ? undefined : workspace.read(path);
  return path === undefined || text === undefined ? unknownPatch(path ?? kustomization, target) : patchOf(path, text, target);
}

function unknownPatch(path: string, target: PatchTarget | undefined): Patch {
  return { path, target, objects: [], operations: [], isUnknown: true };
}

function patchOf(path: string, text: string, target: PatchTarget | undefined): Patch {
  const file = parseManifest(new SourceText(path, text));
  const operations: Operation[] = [];
  for (const { yaml } of file.documents) {
    if (yaml.root?.kind !== "sequence") continue;
    for (const { value } of yaml.root.items) {
      if (value?.kind !== "map") continue;
      const at = value.get("path");
      const op = value.get("op");
      if (at?.kind !== "scalar" || op?.kind !== "scalar") continue;
      const parts = at.text.split("/").slice(1);
      operations.push({
        op: op.text,
        path: parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")),
        value: value.get("value"),
      });
    }
  }
  return { path, target, objects: file.objects, operations, isUnknown: file.problems.length > 0 || file.template !== undefined };
}
