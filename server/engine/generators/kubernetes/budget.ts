import {
  defaultProbe,
  failureThresholdForTolerance,
  failureThresholdForWindow,
  type ProbeTiming,
  startupWindow,
} from "../../cluster/probe-timing.ts";
import { graceNeeded } from "../../cluster/termination.ts";
import type { Answers } from "../answers.ts";

/** How long a pod has to have been ready before the rollout counts on it. */
export const minReadySeconds = 10;

/** What pulling the image and finding a node may take. */
const pullSeconds = 60;

export interface TimeBudget {
  readonly startup: ProbeTiming;
  readonly liveness: ProbeTiming;
  readonly readiness: ProbeTiming;
  readonly progressDeadlineSeconds: number;
  readonly terminationGracePeriodSeconds: number;
}

/** The times of probes, rollout and termination that fit together, from how long the application takes to start, to drain and to end. */
export function timeBudget({ startSeconds, drainSeconds, shutdownSeconds }: Answers): TimeBudget {
  const readiness: ProbeTiming = { ...defaultProbe, periodSeconds: 5, timeoutSeconds: 2 };
  const patient: ProbeTiming = { ...defaultProbe, timeoutSeconds: 5 };
  const quick: ProbeTiming = { ...defaultProbe, periodSeconds: 5, timeoutSeconds: 2 };
  const startup = { ...quick, failureThreshold: Math.max(3, failureThresholdForWindow(startSeconds, quick)) };
  // Twice as patient as readiness: a pod that is merely busy leaves the Service, and is not restarted.
  const liveness = { ...patient, failureThreshold: failureThresholdForTolerance(patient, readiness, 2) };
  const needed = startupWindow(startup).latestKill + minReadySeconds + pullSeconds;
  return {
    startup,
    liveness,
    readiness,
    progressDeadlineSeconds: Math.max(300, Math.ceil(needed / 30) * 30),
    terminationGracePeriodSeconds: graceNeeded(drainSeconds, Math.max(shutdownSeconds, 1)),
  };
}

/** How long whoever waits for a rollout waits: a little longer than it takes until Kubernetes gives it up. */
export function rolloutTimeoutSeconds(answers: Answers): number {
  return timeBudget(answers).progressDeadlineSeconds + 60;
}
