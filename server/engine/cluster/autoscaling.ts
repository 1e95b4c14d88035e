/*
 * What a HorizontalPodAutoscaler does: counts of replicas, and seconds.
 *
 * It looks every 15 s, wants ⌈current × metric / target⌉, and goes there as fast as its policies let it.
 * Source: https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/horizontal.go, defaults in
 * pkg/apis/autoscaling/v2/defaults.go.
 */
import type { SecondsRange } from "./duration-text.ts";

/** How often the controller looks (`--horizontal-pod-autoscaler-sync-period`). */
export const syncSeconds = 15;

/** How far metric and target may differ without anything happening (`--horizontal-pod-autoscaler-tolerance`). */
export const defaultTolerance = 0.1;

/** How long the highest of the recent wishes holds before it scales down (`--horizontal-pod-autoscaler-downscale-stabilization`). */
export const defaultDownWindowSeconds = 300;

/** The replicas wanted for a metric: as many as there are while it is within the tolerance, else ⌈current × metric / target⌉. */
export function desiredReplicas(current: number, metric: number, target: number, tolerance = defaultTolerance): number {
  const ratio = metric / target;
  return Math.abs(1 - ratio) <= tolerance ? current : Math.ceil(current * ratio);
}

export interface ScalingPolicy {
  readonly type: "Pods" | "Percent";
  readonly value: number;
  readonly periodSeconds: number;
}

export interface ScalingRules {
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: "Max" | "Min" | "Disabled";
  readonly policies: readonly ScalingPolicy[];
}

/** What of `behavior.scaleUp` or `behavior.scaleDown` is written. */
export type WrittenRules = { readonly [K in keyof ScalingRules]?: ScalingRules[K] | undefined };

/** What holds for scaling up where a `behavior` is written that says nothing else of it. */
export const defaultScaleUp: ScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: "Max",
  policies: [
    { type: "Percent", value: 100, periodSeconds: syncSeconds },
    { type: "Pods", value: 4, periodSeconds: syncSeconds },
  ],
};

/** What holds for scaling down where nothing else is said of it. */
export const defaultScaleDown: ScalingRules = {
  stabilizationWindowSeconds: defaultDownWindowSeconds,
  selectPolicy: "Max",
  policies: [{ type: "Percent", value: 100, periodSeconds: syncSeconds }],
};

/** The rules that hold, where some are written; no policies are as good as none written. */
export function withDefaults(written: WrittenRules | undefined, defaults: ScalingRules): ScalingRules {
  return {
    stabilizationWindowSeconds: written?.stabilizationWindowSeconds ?? defaults.stabilizationWindowSeconds,
    selectPolicy: written?.selectPolicy ?? defaults.selectPolicy,
    policies: written?.policies?.length ? written.policies : defaults.policies,
  };
}

export interface Scaling {
  /** The replicas after every step, the first being those after the first. */
  readonly steps: readonly number[];
  /** Seconds from the change of load to the last step, without what metrics and pods need; undefined where it does not get there in time. */
  readonly seconds: SecondsRange | undefined;
}

const nowhere: Scaling = { steps: [], seconds: { best: 0, worst: 0 } };

/** Reckoning ends here: nobody waits for longer. */
const longest = 4 * 3_600;

/**
 * The steps from `from` to `to` replicas, more than those, once the load asks for as many as there may be.
 * `rules` is undefined where the autoscaler has no `behavior` at all: then each step is max(2 × current, 4), which is not what the defaults of
 * `behavior` say. Best and worst differ by when the controller looks.
 */
export function scaleUp(from: number, to: number, rules: ScalingRules | undefined): Scaling {
  if (to <= from) return nowhere;
  if (!rules) return scaled(from, to, 0, (current) => Math.max(2 * current, 4));
  return scaled(from, to, rules.stabilizationWindowSeconds, (current, changed) => upLimit(current, changed, rules), periods(rules));
}

/** The steps from `from` to `to` replicas, fewer than those, once the load is gone; `rules` is undefined where there is no `behavior` at all. */
export function scaleDown(from: number, to: number, rules: ScalingRules = defaultScaleDown): Scaling {
  if (to >= from) return nowhere;
  return scaled(from, to, rules.stabilizationWindowSeconds, (current, changed) => downLimit(current, changed, rules), periods(rules));
}

/** Where the policies let it go from `current`: each counts from where it was at the start of its period. `changed` gives the change since then. */
function upLimit(current: number, changed: (seconds: number) => number, { selectPolicy, policies }: ScalingRules): number {
  if (selectPolicy === "Disabled") return current;
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const start = current - changed(periodSeconds);
    return type === "Pods" ? start + value : Math.ceil(start * (1 + value / 100));
  });
  return Math.max(selectPolicy === "Min" ? Math.min(...limits) : Math.max(...limits), current);
}

function downLimit(current: number, changed: (seconds: number) => number, { selectPolicy, policies }: ScalingRules): number {
  if (selectPolicy === "Disabled") return current;
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const start = current + changed(periodSeconds);
    return type === "Pods" ? start - value : Math.trunc(start * (1 - value / 100));
  });
  return Math.min(selectPolicy === "Min" ? Math.max(...limits) : Math.min(...limits), current);
}

function periods({ policies }: ScalingRules): number[] {
  return [...new Set(policies.map(({ periodSeconds }) => periodSeconds))];
}

/** More policies than these nobody writes, and reckoning must end. */
const mostPolicies = 100;

function scaled(
  from: number,
  to: number,
  windowSeconds: number,
  limit: (current: number, changed: (seconds: number) => number) => number,
  periodSeconds: readonly number[] = [],
): Scaling {
  const steps: number[] = [];
  const events: { readonly time: number; readonly change: number }[] = [];
  const down = to < from;
  let current = from;
  let time = 0;
  const changed = (seconds: number) => {
    let sum = 0;
    for (let i = events.length - 1; i >= 0; i--) {
      const event = events[i];
      if (!event || event.time <= time - seconds) break;
      sum += event.change;
    }
    return sum;
  };
  while (current !== to) {
    if (time > longest || periodSeconds.length > mostPolicies) return { steps, seconds: undefined };
    const allowed = limit(current, changed);
    const next = down ? Math.max(allowed, to) : Math.min(allowed, to);
    if (next !== current) {
      events.push({ time, change: Math.abs(next - current) });
      steps.push(next);
      current = next;
      time += syncSeconds;
      continue;
    }
    // Nothing changes before an event leaves the period of a policy.
    let end = Number.POSITIVE_INFINITY;
    for (const event of events)
      for (const period of periodSeconds) if (event.time + period > time) end = Math.min(end, event.time + period);
    time = Math.ceil(end / syncSeconds) * syncSeconds;
  }
  const last = events.at(-1)?.time ?? 0;
  // The last look before the load changed is up to 15 s old; its wish holds for the window.
  const first = Math.max(Math.ceil(windowSeconds / syncSeconds) * syncSeconds, syncSeconds);
  return { steps, seconds: { best: last + first - syncSeconds, worst: last + first } };
}
