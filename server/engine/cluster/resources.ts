import { isAtLeast } from "../knowledge/kubernetes-apis.ts";
import type { Container, Pod } from "../languages/kubernetes/model.ts";
import { parseQuantity, type Quantity } from "../languages/kubernetes/quantity.ts";
import type { Field, Mapping } from "../languages/yaml/mapping.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { limitRangesOf } from "./policies.ts";

export type Resource = "cpu" | "memory";

/** The quantity that a field holds; undefined where it is absent, unknown, or none. */
export function quantityIn(field: Field<string>): Quantity | undefined {
  return field.value === undefined ? undefined : parseQuantity(field.value);
}

/** Whether a container requests a resource; a limit alone is a request of as much. Undefined where a template may write it. */
export function hasRequest({ requests, limits }: Container, resource: Resource): boolean | undefined {
  const own = requests.has(resource);
  if (own !== false) return own;
  return limits.has(resource);
}

/** Whether the pod as a whole requests or limits a resource, as is possible since Kubernetes 1.34. */
export function podHas(pod: Pod, kind: "requests" | "limits", resource: Resource, version: string): boolean | undefined {
  if (!isAtLeast(version, "1.34")) return false;
  const resources: Mapping = pod.spec.mapping("resources");
  const own = resources.mapping(kind).has(resource);
  return own === false && kind === "requests" ? resources.mapping("limits").has(resource) : own;
}

/** Whether a LimitRange of the namespace, here or in another folder, may give containers what they do not say themselves. */
export function mayBeLimited(container: Container, workspace: Workspace): boolean {
  return limitRangesOf(container.pod.workload.object, workspace).length > 0;
}
