/*
 * How long the steps of a canary take, and which weight holds meanwhile. All times are seconds.
 */
import { parseDuration } from "../text/duration.ts";

/** What a step of a Rollout does to weight and time; `other` needs no time that is known beforehand. */
export type CanaryStep =
  | { readonly kind: "weight"; readonly weight: number }
  /** Undefined seconds: until somebody lets it go on. */
  | { readonly kind: "pause"; readonly seconds: number | undefined }
  /** An analysis or an experiment, which take as long as they take. */
  | { readonly kind: "analysis" }
  | { readonly kind: "other" };

/**
 * The seconds of a pause: a whole number, or a text with a number (seconds) or with a duration as Go writes it; undefined where it is none.
 * Source: RolloutPause.DurationSeconds in https://github.com/argoproj/argo-rollouts/blob/master/pkg/apis/rollouts/v1alpha1/types.go.
 */
export function pauseSeconds(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  return /^[-+]?\d+$/.test(value) ? Number(value) : parseDuration(value);
}

export interface CanaryMoment {
  /** The weight of the canary once the step is done, in percent. */
  readonly weight: number;
  /** Seconds from the start to the end of the step at the earliest, without what pods need; what is waited for counts as nothing. */
  readonly earliest: number;
  /** Somebody, or an analysis, has to let it go on before or at this step, so it may take longer. */
  readonly isOpen: boolean;
}

/** Weight and time after every step. */
export function canaryTimeline(steps: readonly CanaryStep[]): readonly CanaryMoment[] {
  let [weight, earliest, isOpen] = [0, 0, false];
  return steps.map((step) => {
    if (step.kind === "weight") weight = step.weight;
    if (step.kind === "pause") earliest += step.seconds ?? 0;
    if (step.kind === "analysis" || (step.kind === "pause" && step.seconds === undefined)) isOpen = true;
    return { weight, earliest, isOpen };
  });
}

/**
 * What Flagger needs at least to promote a canary: one interval for every increase up to the greatest weight, interval × ⌈max / step⌉, or one for
 * every iteration. Source: https://docs.flagger.app/usage/deployment-strategies.
 */
export function flaggerPromotion(intervalSeconds: number, maxWeight: number, stepWeight: number): number | undefined {
  return stepWeight > 0 ? intervalSeconds * Math.ceil(maxWeight / stepWeight) : undefined;
}

/** What Flagger needs to roll back a canary that fails every check: interval × threshold. */
export function flaggerRollback(intervalSeconds: number, threshold: number): number {
  return intervalSeconds * threshold;
}
