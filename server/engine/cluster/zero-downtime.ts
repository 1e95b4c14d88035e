import { isAtLeast } from "../knowledge/kubernetes-apis.ts";
import type { Container, Pod, Workload } from "../languages/kubernetes/model.ts";
import type { TextEdit } from "../text/edit.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { boundTo } from "./claims.ts";
import { companionText } from "./companion.ts";
import {
  appendDocument,
  type Edits,
  flow,
  insertAt,
  insertContainerKey,
  insertKey,
  insertPodKey,
  insertSpecKey,
  setValue,
} from "./edit.ts";
import { orders } from "./key-order.ts";
import { merged, newReadiness, protocolOf } from "./new-probes.ts";
import { hasBudget } from "./policies.ts";
import { isInjected } from "./probes.ts";
import { isAutoscaled } from "./replicas.ts";
import { isZero, parseIntOrPercent } from "./rolling-update.ts";
import { rolloutOf } from "./rollout.ts";
import { isServed } from "./selection.ts";
import { servedPorts } from "./served.ts";
import { defaultGraceSeconds, leavesNoDrain } from "./termination.ts";
import { isPartial } from "./unit.ts";

/** How long it takes until nobody sends requests to a pod that ends: Services within the cluster, load balancers. */
const drainSeconds = 10;

/**
 * The edits that let a Deployment behind a Service be released, and its nodes be drained, without a moment in which nobody answers: two pods, new ones
 * before old ones go, a pod that has stood for some seconds before the next, a readiness probe, a hook that lets the traffic leave, and a budget. What is
 * there already stays. Undefined where nothing is to be changed, no Service is known to be in front, or the pods cannot run side by side.
 */
export function zeroDowntime(workload: Workload, workspace: Workspace, kubernetesVersion: string): Edits {
  const { object, kind, pod, replicas } = workload;
  if (kind !== "Deployment" || object.document.isBroken || isPartial(object, workspace) || !isServed(workload, workspace)) return undefined;
  if (boundTo(pod, workspace) !== undefined) return undefined;
  const minReady = object.spec.integer("minReadySeconds");
  const isSingle =
    replicas.or(1) === 1 && rolloutOf(workload, workspace).replicas.maximum === 1 && isAutoscaled(workload, workspace) !== true;
  const parts: Edits[] = [
    isSingle ? (replicas.isAbsent ? insertSpecKey(object, "replicas", 2) : setValue(object, replicas, 2)) : undefined,
    minReady.isAbsent ? insertSpecKey(object, "minReadySeconds", 10) : minReady.value === 0 ? setValue(object, minReady, 10) : undefined,
    newPodsFirst(workload),
    ...pod.containers.flatMap((container) => containerEdits(container, workspace, kubernetesVersion)),
    graceEdit(pod, workspace),
    hasBudget(workload, workspace) === false ? appendBudget(workload) : undefined,
  ];
  const edits: TextEdit[] = parts.flatMap((part) => part ?? []);
  return edits.length > 0 ? merged(edits) : undefined;
}

/** The edits after which an update brings a new pod up before an old one goes. */
export function newPodsFirst(workload: Workload): Edits {
  const { object, strategy } = workload;
  const wanted = { maxSurge: 1, maxUnavailable: 0 };
  if (strategy.isAbsent) return insertSpecKey(object, "strategy", { type: "RollingUpdate", rollingUpdate: wanted });
  const type = strategy.text("type");
  const edits: TextEdit[] = [];
  if (type.isKnown && type.value !== "RollingUpdate") edits.push(...(setValue(object, type, "RollingUpdate") ?? []));
  const limits = strategy.mapping("rollingUpdate");
  if (limits.isAbsent) return [...edits, ...(insertKey(object, strategy, "rollingUpdate", wanted) ?? [])];
  for (const [key, value] of Object.entries(wanted)) {
    const field = limits.integerOrText(key);
    const limit = parseIntOrPercent(field.value);
    // A surge that is there already is as good.
    const isGood = limit !== undefined && isZero(limit) === (value === 0);
    if (field.isAbsent) edits.push(...(insertKey(object, limits, key, value) ?? []));
    else if (field.isKnown && !isGood) edits.push(...(setValue(object, field, value) ?? []));
  }
  return edits.length > 0 ? edits : undefined;
}

function containerEdits(container: Container, workspace: Workspace, kubernetesVersion: string): readonly Edits[] {
  if (isInjected(container)) return [];
  const ports = servedPorts(container, workspace);
  if (ports.length === 0) return [];
  const readiness = container.hasProbe("readiness") === false ? newReadiness(container, workspace) : undefined;
  return [
    needsHook(container, workspace)
      ? insertAt(
          container.pod.workload.object,
          container.mapping,
          ["lifecycle", "preStop"],
          isAtLeast(kubernetesVersion, "1.30")
            ? { sleep: { seconds: drainSeconds } }
            : { exec: { command: flow("sleep", String(drainSeconds)) } },
          orders.container,
        )
      : undefined,
    readiness && insertContainerKey(container, readiness.key, readiness.value),
  ];
}

function needsHook(container: Container, workspace: Workspace): boolean {
  if (container.lifecycle.has("preStop") !== false || isInjected(container)) return false;
  return servedPorts(container, workspace).some(({ name, number }) => protocolOf(name, number) !== "tcp");
}

/** The hook runs inside of the grace period, which has to leave time for ending. */
function graceEdit(pod: Pod, workspace: Workspace): Edits {
  const grace = pod.terminationGracePeriodSeconds;
  const seconds = grace.or(defaultGraceSeconds);
  if (seconds === undefined || !leavesNoDrain(drainSeconds, seconds)) return undefined;
  if (!pod.containers.some((container) => needsHook(container, workspace))) return undefined;
  const { object } = pod.workload;
  const wanted = drainSeconds + defaultGraceSeconds;
  return grace.isAbsent ? insertPodKey(pod, "terminationGracePeriodSeconds", wanted) : setValue(object, grace, wanted);
}

/** Adds a budget that lets the pods of a workload go one at a time, at the end of its file. */
export function appendBudget(workload: Workload): Edits {
  const text = budgetText(workload);
  return text === undefined ? undefined : appendDocument(workload.object.file, text);
}

/** The YAML of a budget that lets the pods of a workload go one at a time; undefined where their labels are not known. */
export function budgetText(workload: Workload): string | undefined {
  return companionText(
    workload,
    "policy/v1",
    "PodDisruptionBudget",
    (labels) => `  maxUnavailable: 1\n  selector:\n    matchLabels:\n${labels}`,
  );
}
