/*
 * What a PodDisruptionBudget allows: counts of pods. Percentages are of the pods that the controllers want, and are rounded up, of the pods that
 * must stay as well as of those that may go. Updates of workloads are not limited by budgets.
 * Source: https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/disruption/disruption.go (getExpectedPodCount, updatePdbStatus).
 */
import { type IntOrPercent, podsOf } from "./rolling-update.ts";

/** One of the two: a budget with both is rejected. */
export type Budget =
  | { readonly kind: "minAvailable"; readonly value: IntOrPercent }
  | { readonly kind: "maxUnavailable"; readonly value: IntOrPercent };

export interface Disruption {
  /** Pods that must be healthy. */
  readonly desiredHealthy: number;
  /** Pods that may be evicted at the same time, while `healthy` of them are healthy. */
  readonly allowed: number;
}

/**
 * What a budget allows for workloads of `expected` pods in all, of which `healthy` are healthy (all, where nothing is said):
 * healthy − minAvailable, or healthy − (expected − maxUnavailable), never below 0.
 */
export function disruption({ kind, value }: Budget, expected: number, healthy = expected): Disruption {
  const pods = podsOf(value, expected, "up");
  const desiredHealthy = kind === "minAvailable" ? pods : Math.max(expected - pods, 0);
  return { desiredHealthy, allowed: expected <= 0 ? 0 : Math.max(healthy - desiredHealthy, 0) };
}

/** Whether a budget lets no pod go even while all are healthy, so that no node can be drained; false where there are no pods. */
export function blocksDrain(budget: Budget, expected: number): boolean {
  return expected > 0 && disruption(budget, expected).allowed === 0;
}

/** The fewest replicas with which a budget lets one go; undefined where none do (`100%`, `maxUnavailable: 0`). */
export function replicasForDrain(budget: Budget): number | undefined {
  const { kind, value } = budget;
  if (kind === "maxUnavailable") return (value.kind === "count" ? value.count : value.percent) > 0 ? 1 : undefined;
  if (value.kind === "count") return value.count + 1;
  if (value.percent >= 100) return undefined;
  // ⌈n·P⌉ ≤ n − 1 where n·(1 − P) ≥ 1.
  return Math.ceil(100 / (100 - value.percent));
}
