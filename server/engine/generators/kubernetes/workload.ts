import type { Plan } from "../model.ts";
import { indented, type Lines, text } from "../yaml-text.ts";
import { rolloutStrategy } from "./argo.ts";
import { minReadySeconds, timeBudget } from "./budget.ts";
import { onePodDecision } from "./companions.ts";
import { metadata } from "./metadata.ts";
import { labels, podTemplate } from "./pod.ts";
import { shapeOf, type Variant } from "./shape.ts";

/** Old revisions that are kept, to go back to. */
const revisions = 10;

export function workload(plan: Plan, variant?: Variant): string {
  const { kind } = shapeOf(plan);
  return kind === "CronJob" ? cronJob(plan) : kind === "Rollout" ? rollout(plan) : deployment(plan, variant);
}

function deployment(plan: Plan, variant: Variant | undefined): string {
  return text(
    "apiVersion: apps/v1",
    "kind: Deployment",
    ...metadata(plan, "", variant),
    "spec:",
    ...indented(
      2,
      ...pace(plan, variant),
      "strategy:",
      "  type: RollingUpdate",
      "  rollingUpdate:",
      "    maxSurge: 1",
      "    maxUnavailable: 0",
      ...podsOf(plan, variant),
    ),
  );
}

function rollout(plan: Plan): string {
  return text(
    "apiVersion: argoproj.io/v1alpha1",
    "kind: Rollout",
    ...metadata(plan),
    "spec:",
    ...indented(
      2,
      ...pace(plan, undefined),
      "# A rollout that gets stuck goes back by itself.",
      "progressDeadlineAbort: true",
      "rollbackWindow:",
      "  # Going back to one of the last revisions skips the steps.",
      "  revisions: 3",
      "strategy:",
      ...indented(2, ...rolloutStrategy(plan)),
      ...podsOf(plan, undefined),
    ),
  );
}

/** How many pods there are, and how fast they are replaced. */
function pace(plan: Plan, variant: Variant | undefined): Lines {
  const { answers } = plan;
  const { isAutoscaled, traffic } = shapeOf(plan);
  const isShare = variant?.name === "canary" && traffic === "replicas";
  return [
    isShare ? "replicas: 1" : !isAutoscaled && [onePodDecision(plan, "single-replica"), `replicas: ${answers.minReplicas}`],
    `minReadySeconds: ${minReadySeconds}`,
    `progressDeadlineSeconds: ${timeBudget(answers).progressDeadlineSeconds}`,
    `revisionHistoryLimit: ${revisions}`,
  ];
}

function podsOf(plan: Plan, variant: Variant | undefined): Lines {
  return [
    "selector:",
    "  matchLabels:",
    ...indented(4, ...labels(plan, variant)),
    "template:",
    ...indented(2, ...podTemplate(plan, variant)),
  ];
}

function cronJob(plan: Plan): string {
  return text(
    "apiVersion: batch/v1",
    "kind: CronJob",
    ...metadata(plan),
    "spec:",
    ...indented(
      2,
      "# DECIDE: when it runs.",
      'schedule: "15 3 * * *"',
      "timeZone: Etc/UTC",
      "concurrencyPolicy: Forbid",
      "startingDeadlineSeconds: 300",
      "successfulJobsHistoryLimit: 3",
      "failedJobsHistoryLimit: 3",
      "jobTemplate:",
      "  spec:",
      "    backoffLimit: 2",
      "    activeDeadlineSeconds: 3600",
      "    ttlSecondsAfterFinished: 86400",
      "    template:",
      ...indented(6, ...podTemplate(plan, undefined)),
    ),
  );
}
