import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backOff, restartsWithin } from "../../../server/engine/cluster/back-off.ts";
import { graceAfterProbe, graceNeeded, leavesNoDrain, termination } from "../../../server/engine/cluster/termination.ts";

/** The kubelet, second by second: the hook, the signal, the work, the kill. */
function end(grace: number, hook: number, work: number): { signal: number; ended: number; killed: boolean } {
  let time = 0;
  if (grace > 0) while (time < hook && time < grace) time++;
  const signal = time;
  let rest = grace - time;
  if (rest < 2) rest = 2;
  for (let worked = 0; worked < work; worked++) {
    if (worked >= rest) return { signal, ended: time, killed: true };
    time++;
  }
  return { signal, ended: time, killed: false };
}

describe("the end of a pod", () => {
  it("goes as the kubelet does it", () => {
    fc.assert(
      fc.property(fc.nat(90), fc.nat(90), fc.nat(120), (graceSeconds, preStopSeconds, work) => {
        const { signal, kill, drain, isHookCut } = termination({ graceSeconds, preStopSeconds });
        const course = end(graceSeconds, preStopSeconds, work);
        expect(course.signal).toBe(signal);
        expect(course.killed).toBe(work > drain);
        expect(course.ended).toBe(Math.min(kill, signal + work));
        expect(isHookCut).toBe(preStopSeconds > graceSeconds);
      }),
      { numRuns: 1_000 },
    );
    expect(termination({})).toEqual({ signal: 0, kill: 30, drain: 30, isHookCut: false });
    expect(termination({ preStopSeconds: 45 })).toEqual({ signal: 30, kill: 32, drain: 2, isHookCut: true });
  });

  it("leaves the work its time where the grace period is what is needed", () => {
    fc.assert(
      fc.property(fc.nat(90), fc.nat(90), (preStopSeconds, work) => {
        const graceSeconds = graceNeeded(preStopSeconds, work);
        expect(end(graceSeconds, preStopSeconds, work).killed).toBe(false);
        expect(leavesNoDrain(preStopSeconds, graceSeconds)).toBe(work === 0);
      }),
    );
    expect(graceNeeded(2.5, 0)).toBe(8);
    expect(termination({ preStopSeconds: 2.5 })).toEqual({ signal: 2.5, kill: 30.5, drain: 28, isHookCut: false });
    expect(leavesNoDrain(25)).toBe(true);
    expect(leavesNoDrain(24)).toBe(false);
  });

  it("follows the probe's own grace period after a failed probe", () => {
    expect(graceAfterProbe(5, 60)).toBe(5);
    expect(graceAfterProbe(undefined, 60)).toBe(60);
    expect(graceAfterProbe(undefined, undefined)).toBe(30);
  });
});

describe("the waits between restarts", () => {
  it("double from 10 s to 5 min, after one restart at once", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 100].map(backOff)).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it("make the restarts of a container that ends at once", () => {
    // At 0, 10, 30, 70, 150, 310 and 610 s.
    expect(restartsWithin(0, 0)).toBe(1);
    expect(restartsWithin(600, 0)).toBe(6);
    expect(restartsWithin(610, 0)).toBe(7);
    expect(restartsWithin(59, 60)).toBe(0);
    expect(restartsWithin(130, 60)).toBe(2);
    expect(restartsWithin(1_800, 600)).toBe(3);
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(700), fc.nat(500), (seconds, runs, more) => {
        expect(restartsWithin(seconds + more, runs)).toBeGreaterThanOrEqual(restartsWithin(seconds, runs));
      }),
    );
  });
});
