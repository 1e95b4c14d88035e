import type { ManifestObject, Workload } from "../languages/kubernetes/model.ts";
import { nearest } from "../text/nearest.ts";
import { rememberFor } from "../text/remember.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type KnownObject, type Objects, objectsAround } from "./objects.ts";
import { type OverlayPlace, overlaid, variantsOfObject } from "./overlays.ts";
import { isThere } from "./selection.ts";
import { type Found, findAmong, findNamed, remembering } from "./unit.ts";

/** How many pods a workload has. */
export interface Replicas {
  /** The fewest and the most; the same where nothing scales it and all overlays agree. Undefined where it is not known. */
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** What decides: `spec.replicas`, the default of 1, overlays of Kustomize, an autoscaler. */
  readonly by: "field" | "default" | "kustomize" | "autoscaler" | "unknown";
  /** The autoscaler where one decides. */
  readonly autoscaler: ManifestObject | undefined;
}

const unknown: Replicas = { minimum: undefined, maximum: undefined, by: "unknown", autoscaler: undefined };

/** How many pods a workload has once all is applied. */
export function effectiveReplicas(workload: Workload, workspace: Workspace): Replicas {
  const { objects, isDistant } = findAutoscalers(workload, workspace);
  if (isDistant) return unknown;
  if (objects.length > 0)
    return ofAutoscalers(
      objects.map(({ object }) => object),
      workspace,
    );
  const { object, replicas } = workload;
  const written = countsOf(object, ["spec", "replicas"], replicas.or(1), workspace);
  const counts: number[] = [];
  let isChanged = false;
  for (const { value, isChanged: isOther, isGone } of written) {
    if (isGone) continue;
    if (value === undefined) return unknown;
    if (isOther) isChanged = true;
    counts.push(value);
  }
  if (counts.length === 0) return unknown;
  return {
    minimum: Math.min(...counts),
    maximum: Math.max(...counts),
    by: isChanged ? "kustomize" : replicas.isAbsent ? "default" : "field",
    autoscaler: undefined,
  };
}

function ofAutoscalers(autoscalers: readonly ManifestObject[], workspace: Workspace): Replicas {
  const minima: (number | undefined)[] = [];
  const maxima: (number | undefined)[] = [];
  for (const autoscaler of autoscalers) {
    const { spec, kind } = autoscaler;
    const isKeda = kind === "ScaledObject";
    const [minimum, maximum] = isKeda ? ["minReplicaCount", "maxReplicaCount"] : ["minReplicas", "maxReplicas"];
    // KEDA scales to 0 and to 100 where nothing is said.
    const lowest = spec.integer(minimum as string).or(isKeda ? 0 : 1);
    const highest = isKeda ? spec.integer("maxReplicaCount").or(100) : spec.integer("maxReplicas").value;
    minima.push(...countsOf(autoscaler, ["spec", minimum as string], lowest, workspace).map(({ value }) => value));
    maxima.push(...countsOf(autoscaler, ["spec", maximum as string], highest, workspace).map(({ value }) => value));
  }
  return { minimum: least(minima), maximum: most(maxima), by: "autoscaler", autoscaler: autoscalers[0] };
}

const least = (counts: readonly (number | undefined)[]) => (counts.includes(undefined) ? undefined : Math.min(...(counts as number[])));
const most = (counts: readonly (number | undefined)[]) => (counts.includes(undefined) ? undefined : Math.max(...(counts as number[])));

interface Count {
  readonly value: number | undefined;
  readonly isChanged: boolean;
  readonly isGone?: boolean;
}

/** The numbers that the builds of an object make of the one that is written. */
function countsOf(object: ManifestObject, path: readonly string[], own: number | undefined, workspace: Workspace): readonly Count[] {
  const results = overlaid(object, path, workspace);
  if (results.length === 0) return [{ value: own, isChanged: false }];
  return results.map((result): Count => {
    if (result.kind === "own") return { value: own, isChanged: false };
    if (result.kind === "gone") return { value: own, isChanged: false, isGone: true };
    if (result.kind === "removed") return { value: path.at(-1) === "maxReplicas" ? undefined : 1, isChanged: true };
    const value = result.kind === "set" && typeof result.value === "number" ? result.value : undefined;
    return { value, isChanged: true };
  });
}

/** The autoscalers (HorizontalPodAutoscaler, KEDA's ScaledObject) that certainly scale a workload. */
export function autoscalersOf(workload: Workload, workspace: Workspace): readonly ManifestObject[] {
  const { objects, isDistant } = findAutoscalers(workload, workspace);
  return isDistant ? [] : objects.map(({ object }) => object);
}

/** Whether something scales a workload; undefined where nothing is seen, but there may be something. */
export function isAutoscaled(workload: Workload, workspace: Workspace): boolean | undefined {
  return isThere(findAutoscalers(workload, workspace));
}

/** Where the builds that hold an autoscaler take the number of pods of its workload from. */
export function countsBeside(
  { object }: Workload,
  autoscaler: ManifestObject,
  workspace: Workspace,
): { readonly isOwn: boolean; readonly places: readonly OverlayPlace[] } {
  const variants = variantsOfObject(object, workspace);
  if (variants.length === 0) return { isOwn: true, places: [] };
  const roots = new Set(variantsOfObject(autoscaler, workspace).map(({ root }) => root));
  const results = overlaid(object, ["spec", "replicas"], workspace).filter((_, i) => {
    const root = variants[i]?.root;
    return root !== undefined && (roots.size === 0 || roots.has(root));
  });
  return {
    isOwn: results.some(({ kind }) => kind === "own"),
    places: results.flatMap((result) => (result.kind === "set" && result.place ? [result.place] : [])),
  };
}

/** The autoscalers around a workload that scale it. */
export function findAutoscalers({ object }: Workload, workspace: Workspace): Found {
  return autoscalersAround(object, workspace);
}

const autoscalerKinds: readonly string[] = ["HorizontalPodAutoscaler", "ScaledObject"];

const autoscalersAround = remembering((object, workspace) => {
  const all = objectsAround(object.file, workspace);
  const name = object.name.value;
  const candidates =
    name === undefined
      ? all.ofKind(...autoscalerKinds)
      : [...new Set([...all.mayTarget(name).filter(({ kind }) => autoscalerKinds.includes(kind)), ...strayedFrom(name, all)])];
  return findAmong(object, workspace, all, candidates, (one) => {
    const { target } = one;
    if (!target) return false;
    if (name !== undefined && isAstray(one, all)) return isSlipOf(name, one);
    const wanted = kindOfTarget(one);
    if (wanted !== undefined && wanted !== object.kind) return false;
    if (target.name === undefined || name === undefined) return undefined;
    return target.name === name;
  });
});

/** Autoscalers whose target is not there, with a slip in it that is told of there: they are read as what was meant. */
function strayedFrom(name: string, all: Objects): readonly KnownObject[] {
  return all.lookUp(`autoscalers that may mean ${name}`, (all) => astray(all).filter((one) => isSlipOf(name, one)));
}

const astray = rememberFor((all: Objects): readonly KnownObject[] => all.ofKind(...autoscalerKinds).filter((one) => isAstray(one, all)));

function isAstray(one: KnownObject, all: Objects): boolean {
  const kind = kindOfTarget(one);
  return one.target?.name !== undefined && kind !== undefined && all.named(kind, one.target.name).length === 0;
}

function kindOfTarget({ target, kind }: KnownObject): string | undefined {
  return target?.kind ?? (kind === "ScaledObject" ? "Deployment" : undefined);
}

function isSlipOf(name: string, { target }: Pick<KnownObject, "target">): boolean {
  return target?.name !== undefined && (target.name === name || nearest(target.name, [name]) !== undefined);
}

const nothing: Found = { objects: [], isDistant: false, mayBeMore: true };

/** The workloads that an autoscaler scales. */
export function scaledBy(autoscaler: ManifestObject, workspace: Workspace): Found {
  const reference = autoscaler.spec.mapping("scaleTargetRef");
  const name = reference.text("name").value;
  const kind = reference.text("kind").or("Deployment");
  return name === undefined || kind === undefined ? nothing : findNamed(autoscaler, workspace, [kind], name);
}
