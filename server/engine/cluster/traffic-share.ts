/*
 * Which part of the traffic goes where. Shares are between 0 and 1.
 */

/**
 * The shares of weighted backends: each weight of their sum; undefined where all are 0, and requests fail.
 * Source: https://gateway-api.sigs.k8s.io/reference/spec/ (HTTPBackendRef.weight; 1 where none is written).
 */
export function shares(weights: readonly number[]): readonly number[] | undefined {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum > 0 ? weights.map((weight) => weight / sum) : undefined;
}

/** The share of new connections that go to `canary` of the pods behind one Service, the others being `stable`; undefined without any pods. */
export function replicaShare(canary: number, stable: number): number | undefined {
  return canary + stable > 0 ? canary / (canary + stable) : undefined;
}

/** How many stable pods it takes for one canary pod to get no more than a share: ⌈1 / share⌉ − 1. */
export function stablePodsForShare(share: number): number | undefined {
  // Rounding first: 1 / 0.05 is a little more than 20 for some shares.
  return share > 0 && share <= 1 ? Math.ceil(Math.round((1 / share) * 1e9) / 1e9) - 1 : undefined;
}

/** A share for people: `33%`, `2.5%`, `under 0.1%`. Only nothing is `0%`, and only all is `100%`. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent <= 0) return "0%";
  if (percent < 0.1) return "under 0.1%";
  if (percent >= 100) return "100%";
  if (percent > 99.9) return "over 99.9%";
  const digits = percent < 10 || percent > 99 ? 1 : 0;
  return `${Number(percent.toFixed(digits))}%`;
}
