import type { Container, Pod, Probe, ProbeKind } from "../languages/kubernetes/model.ts";
import { durationText, rangeText } from "./duration-text.ts";
import { sleepOf } from "./exec-command.ts";
import { detection, effectivePeriod, firstProbe, type ProbeTiming, recovery, startupWindow } from "./probe-timing.ts";
import { defaultGraceSeconds, minimumDrainSeconds, termination } from "./termination.ts";

/*
 * What the numbers of probes and shutdown come to, in words. The first sentence of each list is short enough for a hint behind the number; all of
 * them together tell the whole story in a hover. Values of the file itself: who calls has them known.
 */

/** What else of the container bears on a probe. */
export interface ProbeSurroundings {
  /** A startup probe keeps the others waiting. */
  readonly hasStartupProbe: boolean;
  /** What the container has from the failed probe to the kill; undefined where that is not known. */
  readonly graceSeconds?: number | undefined;
}

/** What a probe comes to, the shortest and most telling first. */
export function probeConsequences(kind: ProbeKind, timing: ProbeTiming, { hasStartupProbe, graceSeconds }: ProbeSurroundings): string[] {
  const told =
    kind === "startup"
      ? startup(timing)
      : kind === "liveness"
        ? liveness(timing, graceSeconds, hasStartupProbe)
        : [`taken out of service after ${rangeText(detection(timing))}`, `back after ≤ ${durationText(recovery(timing).worst)}`];
  if (kind !== "startup") told.push(...first(timing, hasStartupProbe));
  if (effectivePeriod(timing).worst > timing.periodSeconds)
    told.push(`asked every ${durationText(timing.timeoutSeconds)} instead of ${durationText(timing.periodSeconds)} while answers time out`);
  return told;
}

function startup(timing: ProbeTiming): string[] {
  const { quoted, guaranteed, latestKill } = startupWindow(timing);
  return [
    `start-up budget ${quoted} s`,
    `an application that answers within ${durationText(guaranteed)} is never killed`,
    `one that does not answer is killed after ${durationText(latestKill)} at the latest`,
    "liveness and readiness wait until it has succeeded once",
  ];
}

function liveness(timing: ProbeTiming, graceSeconds: number | undefined, hasStartupProbe: boolean): string[] {
  const told = [`killed ${rangeText(detection(timing))} after a hang`];
  if (graceSeconds !== undefined) told.push(`up to ${durationText(graceSeconds)} more pass for its shutdown`);
  if (!hasStartupProbe)
    told.push(
      `without a startup probe, it is killed in a loop where it takes longer than ${durationText(startupWindow(timing).guaranteed)} to start`,
    );
  return told;
}

function first(timing: ProbeTiming, hasStartupProbe: boolean): string[] {
  if (!hasStartupProbe) return [`first asked ${rangeText(firstProbe(timing))} after the container's start`];
  if (timing.initialDelaySeconds === 0) return [];
  return [
    `the delay of ${durationText(timing.initialDelaySeconds)} counts from the container's start and runs while the startup probe is still asking`,
  ];
}

/** What a probe of a container comes to; none where a number is not known. */
export function consequencesOf(probe: Probe): string[] {
  const { timing, container, kind } = probe;
  if (!timing || probe.handlers.length > 1) return [];
  const own = probe.terminationGracePeriodSeconds;
  return probeConsequences(kind, timing, {
    hasStartupProbe: container.hasProbe("startup") !== false,
    graceSeconds: own.isAbsent ? graceSecondsOf(container.pod) : own.value,
  });
}

/** The grace period of a pod; undefined where it is not known. */
export function graceSecondsOf(pod: Pod): number | undefined {
  return pod.terminationGracePeriodSeconds.or(defaultGraceSeconds);
}

/** What a hook that waits so long comes to within a grace period. */
export function shutdownConsequences(preStopSeconds: number, graceSeconds: number): string[] {
  const { drain, isHookCut } = termination({ graceSeconds, preStopSeconds });
  const told = [`preStop ${durationText(preStopSeconds)} of the ${durationText(graceSeconds)} grace`];
  if (isHookCut) told.push(`the hook is cut, and the application has ${minimumDrainSeconds} s between signal and kill`);
  else
    told.push(
      `the stop signal follows after ${durationText(preStopSeconds)}, and the application then has ${durationText(drain)} to finish`,
    );
  return told;
}

/** What a container's preStop hook comes to; none where it does not wait, or a number is not known. */
export function shutdownConsequencesOf(container: Container): string[] {
  const { handler } = container.preStop;
  const seconds = handler && sleepOf(handler);
  const grace = graceSecondsOf(container.pod);
  return seconds === undefined || grace === undefined ? [] : shutdownConsequences(seconds, grace);
}
