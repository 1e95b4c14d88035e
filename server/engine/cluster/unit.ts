import type { Container, ManifestObject, Pod } from "../languages/kubernetes/model.ts";
import type { Severity } from "../rule.ts";
import { areFilesSeen, pathsFact } from "../workspace/files.ts";
import { folderOf, nameOf, upwards } from "../workspace/paths.ts";
import { type Answer, areUnchanged, type Question, Watching } from "../workspace/watching.ts";
import type { Fact, Workspace } from "../workspace/workspace.ts";
import { type Kustomization, type Kustomizations, kustomizations } from "./kustomization.ts";
import { hidesObjects, type KnownObject, known, mayShareNamespace, noteContent, type Objects, objectsAround } from "./objects.ts";
import { isSupplied, variantsOf } from "./overlays.ts";

export { isSupplied } from "./overlays.ts";

/** What is applied together. */
export interface Unit {
  readonly kind: "kustomization" | "chart" | "folder";
  /** The folder of the kustomization, the chart, or the file. */
  readonly folder: string;
  /** Whether all of it can be seen: false for charts, and where something comes from elsewhere. */
  readonly isComplete: boolean;
  /** Whether all of it is put into one namespace, whatever it says itself. */
  readonly isOneNamespace: boolean;
  /** Whether a file belongs to it. */
  has(path: string): boolean;
}

/** Where the charts are. */
interface Layout {
  readonly isSeen: boolean;
  /** Whether something is installed along with a folder from a chart: values for one stand there. */
  hasValues(folder: string): boolean;
  /** The chart that a folder is a part of; undefined where it is in none. */
  chartOf(folder: string): string | undefined;
}

const chartPaths = pathsFact("charts", (path) => nameOf(path) === "Chart.yaml");
const valuesPaths = pathsFact("values of charts", (path) => /(?:^|[-_./])values[^/]*\.ya?ml$|(?:^|\/)helmfile\.ya?ml$/.test(path));

const layout: Fact<Layout> = {
  name: "layout of manifests",
  compute(workspace) {
    const charts = new Set(workspace.derive(chartPaths).map(folderOf));
    const found = new Map<string, string | undefined>();
    const valued = new Set(workspace.derive(valuesPaths).map(folderOf));
    return {
      isSeen: areFilesSeen(workspace),
      hasValues: (folder) => valued.has(folder),
      chartOf(folder) {
        if (charts.size === 0) return undefined;
        if (!found.has(folder))
          found.set(
            folder,
            upwards(folder).findLast((one) => charts.has(one) && isPartOfChart(folder, one)),
          );
        return found.get(folder);
      },
    };
  },
};

/** Whether what stands in a folder is a part of the chart in another: its templates, its definitions, its charts. */
function isPartOfChart(folder: string, chart: string): boolean {
  const below = folder === chart ? "" : folder.slice(chart === "" ? 0 : chart.length + 1);
  return /^(?:templates|crds|charts)(?:\/|$)/.test(below);
}

/** What the whole of a workspace tells of what belongs together. */
interface Surroundings {
  readonly layout: Layout;
  readonly kustomizations: Kustomizations;
}

const surroundings: Fact<Surroundings> = {
  name: "surroundings of manifests",
  compute: (workspace) => ({ layout: workspace.derive(layout), kustomizations: workspace.derive(kustomizations) }),
};

const units = new WeakMap<Surroundings, Map<string, Unit>>();

/** What an object is applied together with. */
export function unitOf({ file }: ManifestObject, workspace: Workspace): Unit {
  const all = workspace.derive(surroundings);
  let known = units.get(all);
  if (!known) {
    known = new Map();
    units.set(all, known);
  }
  const { path } = file.source;
  const key = file.template === undefined ? path : `${path} ${file.template}`;
  let unit = known.get(key);
  if (!unit) {
    unit = makeUnit(path, file.template !== undefined, all);
    known.set(key, unit);
  }
  return unit;
}

function makeUnit(path: string, isTemplate: boolean, { layout, kustomizations: all }: Surroundings): Unit {
  const folder = folderOf(path);
  const chart = layout.chartOf(folder);
  if (chart !== undefined) {
    const prefix = chart === "" ? "" : `${chart}/`;
    return { kind: "chart", folder: chart, isComplete: false, isOneNamespace: false, has: (other) => other.startsWith(prefix) };
  }
  const takers = all.takenInBy.get(path) ?? all.patchedBy.get(path) ?? [];
  if (takers.length > 0) return kustomizedUnit(takers, all);
  const isComplete = layout.isSeen && !isTemplate && !layout.hasValues(folder);
  return { kind: "folder", folder, isComplete, isOneNamespace: false, has: (other) => folderOf(other) === folder };
}

function kustomizedUnit(takers: readonly Kustomization[], { byFolder, takenInBy }: Kustomizations): Unit {
  const above = new Set(takers);
  for (const one of above) for (const other of takenInBy.get(one.folder) ?? []) above.add(other);
  const paths = new Set<string>();
  let isComplete = true;
  const seen = new Set<Kustomization>();
  const visit = (one: Kustomization): void => {
    if (seen.has(one)) return;
    seen.add(one);
    if (!one.isComplete || one.isOpaque) isComplete = false;
    for (const path of one.files) paths.add(path);
    for (const folder of one.bases) {
      const base = byFolder.get(folder);
      if (base) visit(base);
      else isComplete = false;
    }
  };
  for (const root of above) visit(root);
  const isOneNamespace = [...above].some(({ namespace }) => namespace !== undefined);
  return { kind: "kustomization", folder: takers[0]?.folder ?? "", isComplete, isOneNamespace, has: (path) => paths.has(path) };
}

/** The kustomizations that an object goes through in any build, the nearest first. */
export function kustomizationsOf({ file }: ManifestObject, workspace: Workspace): readonly Kustomization[] {
  const variants = variantsOf(workspace, file.source.path);
  return variants.length === 1 ? (variants[0]?.steps ?? []) : [...new Set(variants.flatMap(({ steps }) => steps))];
}

/** Whether an object is only a part to be laid over another, by what it says or by how Kustomize uses it: what is missing from it is elsewhere. */
export function isPartial(object: ManifestObject, workspace: Workspace): boolean {
  const { patchedBy, takenInBy } = workspace.derive(kustomizations);
  const { path } = object.file.source;
  if (!object.isPatch) return patchedBy.has(path) && !takenInBy.has(path);
  // Kustomize writes the selector and the labels of what it takes in.
  return !(
    takenInBy.has(path) &&
    !patchedBy.has(path) &&
    lacksOnlyLabels(object) &&
    kustomizationsOf(object, workspace).some(addsSelectors)
  );
}

function lacksOnlyLabels({ name, spec, workload }: ManifestObject): boolean {
  const containers = workload?.pod.mainContainers ?? [];
  return !name.isAbsent && spec.has("selector") === false && containers.length > 0 && containers.every(({ image }) => !image.isAbsent);
}

function addsSelectors({ labels }: Kustomization): boolean {
  return labels.some(({ inSelectors }) => inSelectors);
}

/** Whether kustomizations of the workspace may write what is missing from an object. */
export function mayBeCompleted(object: ManifestObject, workspace: Workspace): boolean {
  return kustomizationsOf(object, workspace).some(({ patches, isOpaque }) => patches.length > 0 || isOpaque);
}

/**
 * How bad it is that something is missing from an object: undefined (nothing to report) where the object is only a part, or every overlay writes it; info
 * at most where some do or may.
 */
export function severityOfMissing(
  object: ManifestObject,
  path: readonly string[],
  severity: Severity,
  workspace: Workspace,
): Severity | undefined {
  if (isPartial(object, workspace)) return undefined;
  const supplied = isSupplied(object, path, workspace);
  if (supplied === true) return undefined;
  return supplied === undefined && (severity === "error" || severity === "warning") ? "info" : severity;
}

/** The same for what is missing from a container: `path` leads to it from there. */
export function severityOfMissingIn(
  container: Container,
  path: readonly string[],
  severity: Severity,
  workspace: Workspace,
): Severity | undefined {
  return severityOfMissing(container.pod.workload.object, [...pathOf(container), ...path], severity, workspace);
}

/** The keys that lead to a container from the root of its object. */
export function pathOf({ pod, role, name }: Container): readonly string[] {
  return [...podPath(pod.workload.object), "spec", role === "main" ? "containers" : "initContainers", name.value ?? ""];
}

/** The same for what is missing from the `spec` of a pod. */
export function severityOfMissingInPod(
  { workload: { object } }: Pod,
  path: readonly string[],
  severity: Severity,
  workspace: Workspace,
): Severity | undefined {
  return severityOfMissing(object, [...podPath(object), "spec", ...path], severity, workspace);
}

/** The keys that lead to the pod template of a workload. */
function podPath({ kind }: ManifestObject): readonly string[] {
  if (kind === "Pod") return [];
  if (kind === "PodTemplate") return ["template"];
  return kind === "CronJob" ? ["spec", "jobTemplate", "spec", "template"] : ["spec", "template"];
}

/**
 * Whether an object is applied with nothing but what can be seen: all of its kustomization. Elsewhere what is not there may come from another place,
 * a chart or a person, unless its name is close to one that is there.
 */
export function isClosed(object: ManifestObject, workspace: Workspace): boolean {
  const { kind, isComplete } = unitOf(object, workspace);
  return kind === "kustomization" && isComplete;
}

/** What was looked for around an object. */
export interface Found {
  readonly objects: readonly KnownObject[];
  /** They stand in another folder, and it is not known whether they are applied together. */
  readonly isDistant: boolean;
  /** There may be others, unseen or not to be told. */
  readonly mayBeMore: boolean;
}

/** The objects of some kinds that fit, among those applied together with one; where there are none, among all of the workspace. */
export function findAround(
  object: ManifestObject,
  workspace: Workspace,
  kinds: readonly string[],
  fits: (one: KnownObject) => boolean | undefined,
): Found {
  const all = objectsAround(object.file, workspace);
  return findAmong(object, workspace, all, all.ofKind(...kinds), fits);
}

/** The objects of some kinds with a name, and that fit. */
export function findNamed(
  object: ManifestObject,
  workspace: Workspace,
  kinds: readonly string[],
  name: string,
  fits: (one: KnownObject) => boolean = () => true,
): Found {
  const all = objectsAround(object.file, workspace);
  const candidates = [...kinds.flatMap((kind) => all.named(kind, name)), ...kinds.flatMap((kind) => all.unnamed(kind))];
  return findAmong(object, workspace, all, candidates, (one) => fits(one) && (one.name === undefined ? undefined : true));
}

/** A search around objects that is not done again before something that it asked is answered otherwise. */
export function remembering(
  search: (object: ManifestObject, workspace: Workspace) => Found,
): (object: ManifestObject, workspace: Workspace) => Found {
  const results = new WeakMap<KnownObject, { readonly answers: ReadonlyMap<Question, Answer>; readonly found: Found }>();
  return (object, workspace) => {
    const own = known(object, workspace);
    const last = results.get(own);
    // Whoever writes down what is asked is told of all that the search has asked, done again or not.
    if (last && areUnchanged(last.answers, workspace)) return last.found;
    const watching = new Watching(workspace);
    const found = search(object, watching);
    results.set(own, { answers: watching.answers, found });
    return found;
  };
}

/** Those of some candidates that fit. */
export function findAmong(
  object: ManifestObject,
  workspace: Workspace,
  all: Objects,
  candidates: readonly KnownObject[],
  fits: (one: KnownObject) => boolean | undefined,
): Found {
  const own = known(object, workspace);
  const unit = unitOf(object, workspace);
  const { layout: places, kustomizations: kustomized } = workspace.derive(surroundings);
  const ownChart = places.chartOf(folderOf(own.path));
  const others = unit.kind === "folder" ? alternatives(own, all) : nowhere;
  const near: KnownObject[] = [];
  const far: KnownObject[] = [];
  let mayBeMore = !unit.isComplete || !all.isComplete || hidesObjects(object, workspace);
  for (const one of candidates) {
    if (one === own) continue;
    // Asked first: of most candidates it is no, and the rest need not be told.
    const is = fits(one);
    if (is === false || isPartOnly(one, kustomized) || others.includes(one.path)) continue;
    const isNear = one.path === own.path || unit.has(one.path);
    if (!isNear && isElsewhere(one, own, all)) continue;
    if (!(isNear && unit.isOneNamespace) && !mayShareNamespace(own, one)) continue;
    // What another chart holds is put in by that chart alone.
    if (!isNear && places.chartOf(folderOf(one.path)) !== ownChart) continue;
    if (is === undefined) mayBeMore = true;
    else (isNear ? near : far).push(one);
  }
  near.sort(inOrder);
  far.sort(inOrder);
  for (const one of near) noteContent(one, workspace);
  if (near.length > 0 || far.length === 0) return { objects: near, isDistant: false, mayBeMore: mayBeMore || far.length > 0 };
  for (const one of far) noteContent(one, workspace);
  const isClose = areClose(own.path, far);
  return { objects: far, isDistant: !isClose, mayBeMore: mayBeMore || !isClose };
}

function inOrder(a: KnownObject, b: KnownObject): number {
  if (a.path === b.path) return a.index - b.index;
  return a.path < b.path ? -1 : 1;
}

const nowhere: readonly string[] = [];

/** The files beside an object's own that have one of its objects once more: one or the other is applied, not both. */
function alternatives({ path }: KnownObject, all: Objects): readonly string[] {
  return all.lookUp(`alternatives to ${path}`, (all) => {
    const folder = folderOf(path);
    const paths = new Set<string>();
    for (const own of all.inFile(path)) {
      if (own.name === undefined || own.isPatch || own.kind === "Namespace") continue;
      for (const other of all.named(own.kind, own.name)) {
        const isSame = other.group === own.group && other.namespace === own.namespace && !other.isPatch;
        if (isSame && other.path !== path && folderOf(other.path) === folder) paths.add(other.path);
      }
    }
    return [...paths];
  });
}

/** Whether an object of another folder has what it needs there: an object of the same kind and name as the one that is asked about. */
function isElsewhere(one: KnownObject, { kind, name, path }: KnownObject, all: Objects): boolean {
  if (name === undefined) return false;
  const folder = folderOf(one.path);
  return all.named(kind, name).some((other) => other.path !== path && folderOf(other.path) === folder);
}

/** Whether an object only changes another. */
function isPartOnly({ path, isPatch }: KnownObject, { takenInBy, patchedBy }: Kustomizations): boolean {
  return (isPatch || patchedBy.has(path)) && !takenInBy.has(path);
}

/** Folders that hold the same thing once more, for another place or purpose. */
const otherPlace =
  /^(?:dev|devel|development|tests?|testing|qa|uat|int|staging|stage|stg|prod|production|prd|preview|local|demo|samples?|examples?|overlays?|envs?|environments?|clusters?|old|archive|v?\d+)(?:[-_.].*)?$/i;

/** Whether objects stand so close to a file that they are applied together with it: in one folder beside, above or below its own, and not for another place. */
function areClose(path: string, objects: readonly KnownObject[]): boolean {
  const own = folderOf(path);
  const [other, ...others] = new Set(objects.map((one) => folderOf(one.path)));
  if (other === undefined || others.length > 0) return false;
  if (isBelow(other, own)) return !hasOtherPlace(other.slice(own.length));
  if (isBelow(own, other)) return other !== "" && !hasOtherPlace(own.slice(other.length));
  const parent = folderOf(own);
  if (!isBelow(other, parent)) return false;
  const names = [nameOf(own), other.slice(parent === "" ? 0 : parent.length + 1)];
  if (parent === "" && !names.some(isNamedAfterKind)) return false;
  return !names.some(hasOtherPlace);
}

function isBelow(folder: string, above: string): boolean {
  return above === "" ? folder !== "" : folder.startsWith(`${above}/`);
}

function hasOtherPlace(path: string): boolean {
  return path.split("/").some((name) => otherPlace.test(name));
}

function isNamedAfterKind(folder: string): boolean {
  return /^(?:deployments?|deploys?|services?|svcs?|ingress(?:es)?|config-?maps?|configs?|secrets?|stateful-?sets?|hpas?|pdbs?|rbac|polic(?:y|ies)|network-?policies|volumes?|storage|workloads?|pods|service-?accounts?|namespaces?)$/i.test(
    folder,
  );
}
