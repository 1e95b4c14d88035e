import type { Workload } from "../languages/kubernetes/model.ts";
import type { Field } from "../languages/yaml/mapping.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { agreedValue, overlaid } from "./overlays.ts";
import { effectiveReplicas, type Replicas } from "./replicas.ts";
import { defaultProgressDeadlineSeconds, type IntOrPercent, parseIntOrPercent, updateDefaults } from "./rolling-update.ts";

/** How the pods of a workload are replaced. */
export interface Rollout {
  readonly type: "rolling" | "recreate" | "on-delete" | "blue-green" | "canary" | "unknown";
  /** Undefined where it is not known, or the type has none. */
  readonly maxSurge: IntOrPercent | undefined;
  readonly maxUnavailable: IntOrPercent | undefined;
  readonly replicas: Replicas;
  readonly minReadySeconds: number | undefined;
  /** Undefined where it is not known or the kind has none. */
  readonly progressDeadlineSeconds: number | undefined;
}

/** How a workload is rolled out, defaults included, once Kustomize has changed what it changes. */
export function rolloutOf(workload: Workload, workspace: Workspace): Rollout {
  const { object, kind, strategy } = workload;
  const { spec } = object;
  const replicas = effectiveReplicas(workload, workspace);
  const seconds = (key: string, fallback: number) => agreedValue(object, ["spec", key], spec.integer(key), fallback, workspace);
  const minReadySeconds = seconds("minReadySeconds", 0);
  const hasDeadline = kind === "Deployment" || kind === "Rollout" || kind === "DeploymentConfig";
  const progressDeadlineSeconds = hasDeadline ? seconds("progressDeadlineSeconds", defaultProgressDeadlineSeconds) : undefined;
  const type = typeOf(workload, workspace);
  const shared = { type, replicas, minReadySeconds, progressDeadlineSeconds };
  if (
    !(kind === "Deployment" || kind === "Rollout" || kind === "DaemonSet" || kind === "StatefulSet") ||
    (type !== "rolling" && type !== "canary")
  )
    return { ...shared, maxSurge: undefined, maxUnavailable: undefined };
  const parent = type === "canary" ? "canary" : "rollingUpdate";
  const read = (key: "maxSurge" | "maxUnavailable") => {
    const field = strategy.mapping(parent).integerOrText(key);
    const path = ["spec", strategyKey(workload), parent, key];
    const [result, ...others] = overlaid(object, path, workspace);
    // A patch may write several; it is enough to know those that are not changed.
    if (result && [result, ...others].some((one) => one.kind !== "own")) {
      return result.kind === "set" && others.every((one) => one.kind === "set" && one.value === result.value)
        ? parseIntOrPercent(result.value)
        : undefined;
    }
    return field.isAbsent ? updateDefaults[kind][key] : parseIntOrPercent(field.value);
  };
  return { ...shared, maxSurge: read("maxSurge"), maxUnavailable: read("maxUnavailable") };
}

function strategyKey({ kind }: Workload): string {
  return kind === "StatefulSet" || kind === "DaemonSet" ? "updateStrategy" : "strategy";
}

function typeOf(workload: Workload, workspace: Workspace): Rollout["type"] {
  const { kind, strategy, object } = workload;
  if (kind === "Rollout") {
    if (strategy.has("blueGreen") === true) return "blue-green";
    return strategy.has("canary") === true ? "canary" : "unknown";
  }
  if (kind !== "Deployment" && kind !== "DaemonSet" && kind !== "StatefulSet") return "unknown";
  const field: Field<string> = strategy.text("type");
  const type = agreedValue(object, ["spec", strategyKey(workload), "type"], field, "RollingUpdate", workspace);
  if (type === "RollingUpdate") return "rolling";
  if (type === "Recreate") return "recreate";
  return type === "OnDelete" ? "on-delete" : "unknown";
}
