import type { ManifestObject, Workload } from "../languages/kubernetes/model.ts";
import type { List, Mapping } from "../languages/yaml/mapping.ts";
import type { YamlEntry } from "../languages/yaml/model.ts";
import { parseDuration } from "../text/duration.ts";
import type { Workspace } from "../workspace/workspace.ts";
import {
  defaultScaleDown,
  defaultScaleUp,
  type ScalingPolicy,
  type ScalingRules,
  scaleUp,
  syncSeconds,
  withDefaults,
} from "./autoscaling.ts";
import { type CanaryStep, canaryTimeline, flaggerPromotion, flaggerRollback, pauseSeconds } from "./canary-steps.ts";
import { type Budget, disruption, replicasForDrain } from "./disruption.ts";
import { durationText, rangeText } from "./duration-text.ts";
import { effectiveReplicas } from "./replicas.ts";
import { deploymentUpdate, parseIntOrPercent, type RollingUpdate, statefulSetUpdate } from "./rolling-update.ts";
import { rolloutOf } from "./rollout.ts";
import { findSelected } from "./selection.ts";
import { shares, shareText } from "./traffic-share.ts";
import { isPartial } from "./unit.ts";

/*
 * What the numbers of rollouts, budgets, autoscalers and weights come to, in words, short enough for a hint behind the number. Nothing is said where
 * a number is not known.
 */

/** What an update of a workload keeps and needs. */
export interface UpdateConsequences {
  /** `at least 3 of 4 stay up`; undefined for a DaemonSet, of whose pods nobody knows the number. */
  readonly stays: string | undefined;
  /** `at most 5 run`. */
  readonly runs: string | undefined;
  /** What else is to be told of the course. */
  readonly others: readonly string[];
}

const nothing: UpdateConsequences = { stays: undefined, runs: undefined, others: [] };

/** What an update of a workload comes to; nothing where the object is only a part of one. */
export function updateConsequences(workload: Workload, workspace: Workspace): UpdateConsequences {
  const { object, kind } = workload;
  if (isPartial(object, workspace)) return nothing;
  const rollout = rolloutOf(workload, workspace);
  if (rollout.type === "recreate")
    return { ...nothing, others: ["all pods end before new ones start, and nobody answers until those are ready"] };
  if (rollout.type === "on-delete") return { ...nothing, others: ["a pod is replaced once somebody deletes it, not before"] };
  const { minimum, maximum } = rollout.replicas;
  if (rollout.type !== "rolling" || minimum === undefined || maximum === undefined || minimum < 1) return nothing;
  const { maxSurge, maxUnavailable } = rollout;
  let update: (replicas: number) => RollingUpdate;
  if (kind === "Deployment" && maxSurge && maxUnavailable) update = (replicas) => deploymentUpdate(replicas, { maxSurge, maxUnavailable });
  else if (kind === "StatefulSet" && maxUnavailable) {
    const partition = workload.strategy.mapping("rollingUpdate").integer("partition").or(0);
    if (partition === undefined) return nothing;
    update = (replicas) => statefulSetUpdate(replicas, maxUnavailable, partition);
  } else return nothing;
  const [fewest, most] = [update(minimum), update(maximum)];
  const isRange = maximum !== minimum;
  const stays = `at least ${fewest.minAvailable} of ${minimum} ${fewest.minAvailable === 1 ? "stays" : "stay"} up${isRange ? ` (${most.minAvailable} of ${maximum})` : ""}`;
  const runs =
    kind === "Deployment"
      ? `at most ${fewest.maxPods} ${fewest.maxPods === 1 ? "runs" : "run"}${isRange ? ` (${most.maxPods} with ${maximum} replicas)` : ""}`
      : undefined;
  const others: string[] = [];
  if (fewest.isRaised) others.push("both limits come to no pod at all when they are rounded, so one may be missing nonetheless");
  if (fewest.minAvailable === 0) others.push("there may be a moment in which no pod serves");
  if (!isRange && minimum > 1) others.push(`all pods are replaced in ${roundsText(fewest.rounds)}`);
  return { stays, runs, others };
}

function roundsText(rounds: number): string {
  return rounds === 1 ? "one round" : `${rounds} rounds`;
}

/** What a PodDisruptionBudget comes to for the pods that it selects, the shortest first; none where these are not known. */
export function budgetConsequences(object: ManifestObject, workspace: Workspace): readonly string[] {
  const { spec, kind } = object;
  if (kind !== "PodDisruptionBudget" || isPartial(object, workspace)) return [];
  const [minAvailable, maxUnavailable] = [spec.integerOrText("minAvailable"), spec.integerOrText("maxUnavailable")];
  // One with both is rejected.
  if (minAvailable.isAbsent === maxUnavailable.isAbsent) return [];
  const [key, field] = minAvailable.isAbsent ? (["maxUnavailable", maxUnavailable] as const) : (["minAvailable", minAvailable] as const);
  const value = parseIntOrPercent(field.value);
  if (!value) return [];
  const { objects, isDistant } = findSelected(object, workspace);
  if (objects.length === 0 || isDistant) return [];
  let [fewest, most] = [0, 0];
  for (const { object: selected } of objects) {
    const replicas = selected.workload?.isScalable ? effectiveReplicas(selected.workload, workspace) : undefined;
    if (replicas?.minimum === undefined || replicas.maximum === undefined) return [];
    fewest += replicas.minimum;
    most += replicas.maximum;
  }
  if (fewest < 1) return [];
  const budget: Budget = { kind: key, value };
  const [worst, best] = [disruption(budget, fewest), disruption(budget, most)];
  const told = [
    `${evictionsText(worst.allowed)} allowed${best.allowed === worst.allowed ? "" : ` (${best.allowed} with ${most} pods)`}`,
    `${worst.desiredHealthy} of ${fewest} ${fewest === 1 ? "pod" : "pods"} must stay healthy`,
  ];
  if (worst.allowed === 0) {
    const needed = replicasForDrain(budget);
    told.push(needed === undefined ? "no node with such a pod can be drained" : `no node can be drained with fewer than ${needed} pods`);
  }
  return told;
}

function evictionsText(count: number): string {
  return count === 0 ? "no eviction" : count === 1 ? "1 eviction" : `${count} evictions`;
}

/** What a HorizontalPodAutoscaler comes to, the shortest first. */
export function scalingConsequences(object: ManifestObject, workspace: Workspace): readonly string[] {
  const { spec, kind } = object;
  if (kind !== "HorizontalPodAutoscaler" || isPartial(object, workspace)) return [];
  const from = spec.integer("minReplicas").or(1);
  const to = spec.integer("maxReplicas").value;
  const behavior = spec.mapping("behavior");
  const up = rulesOf(behavior, "scaleUp", defaultScaleUp);
  if (from === undefined || to === undefined || up === "unknown" || to <= from) return [];
  if (up?.selectPolicy === "Disabled") return ["never scales up"];
  // From none it starts with one.
  const { steps, seconds } = scaleUp(Math.max(from, 1), to, up);
  const told =
    seconds === undefined
      ? [`${from}→${to} takes hours`]
      : [
          `${from}→${to} in ≈ ${durationText(Math.max(seconds.best, syncSeconds))}`,
          `${rangeText(seconds)} pass from the rise of the load until ${to} pods are asked for: ${stepsText(Math.max(from, 1), steps)}`,
        ];
  const down = rulesOf(behavior, "scaleDown", defaultScaleDown);
  if (down !== "unknown") {
    const { selectPolicy, stabilizationWindowSeconds } = down ?? defaultScaleDown;
    told.push(
      selectPolicy === "Disabled"
        ? "it never scales down"
        : `it scales down once the load has been lower for ${durationText(stabilizationWindowSeconds)}`,
    );
  }
  return told;
}

function stepsText(from: number, steps: readonly number[]): string {
  const shown = steps.length > 6 ? [...steps.slice(0, 4), "…", steps.at(-1)] : steps;
  return [from, ...shown].join(" → ");
}

/** The rules of a direction; undefined where no behavior is written at all. */
function rulesOf(behavior: Mapping, key: "scaleUp" | "scaleDown", defaults: ScalingRules): ScalingRules | undefined | "unknown" {
  if (behavior.isAbsent) return undefined;
  const rules = behavior.mapping(key);
  if (rules.isAbsent) return defaults;
  const window = rules.integer("stabilizationWindowSeconds");
  const select = rules.text("selectPolicy");
  const list = rules.list("policies");
  const policies = list.mappings.map(policyOf);
  const known = policies.filter((policy) => policy !== undefined);
  const isKnown = select.isAbsent || ["Max", "Min", "Disabled"].includes(select.value ?? "");
  if (!rules.isKnown || window.isUnknown || !isKnown || list.isOpen || known.length < policies.length) return "unknown";
  const selectPolicy = select.value as ScalingRules["selectPolicy"] | undefined;
  return withDefaults({ stabilizationWindowSeconds: window.value, selectPolicy, policies: known }, defaults);
}

function policyOf(mapping: Mapping): ScalingPolicy | undefined {
  const type = mapping.text("type").value;
  const value = mapping.integer("value").value;
  const periodSeconds = mapping.integer("periodSeconds").value;
  if ((type !== "Pods" && type !== "Percent") || !value || value < 1 || !periodSeconds || periodSeconds < 1) return undefined;
  return { type, value, periodSeconds };
}

/** A weight and the share of the traffic that it comes to. */
export interface WeightShare {
  readonly mapping: Mapping;
  readonly text: string;
}

const routes: ReadonlySet<string> = new Set(["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"]);

/** What the weights of a route come to, where traffic is divided. */
export function weightShares({ kind, spec }: ManifestObject): readonly WeightShare[] {
  if (routes.has(kind)) return spec.list("rules").mappings.flatMap((rule) => sharesIn(rule.list("backendRefs"), 1));
  if (kind !== "VirtualService") return [];
  return ["http", "tcp", "tls"].flatMap((key) => spec.list(key).mappings.flatMap((rule) => sharesIn(rule.list("route"), 0)));
}

/** What the weight of a canary Ingress of ingress-nginx comes to; undefined where it is not known. */
export function canaryIngressShare({
  kind,
  annotations,
}: ManifestObject): { readonly entry: YamlEntry; readonly text: string } | undefined {
  const prefix = "nginx.ingress.kubernetes.io";
  const entry = kind === "Ingress" ? annotations.entryOf(`${prefix}/canary-weight`) : undefined;
  const [weight, total] = ["canary-weight", "canary-weight-total"].map((key) => annotations.text(`${prefix}/${key}`));
  const isOn = annotations.text(`${prefix}/canary`).value === "true";
  const all = total?.or("100");
  if (!entry || !isOn || !/^\d{1,6}$/.test(weight?.value ?? "") || !/^[1-9]\d{0,6}$/.test(all ?? "")) return undefined;
  return { entry, text: shareText(Math.min(Number(weight?.value) / Number(all), 1)) };
}

function sharesIn(list: List, usual: number): readonly WeightShare[] {
  const weights = list.mappings.map((mapping) => mapping.integer("weight").or(usual));
  if (list.isOpen || weights.length < 2 || !weights.every((weight) => weight !== undefined && weight >= 0)) return [];
  const parts = shares(weights as readonly number[]);
  return list.mappings.map((mapping, i) => ({ mapping, text: parts ? shareText(parts[i] ?? 0) : "all weights are 0: requests fail" }));
}

/** What holds while a step of a canary waits. */
export interface StepConsequence {
  readonly mapping: Mapping;
  readonly index: number;
  /** `20% until 10 min`. */
  readonly text: string;
}

/** What the pauses of a Rollout's canary come to, each reckoned from the start; none where a step is not known. */
export function pauseConsequences({ kind, spec }: ManifestObject): readonly StepConsequence[] {
  const list = kind === "Rollout" ? spec.at("strategy", "canary").list("steps") : undefined;
  if (!list || list.isOpen) return [];
  const steps = list.mappings.map(stepOf);
  if (!steps.every((step) => step !== undefined)) return [];
  const timeline = canaryTimeline(steps as readonly CanaryStep[]);
  return list.mappings.flatMap((mapping, index): StepConsequence[] => {
    const step = steps[index];
    const moment = timeline[index];
    if (step?.kind !== "pause" || !moment) return [];
    const until =
      step.seconds === undefined ? "until it is promoted" : `until ${moment.isOpen ? "≥ " : ""}${durationText(moment.earliest)}`;
    return [{ mapping, index, text: `${moment.weight}% ${until}` }];
  });
}

function stepOf(mapping: Mapping): CanaryStep | undefined {
  if (!mapping.isKnown || mapping.isOpen) return undefined;
  const weight = mapping.integer("setWeight");
  if (!weight.isAbsent) return weight.value === undefined ? undefined : { kind: "weight", weight: weight.value };
  if (mapping.has("analysis") || mapping.has("experiment")) return { kind: "analysis" };
  if (mapping.entryOf("pause")) {
    const pause = mapping.mapping("pause");
    if (!pause.isKnown) return pause.isAbsent ? { kind: "pause", seconds: undefined } : undefined;
    const duration = pause.integerOrText("duration");
    if (duration.isAbsent) return { kind: "pause", seconds: undefined };
    const seconds = pauseSeconds(duration.value);
    return seconds === undefined ? undefined : { kind: "pause", seconds };
  }
  return { kind: "other" };
}

/** What the analysis of a Canary of Flagger comes to. */
export function flaggerConsequences({ kind, spec }: ManifestObject): { readonly promotion?: string; readonly rollback?: string } {
  const analysis = kind === "Canary" ? spec.mapping("analysis") : undefined;
  const interval = parseDuration(analysis?.text("interval").value ?? "");
  if (!analysis || interval === undefined || interval <= 0) return {};
  const maximum = analysis.integer("maxWeight").value;
  const step = analysis.integer("stepWeight").value;
  const iterations = analysis.integer("iterations").value;
  const promotion =
    maximum !== undefined && step !== undefined
      ? flaggerPromotion(interval, maximum, step)
      : iterations === undefined
        ? undefined
        : interval * iterations;
  const threshold = analysis.integer("threshold").value;
  return {
    ...(promotion !== undefined && promotion > 0 && { promotion: `promoted after ${durationText(promotion)} at the earliest` }),
    ...(threshold !== undefined &&
      threshold > 0 && { rollback: `rolled back after ${durationText(flaggerRollback(interval, threshold))} of failed checks` }),
  };
}
