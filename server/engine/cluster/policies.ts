import type { ManifestObject, Workload } from "../languages/kubernetes/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { nearestMiss } from "./label-mismatch.ts";
import { known, mayShareNamespace, objectsAround } from "./objects.ts";
import { findSelecting, isThere, selectsNothing } from "./selection.ts";
import { type Found, findAround, findNamed, kustomizationsOf, remembering, unitOf } from "./unit.ts";

/** The PodDisruptionBudgets that certainly select the pods of a workload. */
export function budgetsOf(workload: Workload, workspace: Workspace): readonly ManifestObject[] {
  return certain(findBudgets(workload, workspace));
}

/** Whether a budget protects a workload; undefined where none is seen, but there may be one. */
export function hasBudget(workload: Workload, workspace: Workspace): boolean | undefined {
  return isThere(findBudgets(workload, workspace));
}

/** Whether a budget that protects nothing is there, and was likely meant for a workload: it has its name, no selector, or one with a slip. */
export function isMeantByBudget({ object }: Workload, workspace: Workspace): boolean {
  const own = known(object, workspace);
  const unit = unitOf(object, workspace);
  const labels = own.podLabels;
  return objectsAround(object.file, workspace)
    .ofKind("PodDisruptionBudget")
    .some((one) => {
      if (!mayShareNamespace(own, one) || (one.path !== own.path && !unit.has(one.path))) return false;
      if (!one.selector || (one.name !== undefined && one.name === own.name)) return true;
      return labels !== undefined && nearestMiss(one.selector, [{ labels }]) !== undefined && selectsNothing(one.object, workspace);
    });
}

/** The PodDisruptionBudgets around a workload that select its pods. */
export function findBudgets({ object }: Workload, workspace: Workspace): Found {
  return budgetsAround(object, workspace);
}

const budgetsAround = remembering((object, workspace) => findSelecting(object, "PodDisruptionBudget", workspace));

/** The NetworkPolicies that certainly select the pods of a workload. */
export function networkPoliciesOf(workload: Workload, workspace: Workspace): readonly ManifestObject[] {
  return certain(findNetworkPolicies(workload, workspace));
}

/** The NetworkPolicies around a workload that select its pods. */
export function findNetworkPolicies({ object }: Workload, workspace: Workspace): Found {
  return policiesAround(object, workspace);
}

const policiesAround = remembering((object, workspace) => findSelecting(object, "NetworkPolicy", workspace));

/** The LimitRanges of an object's namespace: they give containers requests and limits that they do not have. */
export function limitRangesOf(object: ManifestObject, workspace: Workspace): readonly ManifestObject[] {
  return certain(findLimitRanges(object, workspace));
}

export const findLimitRanges: (object: ManifestObject, workspace: Workspace) => Found = remembering((object, workspace) =>
  findAround(object, workspace, ["LimitRange"], () => true),
);

/** The ResourceQuotas of an object's namespace. */
export function quotasOf(object: ManifestObject, workspace: Workspace): readonly ManifestObject[] {
  return certain(findQuotas(object, workspace));
}

export const findQuotas: (object: ManifestObject, workspace: Workspace) => Found = remembering((object, workspace) =>
  findAround(object, workspace, ["ResourceQuota"], () => true),
);

/** The namespace that an object is put into: what it names, or what all kustomizations on its way make of that; undefined where it is not known. */
export function namespaceName(object: ManifestObject, workspace: Workspace): string | undefined {
  const names = new Set(kustomizationsOf(object, workspace).flatMap(({ namespace }) => namespace ?? []));
  const [name] = names;
  if (names.size > 1) return undefined;
  return name ?? object.namespace.value;
}

/** The Namespace that an object is put into, where that is named and seen. */
export function namespaceOf(object: ManifestObject, workspace: Workspace): ManifestObject | undefined {
  const name = namespaceName(object, workspace);
  if (name === undefined) return undefined;
  const { objects } = findNamed(object, workspace, ["Namespace"], name);
  return objects.length === 1 ? objects[0]?.object : undefined;
}

/** A label of Pod Security on the namespace of an object: `enforce`, `enforce-version`, `audit`, `warn`. */
export function podSecurityLabel(object: ManifestObject, label: string, workspace: Workspace): string | undefined {
  return namespaceOf(object, workspace)?.labels.text(`pod-security.kubernetes.io/${label}`).value;
}

function certain({ objects, isDistant }: Found): readonly ManifestObject[] {
  return isDistant ? [] : objects.map(({ object }) => object);
}
