/*
 * What a rolling update does with the pods of a workload: counts of pods, and seconds.
 *
 * Deployments (and Argo Rollouts without canary steps) hold a number of pods available and a number at most, and replace as many as both allow.
 * Sources: ResolveFenceposts in https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/util/deployment_util.go,
 * pkg/controller/deployment/rolling.go, pkg/controller/daemon/util/daemonset_util.go and pkg/controller/statefulset/stateful_set_utils.go there.
 */
import type { SecondsRange } from "./duration-text.ts";

/** A count of pods, or a share of them. */
export type IntOrPercent = { readonly kind: "count"; readonly count: number } | { readonly kind: "percent"; readonly percent: number };

/**
 * A value that may be a count or a percentage, as the API server takes it: a whole number, or a text of digits and a percent sign. Undefined for
 * everything else, such as a number in quotes. Source: ValidatePositiveIntOrPercent in pkg/apis/apps/validation/validation.go.
 */
export function parseIntOrPercent(value: unknown): IntOrPercent | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? { kind: "count", count: value } : undefined;
  if (typeof value !== "string" || !/^\d{1,9}%$/.test(value)) return undefined;
  return { kind: "percent", percent: Number(value.slice(0, -1)) };
}

/** The text of a value that may be a count or a percentage. */
export function intOrPercentText(value: IntOrPercent): string {
  return value.kind === "count" ? String(value.count) : `${value.percent}%`;
}

/** The pods that a value stands for, of `total`. */
export function podsOf(value: IntOrPercent, total: number, rounding: "up" | "down"): number {
  if (value.kind === "count") return value.count;
  const exact = (value.percent * total) / 100;
  return rounding === "up" ? Math.ceil(exact) : Math.floor(exact);
}

/** Whether a value is written as none: `0` or `0%`, whatever the replicas. */
export function isZero(value: IntOrPercent): boolean {
  return (value.kind === "count" ? value.count : value.percent) === 0;
}

export interface UpdateLimits {
  readonly maxSurge: IntOrPercent;
  readonly maxUnavailable: IntOrPercent;
}

const quarter: IntOrPercent = { kind: "percent", percent: 25 };
const none: IntOrPercent = { kind: "count", count: 0 };
const one: IntOrPercent = { kind: "count", count: 1 };

/**
 * What holds where an update strategy says nothing. For a Rollout it is what Argo's code does; its reference names other numbers.
 * A StatefulSet has no surge. Sources: pkg/apis/apps/v1/defaults.go of Kubernetes; utils/defaults/defaults.go of Argo Rollouts.
 */
export const updateDefaults: Readonly<Record<"Deployment" | "Rollout" | "DaemonSet" | "StatefulSet", UpdateLimits>> = {
  Deployment: { maxSurge: quarter, maxUnavailable: quarter },
  Rollout: { maxSurge: quarter, maxUnavailable: quarter },
  DaemonSet: { maxSurge: none, maxUnavailable: one },
  StatefulSet: { maxSurge: none, maxUnavailable: one },
};

/** Progress must be seen within so many seconds, where a Deployment (or a Rollout) says nothing. */
export const defaultProgressDeadlineSeconds = 600;

/** Why the API server takes no such limits of an update; undefined where it does. Source: validation.go in pkg/apis/apps/validation. */
export function rejectedLimits(
  kind: "Deployment" | "Rollout" | "DaemonSet" | "StatefulSet",
  { maxSurge, maxUnavailable }: UpdateLimits,
): "both-zero" | "both-set" | "unavailable-over-100" | "surge-over-100" | undefined {
  if (maxUnavailable.kind === "percent" && maxUnavailable.percent > 100) return "unavailable-over-100";
  if (kind === "DaemonSet" && maxSurge.kind === "percent" && maxSurge.percent > 100) return "surge-over-100";
  const surges = kind !== "StatefulSet" && !isZero(maxSurge);
  if (!surges && isZero(maxUnavailable)) return "both-zero";
  return kind === "DaemonSet" && surges && !isZero(maxUnavailable) ? "both-set" : undefined;
}

export interface RollingUpdate {
  /** Pods that may run beyond the replicas. */
  readonly surge: number;
  /** Pods that may be missing. */
  readonly unavailable: number;
  /** Pods that stay available all the while. */
  readonly minAvailable: number;
  /** Pods that run at most; those that are ending come on top. */
  readonly maxPods: number;
  /** Generations of new pods, one after the other, where all of one become available at the same time; never more. */
  readonly rounds: number;
  /** Both limits came to nothing when rounded, so one pod may be missing nonetheless. */
  readonly isRaised: boolean;
}

/**
 * The course of an update of a Deployment: surge ⌈r·S⌉, unavailable ⌊r·U⌋, but 1 where both come to 0, and never more than r;
 * rounds ⌈r / (surge + unavailable)⌉.
 */
export function deploymentUpdate(wanted: number, { maxSurge, maxUnavailable }: UpdateLimits): RollingUpdate {
  const replicas = Math.max(wanted, 0);
  const surge = podsOf(maxSurge, replicas, "up");
  const rounded = podsOf(maxUnavailable, replicas, "down");
  const isRaised = surge === 0 && rounded === 0 && replicas > 0;
  const unavailable = Math.min(isRaised ? 1 : rounded, replicas);
  return {
    surge,
    unavailable,
    minAvailable: replicas - unavailable,
    maxPods: replicas + surge,
    rounds: replicas === 0 ? 0 : Math.ceil(replicas / (surge + unavailable)),
    isRaised,
  };
}

/** The course of an update of a DaemonSet on so many nodes: both limits are rounded up, and one of them is 0. */
export function daemonSetUpdate(scheduled: number, { maxSurge, maxUnavailable }: UpdateLimits): RollingUpdate {
  const nodes = Math.max(scheduled, 0);
  const surge = Math.min(podsOf(maxSurge, nodes, "up"), nodes);
  const rounded = podsOf(maxUnavailable, nodes, "up");
  const isRaised = surge === 0 && rounded === 0 && nodes > 0;
  const unavailable = Math.min(isRaised ? 1 : rounded, nodes);
  return {
    surge,
    unavailable,
    minAvailable: nodes - unavailable,
    maxPods: nodes + surge,
    rounds: nodes === 0 ? 0 : Math.ceil(nodes / (surge + unavailable)),
    isRaised,
  };
}

/**
 * The course of an update of a StatefulSet: the highest ordinals first, one after the other or `maxUnavailable` at a time (rounded down, at least
 * 1: the reference says up, the code does not); those below the partition stay as they are.
 */
export function statefulSetUpdate(wanted: number, maxUnavailable: IntOrPercent = one, partition = 0): RollingUpdate {
  const replicas = Math.max(wanted, 0);
  const unavailable = Math.min(Math.max(podsOf(maxUnavailable, replicas, "down"), 1), replicas);
  const updated = Math.max(replicas - Math.max(partition, 0), 0);
  return {
    surge: 0,
    unavailable: Math.min(unavailable, updated),
    minAvailable: replicas - Math.min(unavailable, updated),
    maxPods: replicas,
    rounds: updated === 0 ? 0 : Math.ceil(updated / unavailable),
    isRaised: false,
  };
}

/**
 * Seconds that an update takes at most: rounds × (time to ready + minReadySeconds). Where a pod goes before its successor comes (StatefulSets,
 * DaemonSets without surge), the time that it needs for ending is part of each round: `shutdownSeconds`.
 */
export function updateSeconds(update: RollingUpdate, readySeconds: number, minReadySeconds = 0, shutdownSeconds = 0): number {
  return update.rounds * (shutdownSeconds + readySeconds + minReadySeconds);
}

/** What runs at a moment of an update. */
export interface UpdateMoment {
  /** Seconds from the start. */
  readonly seconds: number;
  readonly oldPods: number;
  /** New pods that are available. */
  readonly available: number;
  /** New pods that are not available yet. */
  readonly starting: number;
}

/** How many rounds of an update are told apart at most: what comes after them looks the same. */
const mostMoments = 200;

/**
 * What runs from round to round of an update of a Deployment whose pods all need `secondsEach` until they are available, from its start to its end.
 * After n rounds n·(surge + unavailable) new pods are available, and as many old ones stay as make up the fewest that must be.
 */
export function updateMoments(replicas: number, update: RollingUpdate, secondsEach: number): readonly UpdateMoment[] {
  const each = update.surge + update.unavailable;
  return Array.from({ length: Math.min(update.rounds, mostMoments) + 1 }, (_, round) => {
    const available = Math.max(Math.min(round * each, replicas), 0);
    return {
      seconds: round * secondsEach,
      oldPods: Math.max(update.minAvailable - available, 0),
      available,
      starting: Math.max(Math.min(each, replicas - available), 0),
    };
  });
}

/**
 * Seconds for which no pod serves during `Recreate`: all old ones end, then the new ones become ready.
 */
export function recreateDowntime(shutdown: SecondsRange, ready: SecondsRange): SecondsRange {
  return { best: shutdown.best + ready.best, worst: shutdown.worst + ready.worst };
}

/**
 * Whether an update in which every pod becomes ready in time may be called failed all the same. The deadline starts anew with every pod that is
 * created, becomes ready or becomes available, so what counts is the longest of the waits between them: until ready, and minReadySeconds.
 * Source: DeploymentProgressing in deployment_util.go.
 */
export function deadlineIsTooShort(deadlineSeconds: number, readySeconds: number, minReadySeconds = 0): boolean {
  return deadlineSeconds <= Math.max(readySeconds, minReadySeconds);
}

/** The smallest progress deadline, in steps of 30 s, that is longer than what a pod needs to become ready and available, with a margin for pulling its image. */
export function progressDeadlineFor(readySeconds: number, minReadySeconds = 0, pullSeconds = 60): number {
  return Math.ceil((readySeconds + minReadySeconds + pullSeconds + 1) / 30) * 30;
}
