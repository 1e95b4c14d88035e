import type { ManifestObject, Workload } from "../languages/kubernetes/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { changesLabels, podLabelsIn, selectsPods } from "./label-changes.ts";
import { type KnownObject, known, objectsAround } from "./objects.ts";
import { podRunners } from "./operators.ts";
import { type Found, findAmong, remembering, unitOf } from "./unit.ts";

/** The kinds whose pods other objects select. */
export const workloadKinds: readonly string[] = [
  ...["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Rollout", "DeploymentConfig", "CloneSet"],
  ...["Pod", "Job", "CronJob"],
];

/** The Services that certainly select the pods of a workload, and are applied together with it. */
export function servicesOf(workload: Workload, workspace: Workspace): readonly ManifestObject[] {
  return certain(findServices(workload, workspace));
}

/** Whether a Service sends traffic to the pods of a workload; undefined where none is seen, but there may be one. */
export function isServed(workload: Workload, workspace: Workspace): boolean | undefined {
  return isThere(findServices(workload, workspace));
}

/** The Services around a workload that select its pods. */
export function findServices({ object }: Workload, workspace: Workspace): Found {
  return servicesAround(object, workspace);
}

const servicesAround = remembering((object, workspace) => findSelecting(object, "Service", workspace));

/** The objects of a kind around a workload that select its pods. */
export function findSelecting(object: ManifestObject, kind: string, workspace: Workspace): Found {
  const own = known(object, workspace);
  const all = objectsAround(object.file, workspace);
  const labels = podLabelsIn(own, all);
  const candidates = !labels || changesLabels(workspace) ? all.ofKind(kind) : all.maySelect(kind, labels);
  return findAmong(object, workspace, all, candidates, (one) => (isCore(one) ? selectsPods(one, own, all, workspace) : false));
}

/** The workloads whose pods an object certainly selects, and that are applied together with it: of a Service, a budget, a NetworkPolicy, a workload. */
export function workloadsSelectedBy(object: ManifestObject, workspace: Workspace): readonly Workload[] {
  return certain(findSelected(object, workspace)).flatMap((one) => one.workload ?? []);
}

/** Whether an object certainly selects no pods of any workload. */
export function selectsNothing(object: ManifestObject, workspace: Workspace): boolean {
  const { objects, mayBeMore } = findSelected(object, workspace);
  return objects.length === 0 && !mayBeMore;
}

/** The workloads around an object whose pods it selects. An empty selector selects all, but in a Service none. */
export const findSelected: (object: ManifestObject, workspace: Workspace) => Found = remembering((object, workspace) => {
  const own = known(object, workspace);
  const all = objectsAround(object.file, workspace);
  const isOpen = !own.selector || own.selector.isOpen || changesLabels(workspace);
  const candidates = isOpen || !own.selector ? all.ofKind(...workloadKinds) : all.maybeSelected(own.selector);
  const found = findAmong(object, workspace, all, candidates, (one) => {
    if (one.isPatch && !one.podLabels) return false;
    return selectsPods(own, one, all, workspace);
  });
  if (found.mayBeMore || found.objects.length > 0) return found;
  const unit = unitOf(object, workspace);
  return { ...found, mayBeMore: podRunners(all).some(({ path }) => path === own.path || unit.has(path)) };
});

/** A Service of Knative is another thing. */
function isCore({ kind, group }: KnownObject): boolean {
  return kind !== "Service" || group === "" || group === undefined;
}

function certain({ objects, isDistant }: Found): readonly ManifestObject[] {
  return isDistant ? [] : objects.map(({ object }) => object);
}

/** Whether something was found: undefined where nothing is seen for certain, but there may be something. */
export function isThere({ objects, isDistant, mayBeMore }: Found): boolean | undefined {
  if (objects.length > 0 && !isDistant) return true;
  return mayBeMore ? undefined : false;
}
