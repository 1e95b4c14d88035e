/*
 * How long the kubelet waits before it starts a container again that has ended: at once the first time, then 10 s, 20 s, 40 s … up to 5 min;
 * the count starts anew after 10 minutes without an end. All times are seconds.
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy.
 */

/** After so many seconds of running the next end counts as the first again. */
export const backOffResetSeconds = 600;

/** Seconds of waiting before the n-th restart (the first is 1): 0, then min(10·2^(n−2), 300). */
export function backOff(restart: number): number {
  return restart <= 1 ? 0 : Math.min(10 * 2 ** Math.min(restart - 2, 5), 300);
}

/** Restarts within so many seconds of a container that runs for `runSeconds` each time and then ends; endless loops are cut at 10,000. */
export function restartsWithin(seconds: number, runSeconds: number): number {
  let time = runSeconds;
  for (let restart = 1; restart <= 10_000; restart++) {
    time += runSeconds >= backOffResetSeconds ? 0 : backOff(restart);
    if (time > seconds) return restart - 1;
    time += runSeconds;
  }
  return 10_000;
}
