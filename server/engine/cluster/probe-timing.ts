/*
 * When probes act. All times are seconds.
 *
 * The kubelet has one worker a probe. It ticks every period, from a moment that has nothing to do with the container's start; a tick before the
 * initial delay (counted from the container's start) is skipped, and so are the ticks of liveness and readiness until a startup probe has
 * succeeded. Probes of one worker follow each other: a tick that comes while one is under way is kept, one of them, for when it ends.
 * Source: https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/worker.go.
 *
 * Taken as given: a healthy container answers at once, a failing one between at once (refused) and at the timeout (hanging).
 */
import type { SecondsRange } from "./duration-text.ts";

export interface ProbeTiming {
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

/** What holds where a probe says nothing. Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe. */
export const defaultProbe: ProbeTiming = {
  initialDelaySeconds: 0,
  periodSeconds: 10,
  timeoutSeconds: 1,
  successThreshold: 1,
  failureThreshold: 3,
};

/** Seconds from one failing probe to the next: the period, or the timeout where that is longer and every probe takes it (p' = max(p, t)). */
export function effectivePeriod({ periodSeconds, timeoutSeconds }: ProbeTiming): SecondsRange {
  return { best: periodSeconds, worst: Math.max(periodSeconds, timeoutSeconds) };
}

/** When the first probe is made, from the container's start (without a startup probe): within [d, d + p). */
export function firstProbe({ initialDelaySeconds, periodSeconds }: ProbeTiming): SecondsRange {
  return { best: initialDelaySeconds, worst: initialDelaySeconds + periodSeconds };
}

export interface StartupWindow {
  /** Who answers by then is never killed: d + p·(f−1), the earliest start of the last chance. */
  readonly guaranteed: number;
  /** What documentation reckons with, and what mostly holds: d + p·f. */
  readonly quoted: number;
  /** Who does not answer is killed by then: d + p + p'·(f−1) + t. */
  readonly latestKill: number;
}

/** How long a container may take to start, from its start: for a startup probe, and for a liveness probe that has none before it. */
export function startupWindow(probe: ProbeTiming): StartupWindow {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold } = probe;
  return {
    guaranteed: initialDelaySeconds + periodSeconds * (failureThreshold - 1),
    quoted: initialDelaySeconds + periodSeconds * failureThreshold,
    latestKill: initialDelaySeconds + periodSeconds + effectivePeriod(probe).worst * (failureThreshold - 1) + timeoutSeconds,
  };
}

/** Whether a container that needs so many seconds to start may be killed, over and over, before it has started. */
export function killsSlowStart(probe: ProbeTiming, startSeconds: number): boolean {
  return startSeconds > startupWindow(probe).guaranteed;
}

/**
 * Seconds from the moment where a container stops answering to the decision: restart (liveness), out of service (readiness).
 * Best p·(f−1): it stops just before a probe, and each is refused. Worst p + p'·(f−1) + t: it stops just after one, and each hangs.
 */
export function detection(probe: ProbeTiming): SecondsRange {
  const { periodSeconds, timeoutSeconds, failureThreshold } = probe;
  return {
    best: periodSeconds * (failureThreshold - 1),
    worst: periodSeconds + effectivePeriod(probe).worst * (failureThreshold - 1) + timeoutSeconds,
  };
}

/**
 * Seconds from the moment where a container answers again to its being ready. Worst p' + p·(s−1). Best p·(s−1), but p·(s−2) where a probe that
 * hangs may outlast the period, as the one that was due meanwhile follows at once; while a container is not ready the kubelet may add probes of
 * its own, too, which can only make it sooner.
 */
export function recovery(probe: ProbeTiming): SecondsRange {
  const { periodSeconds, timeoutSeconds, successThreshold } = probe;
  return {
    best: periodSeconds * Math.max(successThreshold - (timeoutSeconds > periodSeconds ? 2 : 1), 0),
    worst: effectivePeriod(probe).worst + periodSeconds * (successThreshold - 1),
  };
}

/**
 * Seconds from a container's start to its being ready, where it answers after `startSeconds`. A startup probe comes first; the initial delay
 * of the readiness probe runs from the container's start nonetheless. Without a readiness probe it is ready once it has started.
 */
export function timeToReady(
  startSeconds: number,
  probes: { readonly startup?: ProbeTiming; readonly readiness?: ProbeTiming },
): SecondsRange {
  let started: SecondsRange = { best: startSeconds, worst: startSeconds };
  for (const probe of [probes.startup, probes.readiness]) {
    if (!probe) continue;
    const { best, worst } = recovery(probe);
    started = {
      best: Math.max(started.best, probe.initialDelaySeconds) + best,
      worst: Math.max(started.worst, probe.initialDelaySeconds) + worst,
    };
  }
  return started;
}

/**
 * Whether liveness that asks the same endpoint as readiness lets a container go out of service, and maybe recover, before it restarts it:
 * the soonest restart, pL·(fL−1), comes no sooner than the latest moment out of service, pR + p'R·(fR−1) + tR.
 */
export function livenessIsMoreTolerant(liveness: ProbeTiming, readiness: ProbeTiming): boolean {
  return detection(liveness).best >= detection(readiness).worst;
}

/**
 * Whether answers that are merely slow restart a container that is in service all the while: those which take longer than liveness waits, but
 * not longer than readiness does.
 */
export function slowAnswersRestart(liveness: ProbeTiming, readiness: ProbeTiming): boolean {
  return liveness.timeoutSeconds < readiness.timeoutSeconds;
}

/** The smallest failure threshold with which the guaranteed window is at least so many seconds: ⌈(N − d) / p⌉ + 1. */
export function failureThresholdForWindow(
  seconds: number,
  { initialDelaySeconds, periodSeconds }: Pick<ProbeTiming, "initialDelaySeconds" | "periodSeconds">,
): number {
  return Math.max(1, Math.ceil((seconds - initialDelaySeconds) / periodSeconds) + 1);
}

/**
 * The smallest failure threshold of liveness with which a restart comes, at the soonest, `factor` times as late as readiness acts at the
 * latest: ⌈factor·(pR + p'R·(fR−1) + tR) / pL⌉ + 1.
 */
export function failureThresholdForTolerance(liveness: ProbeTiming, readiness: ProbeTiming, factor = 1): number {
  return Math.max(1, Math.ceil((factor * detection(readiness).worst) / liveness.periodSeconds) + 1);
}
