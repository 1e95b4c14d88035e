/*
 * How a pod ends. All times are seconds from the deletion, or from the decision to restart.
 *
 * The clock of the grace period starts with the deletion. The preStop hook runs inside it and is cut at its end; the signal follows the hook;
 * the rest of the grace period, but no less than 2 seconds, lies between signal and kill.
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination, and killContainer in
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_container.go.
 */

export const defaultGraceSeconds = 30;

/** What lies between signal and kill at least, however long the hook took. */
export const minimumDrainSeconds = 2;

/** What is kept free between the end of the work and the kill, for what takes longer than was reckoned. */
export const drainMarginSeconds = 5;

export interface Termination {
  /** When the container is sent its stop signal. */
  readonly signal: number;
  /** When it is killed, if it is there still. */
  readonly kill: number;
  /** What it has for finishing its work. */
  readonly drain: number;
  /** The hook was not done by the end of the grace period, and is cut. */
  readonly isHookCut: boolean;
}

/** The course of a termination: signal = min(preStop, grace), kill = max(grace, signal + 2); hooks are not run with a grace period of 0. */
export function termination({ graceSeconds = defaultGraceSeconds, preStopSeconds = 0 }): Termination {
  const signal = Math.min(preStopSeconds, Math.max(graceSeconds, 0));
  // The time that the hook took is subtracted in whole seconds.
  const drain = Math.max(graceSeconds - Math.floor(signal), minimumDrainSeconds);
  return { signal, kill: signal + drain, drain, isHookCut: preStopSeconds > graceSeconds };
}

/** The grace period that a pod needs: preStop + drain + margin. */
export function graceNeeded(preStopSeconds: number, drainSeconds: number, marginSeconds = drainMarginSeconds): number {
  return Math.ceil(preStopSeconds + drainSeconds + marginSeconds);
}

/** Whether the hook leaves the application less than the margin to end by itself: preStop + margin ≥ grace. */
export function leavesNoDrain(preStopSeconds: number, graceSeconds = defaultGraceSeconds, marginSeconds = drainMarginSeconds): boolean {
  return preStopSeconds + marginSeconds >= graceSeconds;
}

/** The grace period after a failed liveness or startup probe: the probe's own, else the pod's, else 30 s. Own ones: Kubernetes 1.28. */
export function graceAfterProbe(probeGraceSeconds: number | undefined, podGraceSeconds: number | undefined): number {
  return probeGraceSeconds ?? podGraceSeconds ?? defaultGraceSeconds;
}
