import type { Container, Workload } from "../languages/kubernetes/model.ts";
import type { TextEdit } from "../text/edit.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { boundTo } from "./claims.ts";
import { appendDocument, type Edits, insertAt, insertContainerKey, placeholder, removeKey } from "./edit.ts";
import { orders } from "./key-order.ts";
import { merged } from "./new-probes.ts";
import { hasBudget } from "./policies.ts";
import { isInjected } from "./probes.ts";
import { isAutoscaled } from "./replicas.ts";
import { hasRequest, type Resource } from "./resources.ts";
import { isPartial } from "./unit.ts";
import { budgetText } from "./zero-downtime.ts";

/** What a container asks for that says nothing, for the user to decide. */
const usualRequests: Readonly<Record<Resource, string>> = { cpu: "100m", memory: "128Mi" };

/**
 * The edits that let an autoscaler decide how many pods a workload has: its own number is taken away, containers say what they need (utilization is
 * reckoned from that), and an autoscaler and a budget come to the end of the file. Undefined where one scales it already, or its pods cannot be several.
 */
export function addAutoscaling(workload: Workload, workspace: Workspace): Edits {
  const { object, kind, pod, replicas } = workload;
  if ((kind !== "Deployment" && kind !== "Rollout") || object.document.isBroken || isPartial(object, workspace)) return undefined;
  // An overlay may know of one that is not seen.
  if (isAutoscaled(workload, workspace) === true || replicas.isUnknown || boundTo(pod, workspace) !== undefined) return undefined;
  const text = autoscalerText(workload);
  if (text === undefined) return undefined;
  const budget = hasBudget(workload, workspace) === true ? undefined : budgetText(workload);
  const documents = appendDocument(object.file, budget === undefined ? text : `${text}---\n${budget}`);
  const removed = replicas.isAbsent ? [] : removeKey(object, replicas);
  if (!documents || !removed) return undefined;
  const edits: TextEdit[] = [...removed, ...pod.containers.flatMap(requestEdits), ...documents];
  return merged(edits);
}

/** The requests that a container does not have; a container that is put in when the pod is made has its own. */
function requestEdits(container: Container): readonly TextEdit[] {
  if (isInjected(container)) return [];
  const { object } = container.pod.workload;
  const missing = (["cpu", "memory"] as const).filter((resource) => hasRequest(container, resource) === false);
  const [first] = missing;
  if (first === undefined) return [];
  const requests = Object.fromEntries(missing.map((resource) => [resource, placeholder(usualRequests[resource])]));
  const edits = container.resources.isAbsent
    ? insertContainerKey(container, "resources", { requests, limits: { memory: placeholder("256Mi") } })
    : container.requests.isAbsent
      ? insertAt(object, container.mapping, ["resources", "requests"], requests, orders.container)
      : insertAt(object, container.mapping, ["resources", "requests", first], placeholder(usualRequests[first]), orders.container);
  return edits ?? [];
}

/** The YAML of an autoscaler for a workload; undefined where the names that it needs are not known. */
function autoscalerText({ object, replicas }: Workload): string | undefined {
  const { apiVersion, kind, name, namespace } = object;
  if (apiVersion.value === undefined || name.value === undefined || namespace.isUnknown) return undefined;
  const minimum = Math.max(2, replicas.or(1) ?? 2);
  const lines = [
    "apiVersion: autoscaling/v2",
    "kind: HorizontalPodAutoscaler",
    "metadata:",
    `  name: ${name.value}`,
    ...(namespace.value === undefined ? [] : [`  namespace: ${namespace.value}`]),
    "spec:",
    "  scaleTargetRef:",
    `    apiVersion: ${apiVersion.value}`,
    `    kind: ${kind}`,
    `    name: ${name.value}`,
    `  minReplicas: ${minimum}`,
    `  maxReplicas: ${Math.max(10, minimum * 3)}`,
    "  metrics:",
    "    - type: Resource",
    "      resource:",
    "        name: cpu",
    "        target:",
    "          type: Utilization",
    "          averageUtilization: 70",
  ];
  return `${lines.join("\n")}\n`;
}
