import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  defaultProbe,
  detection,
  effectivePeriod,
  failureThresholdForTolerance,
  failureThresholdForWindow,
  firstProbe,
  killsSlowStart,
  livenessIsMoreTolerant,
  type ProbeTiming,
  recovery,
  slowAnswersRestart,
  startupWindow,
  timeToReady,
} from "../../../server/engine/cluster/probe-timing.ts";

/** What a probe that begins at a moment finds, and how long it takes to find it; milliseconds. */
type Answer = (begins: number) => { readonly succeeds: boolean; readonly takes: number };

interface Decision {
  readonly time: number;
  readonly succeeds: boolean;
}

/**
 * The kubelet's worker of one probe, as its source has it: it ticks every period from `phase` on, one tick is kept while a probe is under way, and
 * ticks before the initial delay or before `gate` do nothing. Gives the decisions (a threshold reached) one after the other. Milliseconds.
 */
function* decisions(probe: ProbeTiming, phase: number, answer: Answer, gate = 0, until = 10_000_000): Generator<Decision> {
  const period = probe.periodSeconds * 1_000;
  let time = phase;
  let last: boolean | undefined;
  let run = 0;
  while (time < until) {
    let end = time;
    if (time >= Math.max(probe.initialDelaySeconds * 1_000, gate)) {
      const { succeeds, takes } = answer(time);
      end = time + takes;
      run = last === succeeds ? run + 1 : 1;
      last = succeeds;
      if (run >= (succeeds ? probe.successThreshold : probe.failureThreshold)) yield { time: end, succeeds };
    }
    // The tick that came last while the probe was under way is taken at once; otherwise the next one is waited for.
    const nextTick = phase + (Math.floor((time - phase) / period) + 1) * period;
    time = Math.max(nextTick, end);
  }
}

/** The first decision of a kind from a moment on. */
function first(found: Iterable<Decision>, succeeds: boolean, from = 0): number {
  for (const decision of found) if (decision.succeeds === succeeds && decision.time >= from) return decision.time;
  return Number.POSITIVE_INFINITY;
}

const timing: fc.Arbitrary<ProbeTiming> = fc.record({
  initialDelaySeconds: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
  periodSeconds: fc.integer({ min: 1, max: 30 }),
  timeoutSeconds: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })),
  successThreshold: fc.integer({ min: 1, max: 3 }),
  failureThreshold: fc.integer({ min: 1, max: 8 }),
});

/** Between a refusal (at once) and the timeout, differently each time; often one of the ends. */
const failures = fc.array(fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })), {
  minLength: 1,
  maxLength: 12,
});

/** Fails within [from, to), succeeds at once otherwise. */
function failing(probe: ProbeTiming, parts: readonly number[], from: number, to = Number.POSITIVE_INFINITY): Answer {
  let count = 0;
  return (begins) => {
    if (begins < from || begins >= to) return { succeeds: true, takes: 0 };
    return { succeeds: false, takes: Math.round((parts[count++ % parts.length] ?? 0) * probe.timeoutSeconds * 1_000) };
  };
}

const phases = fc.double({ min: 0, max: 0.999, noNaN: true });
const at = (phase: number, probe: ProbeTiming) => Math.floor(phase * probe.periodSeconds * 1_000);

describe("the defaults", () => {
  it("are those of the reference, and notice a hang within 20 to 31 s", () => {
    expect(defaultProbe).toEqual({
      initialDelaySeconds: 0,
      periodSeconds: 10,
      timeoutSeconds: 1,
      successThreshold: 1,
      failureThreshold: 3,
    });
    expect(detection(defaultProbe)).toEqual({ best: 20, worst: 31 });
    expect(recovery(defaultProbe)).toEqual({ best: 0, worst: 10 });
    expect(startupWindow(defaultProbe)).toEqual({ guaranteed: 20, quoted: 30, latestKill: 31 });
    expect(firstProbe({ ...defaultProbe, initialDelaySeconds: 5 })).toEqual({ best: 5, worst: 15 });
    expect(effectivePeriod({ ...defaultProbe, timeoutSeconds: 15 })).toEqual({ best: 10, worst: 15 });
  });
});

describe("from a hang to the decision", () => {
  it("takes no less than the best and no more than the worst, whatever the phase and the way of failing", () => {
    fc.assert(
      fc.property(timing, phases, failures, fc.integer({ min: 200_000, max: 260_000 }), (probe, phase, parts, hang) => {
        const found = first(decisions(probe, at(phase, probe), failing(probe, parts, hang)), false) - hang;
        const { best, worst } = detection(probe);
        expect(found).toBeGreaterThanOrEqual(best * 1_000);
        expect(found).toBeLessThanOrEqual(worst * 1_000);
      }),
      { numRuns: 2_000 },
    );
  });

  it("comes as near to both as one likes", () => {
    fc.assert(
      fc.property(timing, (probe) => {
        const tick = probe.periodSeconds * 1_000 * Math.ceil(200 / probe.periodSeconds);
        const { best, worst } = detection(probe);
        expect(first(decisions(probe, 0, failing(probe, [0], tick)), false) - tick).toBe(best * 1_000);
        expect(first(decisions(probe, 0, failing(probe, [1], tick + 1)), false) - (tick + 1)).toBe(worst * 1_000 - 1);
      }),
    );
  });
});

describe("from an answer to being ready", () => {
  it("takes no less than the best and no more than the worst", () => {
    fc.assert(
      fc.property(timing, phases, failures, fc.integer({ min: 200_000, max: 260_000 }), (probe, phase, parts, recovers) => {
        const found = first(decisions(probe, at(phase, probe), failing(probe, parts, 0, recovers)), true) - recovers;
        const { best, worst } = recovery(probe);
        expect(found).toBeGreaterThanOrEqual(best * 1_000);
        expect(found).toBeLessThanOrEqual(worst * 1_000);
      }),
      { numRuns: 2_000 },
    );
  });

  it("comes as near to the best as one likes", () => {
    fc.assert(
      fc.property(timing, (probe) => {
        const tick = probe.periodSeconds * 1_000 * Math.ceil(200 / probe.periodSeconds);
        // Refusals end at once, so every probe begins on a tick.
        const refused = first(decisions(probe, 0, failing(probe, [0], 0, tick)), true) - tick;
        expect(refused).toBe(probe.periodSeconds * (probe.successThreshold - 1) * 1_000);
        if (probe.timeoutSeconds <= probe.periodSeconds) expect(recovery(probe).best * 1_000).toBe(refused);
      }),
    );
    // The probe that hangs lasts until just before the second tick after it; the first one's probe is made at once, and the second's on time.
    const outlasted: ProbeTiming = { ...defaultProbe, timeoutSeconds: 20, successThreshold: 3 };
    expect(first(decisions(outlasted, 0, failing(outlasted, [0.9999], 0, 19_998)), true) - 19_998).toBe(
      recovery(outlasted).best * 1_000 + 2,
    );
    expect(recovery(outlasted)).toEqual({ best: 10, worst: 40 });
  });

  it("comes as near to the worst as one likes", () => {
    fc.assert(
      fc.property(timing, (probe) => {
        // It recovers just after a probe began that hangs.
        const began =
          first(decisions({ ...probe, failureThreshold: 1 }, 0, failing(probe, [1], 0)), false, 200_000) - probe.timeoutSeconds * 1_000;
        const found = first(decisions(probe, 0, failing(probe, [1], 0, began + 1)), true) - (began + 1);
        const ticksOnTime = probe.timeoutSeconds <= probe.periodSeconds;
        if (ticksOnTime) expect(found).toBe(recovery(probe).worst * 1_000 - 1);
        else expect(found).toBeGreaterThan((recovery(probe).worst - probe.periodSeconds) * 1_000 - 2);
      }),
    );
  });
});

describe("the time for starting", () => {
  it("is never cut before the guaranteed window, and always by the latest kill", () => {
    fc.assert(
      fc.property(timing, phases, failures, phases, (probe, phase, parts, share) => {
        const { guaranteed, latestKill } = startupWindow(probe);
        const starts = Math.floor(share * guaranteed * 1_000);
        expect(first(decisions(probe, at(phase, probe), failing(probe, parts, 0, starts), 0, 1_000_000), false)).toBe(
          Number.POSITIVE_INFINITY,
        );
        expect(first(decisions(probe, at(phase, probe), failing(probe, parts, 0, guaranteed * 1_000), 0, 1_000_000), false)).toBe(
          Number.POSITIVE_INFINITY,
        );
        const killed = first(decisions(probe, at(phase, probe), failing(probe, parts, 0)), false);
        expect(killed).toBeGreaterThanOrEqual(guaranteed * 1_000);
        expect(killed).toBeLessThanOrEqual(latestKill * 1_000);
      }),
      { numRuns: 1_000 },
    );
  });

  it("may be cut as soon as that window is over", () => {
    fc.assert(
      fc.property(timing, (probe) => {
        const { guaranteed, latestKill, quoted } = startupWindow(probe);
        const phase = (probe.initialDelaySeconds % probe.periodSeconds) * 1_000;
        expect(first(decisions(probe, phase, failing(probe, [0], 0, guaranteed * 1_000 + 1)), false)).toBe(guaranteed * 1_000);
        expect(killsSlowStart(probe, guaranteed)).toBe(false);
        expect(killsSlowStart(probe, guaranteed + 0.001)).toBe(true);
        expect(quoted).toBeGreaterThan(guaranteed);
        expect(quoted).toBeLessThan(latestKill);
        // The last tick before the delay is over does nothing.
        const late = (phase + probe.periodSeconds * 1_000 - 1) % (probe.periodSeconds * 1_000);
        const skipped = probe.initialDelaySeconds > 0 || late > 0 ? 1 : 0;
        expect(first(decisions(probe, late, failing(probe, [1], 0)), false)).toBe(latestKill * 1_000 - skipped);
      }),
    );
  });

  it("is given by the smallest failure threshold that does", () => {
    fc.assert(
      fc.property(timing, fc.integer({ min: 0, max: 600 }), (probe, seconds) => {
        const failureThreshold = failureThresholdForWindow(seconds, probe);
        expect(killsSlowStart({ ...probe, failureThreshold }, seconds)).toBe(false);
        if (failureThreshold > 1) expect(killsSlowStart({ ...probe, failureThreshold: failureThreshold - 1 }, seconds)).toBe(true);
      }),
    );
    expect(failureThresholdForWindow(60, { initialDelaySeconds: 0, periodSeconds: 5 })).toBe(13);
  });
});

describe("the time until ready", () => {
  it("holds with and without a startup probe, whatever the phases", () => {
    const start = fc.integer({ min: 0, max: 120 });
    fc.assert(
      fc.property(
        timing,
        fc.option(timing, { nil: undefined }),
        start,
        phases,
        phases,
        failures,
        (readiness, startup, seconds, one, two, parts) => {
          const starts = seconds * 1_000;
          const once = startup && { ...startup, successThreshold: 1 };
          const started = once ? first(decisions(once, at(one, once), failing(once, parts, 0, starts)), true) : 0;
          const ready = first(decisions(readiness, at(two, readiness), failing(readiness, parts, 0, starts), started), true);
          const { best, worst } = timeToReady(seconds, once ? { startup: once, readiness } : { readiness });
          expect(ready).toBeGreaterThanOrEqual(best * 1_000);
          expect(ready).toBeLessThanOrEqual(worst * 1_000);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(timeToReady(20, {})).toEqual({ best: 20, worst: 20 });
    const twice = { ...defaultProbe, successThreshold: 2 };
    expect(timeToReady(3, { startup: defaultProbe, readiness: twice })).toEqual({ best: 13, worst: 33 });
    expect(timeToReady(3, { readiness: { ...defaultProbe, periodSeconds: 5 } })).toEqual({ best: 3, worst: 8 });
  });
});

describe("liveness and readiness on one endpoint", () => {
  it("first goes out of service where liveness is more tolerant", () => {
    const hang = fc.integer({ min: 200_000, max: 260_000 });
    fc.assert(
      fc.property(timing, timing, phases, phases, failures, failures, hang, (liveness, readiness, one, two, some, others, moment) => {
        const failureThreshold = failureThresholdForTolerance(liveness, readiness);
        const tolerant = { ...liveness, failureThreshold };
        expect(livenessIsMoreTolerant(tolerant, readiness)).toBe(true);
        expect(livenessIsMoreTolerant({ ...liveness, failureThreshold: failureThreshold - 1 }, readiness)).toBe(false);
        const killed = first(decisions(tolerant, at(one, tolerant), failing(tolerant, some, moment)), false);
        const unready = first(decisions(readiness, at(two, readiness), failing(readiness, others, moment)), false);
        expect(killed).toBeGreaterThanOrEqual(unready);
      }),
      { numRuns: 1_000 },
    );
  });

  it("may restart first where it is not", () => {
    fc.assert(
      fc.property(timing, timing, (liveness, readiness) => {
        fc.pre(!livenessIsMoreTolerant(liveness, readiness));
        // It stops just before a probe of liveness, which is refused, and just after one of readiness, which hangs.
        const stops = 200_000 + (liveness.periodSeconds * 1_000 - (200_000 % (liveness.periodSeconds * 1_000)));
        const killed = first(decisions(liveness, 0, failing(liveness, [0], stops)), false);
        const phase = (stops - 1) % (readiness.periodSeconds * 1_000);
        const unready = first(decisions(readiness, phase, failing(readiness, [1], stops)), false);
        expect(killed).toBeLessThanOrEqual(unready);
      }),
    );
    expect(livenessIsMoreTolerant(defaultProbe, defaultProbe)).toBe(false);
    expect(livenessIsMoreTolerant({ ...defaultProbe, failureThreshold: 5 }, defaultProbe)).toBe(true);
    expect(failureThresholdForTolerance(defaultProbe, defaultProbe, 2)).toBe(8);
  });

  it("restarts what is only slow where liveness waits for less long", () => {
    const slow: Answer = () => ({ succeeds: true, takes: 2_000 });
    const seen =
      (probe: ProbeTiming): Answer =>
      (begins) => {
        const { takes } = slow(begins);
        const limit = probe.timeoutSeconds * 1_000;
        return takes > limit ? { succeeds: false, takes: limit } : { succeeds: true, takes };
      };
    const readiness = { ...defaultProbe, timeoutSeconds: 5 };
    expect(slowAnswersRestart(defaultProbe, readiness)).toBe(true);
    expect(first(decisions(defaultProbe, 0, seen(defaultProbe)), false)).toBe(21_000);
    expect(first(decisions(readiness, 0, seen(readiness), 0, 1_000_000), false)).toBe(Number.POSITIVE_INFINITY);
    expect(slowAnswersRestart(readiness, readiness)).toBe(false);
  });
});
