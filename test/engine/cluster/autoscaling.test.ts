import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  defaultScaleDown,
  defaultScaleUp,
  desiredReplicas,
  type Scaling,
  type ScalingPolicy,
  type ScalingRules,
  scaleDown,
  scaleUp,
  withDefaults,
} from "../../../server/engine/cluster/autoscaling.ts";

interface Course {
  readonly steps: readonly number[];
  /** Seconds from the change of load; undefined where it does not get there within `until`. */
  readonly seconds: number | undefined;
}

/**
 * The controller: it looks every 15 s, at `phase` after the load changed and so on; keeps what it wished for and what it did; and takes of the
 * wishes within the window the least (up) or the greatest (down), then what the policies leave of it. Without rules there is no `behavior`.
 */
function autoscale(from: number, to: number, rules: ScalingRules | undefined, phase: number, until = 20_000): Course {
  const up = to > from;
  const window = rules?.stabilizationWindowSeconds ?? (up ? 0 : 300);
  let current = from;
  const wishes: { readonly time: number; readonly wish: number }[] = [];
  const events: { readonly time: number; readonly change: number }[] = [];
  const steps: number[] = [];
  for (let time = phase - 15 * Math.ceil((window + 60) / 15); time < until; time += 15) {
    const wish = time > 0 ? to : from;
    let stable = wish;
    for (const earlier of wishes)
      if (earlier.time > time - window) stable = up ? Math.min(stable, earlier.wish) : Math.max(stable, earlier.wish);
    wishes.push({ time, wish });
    if (wishes.length > 500) wishes.shift();
    if (stable === current) continue;
    let allowed: number;
    if (rules === undefined) allowed = up ? Math.max(2 * current, 4) : to;
    else if (rules.selectPolicy === "Disabled") allowed = current;
    else {
      const proposals = rules.policies.map(({ type, value, periodSeconds }) => {
        let changed = 0;
        for (const event of events) if (event.time > time - periodSeconds) changed += event.change;
        const start = up ? current - changed : current + changed;
        if (type === "Pods") return up ? start + value : start - value;
        return up ? Math.ceil(start * (1 + value / 100)) : Math.trunc(start * (1 - value / 100));
      });
      const most = (rules.selectPolicy === "Max") === up;
      allowed = most ? Math.max(...proposals) : Math.min(...proposals);
    }
    const next = up ? Math.min(stable, Math.max(allowed, current)) : Math.max(stable, Math.min(allowed, current));
    if (next === current) continue;
    events.push({ time, change: Math.abs(next - current) });
    steps.push(next);
    current = next;
    if (current === to) return { steps, seconds: time };
  }
  return { steps, seconds: from === to ? 0 : undefined };
}

const policy: fc.Arbitrary<ScalingPolicy> = fc.record({
  type: fc.constantFrom("Pods" as const, "Percent" as const),
  value: fc.integer({ min: 1, max: 120 }),
  periodSeconds: fc.oneof(fc.constantFrom(15, 60), fc.integer({ min: 1, max: 600 })),
});
const rules: fc.Arbitrary<ScalingRules> = fc.record({
  stabilizationWindowSeconds: fc.oneof(fc.constantFrom(0, 300), fc.nat(600)),
  selectPolicy: fc.constantFrom("Max" as const, "Min" as const, "Disabled" as const),
  policies: fc.array(policy, { minLength: 1, maxLength: 3 }),
});
/** Up to 15 s, in steps that sums keep exact. */
const phases = fc.integer({ min: 1, max: 960 }).map((part) => part / 64);

function same(found: Scaling, course: Course): void {
  expect(course.seconds === undefined).toBe(found.seconds === undefined);
  if (!found.seconds || course.seconds === undefined) return;
  expect(found.steps).toEqual(course.steps);
  expect(course.seconds).toBeGreaterThanOrEqual(found.seconds.best);
  expect(course.seconds).toBeLessThanOrEqual(found.seconds.worst);
}

describe("scaling up", () => {
  it("goes as the controller does, within the range of seconds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(80), fc.option(rules, { nil: undefined }), phases, (from, more, given, phase) => {
        const found = scaleUp(from, from + more, given);
        // Whoever gets there later than the reckoning goes is not compared.
        const course = autoscale(from, from + more, given, phase);
        fc.pre(found.seconds !== undefined || course.seconds === undefined || course.seconds < 14_400);
        same(found, course);
      }),
      { numRuns: 1_500 },
    );
  });

  it("differs by whether there is a behavior, even one that says nothing of it", () => {
    expect(scaleUp(3, 30, undefined)).toEqual({ steps: [6, 12, 24, 30], seconds: { best: 45, worst: 60 } });
    expect(scaleUp(3, 30, defaultScaleUp)).toEqual({ steps: [7, 14, 28, 30], seconds: { best: 45, worst: 60 } });
    expect(scaleUp(1, 20, undefined).steps).toEqual([4, 8, 16, 20]);
    expect(scaleUp(1, 20, defaultScaleUp)).toEqual({ steps: [5, 10, 20], seconds: { best: 30, worst: 45 } });
  });

  it("waits for the window, and for the period of the policy", () => {
    const slow: ScalingRules = {
      stabilizationWindowSeconds: 60,
      selectPolicy: "Max",
      policies: [{ type: "Pods", value: 2, periodSeconds: 60 }],
    };
    expect(scaleUp(2, 8, slow)).toEqual({ steps: [4, 6, 8], seconds: { best: 165, worst: 180 } });
    expect(scaleUp(2, 8, { ...slow, selectPolicy: "Disabled" })).toEqual({ steps: [], seconds: undefined });
    expect(scaleUp(2, 2, slow)).toEqual({ steps: [], seconds: { best: 0, worst: 0 } });
  });

  it("goes nowhere where the bounds are the wrong way round", () => {
    expect(scaleUp(5, 3, defaultScaleUp)).toEqual({ steps: [], seconds: { best: 0, worst: 0 } });
    expect(scaleDown(3, 5)).toEqual({ steps: [], seconds: { best: 0, worst: 0 } });
  });

  it("ends, whatever is written", () => {
    const policies = Array.from({ length: 5_000 }, (_, i): ScalingPolicy => ({ type: "Pods", value: 1, periodSeconds: i + 1 }));
    const begun = performance.now();
    expect(scaleUp(1, 1e9, { stabilizationWindowSeconds: 0, selectPolicy: "Max", policies }).seconds).toBeUndefined();
    expect(
      scaleUp(1, 1e9, { stabilizationWindowSeconds: 0, selectPolicy: "Max", policies: policies.slice(0, 90) }).seconds,
    ).toBeUndefined();
    expect(scaleUp(1, 1e9, { stabilizationWindowSeconds: 0, selectPolicy: "Min", policies: policies.slice(-1) }).seconds).toBeUndefined();
    expect(
      scaleUp(0, 5, { stabilizationWindowSeconds: 0, selectPolicy: "Max", policies: [{ type: "Percent", value: 50, periodSeconds: 15 }] })
        .seconds,
    ).toBeUndefined();
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});

describe("scaling down", () => {
  it("goes as the controller does, within the range of seconds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(80), rules, phases, (to, more, given, phase) => {
        const found = scaleDown(to + more, to, given);
        const course = autoscale(to + more, to, given, phase);
        fc.pre(found.seconds !== undefined || course.seconds === undefined || course.seconds < 14_400);
        same(found, course);
      }),
      { numRuns: 1_500 },
    );
  });

  it("takes five minutes and one step where nothing is said of it", () => {
    expect(scaleDown(30, 3)).toEqual({ steps: [3], seconds: { best: 285, worst: 300 } });
    expect(scaleDown(30, 3, { ...defaultScaleDown, stabilizationWindowSeconds: 0 }).seconds).toEqual({ best: 0, worst: 15 });
    const gentle: ScalingRules = { ...defaultScaleDown, policies: [{ type: "Percent", value: 10, periodSeconds: 60 }] };
    expect(scaleDown(10, 7, gentle)).toEqual({ steps: [9, 8, 7], seconds: { best: 405, worst: 420 } });
  });
});

describe("the replicas wanted", () => {
  it("are those that bring the metric to the target, unless it is nearly there", () => {
    expect(desiredReplicas(4, 80, 50)).toBe(7);
    expect(desiredReplicas(4, 54, 50)).toBe(4);
    expect(desiredReplicas(4, 54, 50, 0.05)).toBe(5);
    expect(desiredReplicas(4, 10, 50)).toBe(1);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 500 }),
        (current, metric, target) => {
          const wanted = desiredReplicas(current, metric, target);
          // The load spread over the replicas wanted is at the target or below, or was nearly there before.
          const after = (current * metric) / wanted;
          expect(after <= target * (1 + 1e-9) || Math.abs(1 - metric / target) <= 0.1).toBe(true);
        },
      ),
    );
  });
});

describe("the rules that hold", () => {
  it("are the written ones, and the defaults for the rest", () => {
    expect(withDefaults(undefined, defaultScaleUp)).toEqual(defaultScaleUp);
    expect(withDefaults({ policies: [] }, defaultScaleDown)).toEqual(defaultScaleDown);
    expect(withDefaults({ stabilizationWindowSeconds: 0, selectPolicy: "Min" }, defaultScaleDown)).toEqual({
      ...defaultScaleDown,
      stabilizationWindowSeconds: 0,
      selectPolicy: "Min",
    });
  });
});
