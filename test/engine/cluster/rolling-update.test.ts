import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  daemonSetUpdate,
  deadlineIsTooShort,
  deploymentUpdate,
  type IntOrPercent,
  intOrPercentText,
  isZero,
  parseIntOrPercent,
  podsOf,
  progressDeadlineFor,
  recreateDowntime,
  rejectedLimits,
  statefulSetUpdate,
  type UpdateLimits,
  type UpdateMoment,
  updateDefaults,
  updateMoments,
  updateSeconds,
} from "../../../server/engine/cluster/rolling-update.ts";

interface Course {
  readonly fewestAvailable: number;
  readonly mostPods: number;
  readonly seconds: number;
  /** How often new pods were created at a moment of its own. */
  readonly waves: number;
  /** The longest time in which nothing was created, ready or available. */
  readonly longestWait: number;
  /** What ran after everything that could be done at a moment was done. */
  readonly moments: readonly UpdateMoment[];
}

/**
 * The Deployment controller: at every change it scales the new ReplicaSet up as far as surge lets it, else the old one down as far as availability
 * lets it, both by the counts that the API's rounding gives. The n-th new pod is ready after `readyAfter(n)`, available `minReady` later.
 */
function rollOut(replicas: number, { maxSurge, maxUnavailable }: UpdateLimits, readyAfter: (pod: number) => number, minReady = 0): Course {
  // Whole numbers only, so that nothing is shared with what is under test.
  const scaledUp = (value: IntOrPercent) =>
    value.kind === "count" ? value.count : Number((BigInt(value.percent) * BigInt(replicas) + 99n) / 100n);
  const scaledDown = (value: IntOrPercent) =>
    value.kind === "count" ? value.count : Number((BigInt(value.percent) * BigInt(replicas)) / 100n);
  const surge = scaledUp(maxSurge);
  let missing = scaledDown(maxUnavailable);
  if (surge === 0 && missing === 0) missing = 1;
  if (missing > replicas) missing = replicas;

  let old = replicas;
  const pods: { readonly ready: number; readonly available: number }[] = [];
  let time = 0;
  let [fewestAvailable, mostPods, waves, longestWait] = [replicas, replicas, 0, 0];
  let lastProgress = 0;
  const moments: UpdateMoment[] = [];
  for (let guard = 0; guard < 10_000; guard++) {
    let created = false;
    for (;;) {
      const available = old + pods.filter((pod) => pod.available <= time).length;
      fewestAvailable = Math.min(fewestAvailable, available);
      mostPods = Math.max(mostPods, old + pods.length);
      const more = Math.min(replicas + surge - (old + pods.length), replicas - pods.length);
      if (more > 0) {
        for (let i = 0; i < more; i++) {
          const ready = time + readyAfter(pods.length);
          pods.push({ ready, available: ready + minReady });
        }
        created = true;
        continue;
      }
      const newUnavailable = pods.filter((pod) => pod.available > time).length;
      const minAvailable = replicas - missing;
      if (old > 0 && old + pods.length - minAvailable - newUnavailable > 0 && available > minAvailable) {
        old -= Math.min(old, available - minAvailable);
        continue;
      }
      break;
    }
    if (created) waves++;
    const ready = pods.filter((pod) => pod.available <= time).length;
    moments.push({ seconds: time, oldPods: old, available: ready, starting: pods.length - ready });
    const next = Math.min(...pods.flatMap(({ ready, available }) => [ready, available]).filter((moment) => moment > time));
    if (next === Number.POSITIVE_INFINITY) {
      expect(old).toBe(0);
      expect(pods.length).toBe(replicas);
      return { fewestAvailable, mostPods, seconds: time, waves, longestWait, moments };
    }
    longestWait = Math.max(longestWait, next - lastProgress);
    lastProgress = next;
    time = next;
  }
  throw new Error("the update does not end");
}

const limit: fc.Arbitrary<IntOrPercent> = fc.oneof(
  fc.integer({ min: 0, max: 12 }).map((count): IntOrPercent => ({ kind: "count", count })),
  fc.integer({ min: 0, max: 100 }).map((percent): IntOrPercent => ({ kind: "percent", percent })),
);
const limits = fc.record({ maxSurge: limit, maxUnavailable: limit }).filter((both) => rejectedLimits("Deployment", both) === undefined);
const replicaCounts = fc.integer({ min: 0, max: 60 });

describe("a count or a percentage", () => {
  it("is read as the API server takes it", () => {
    expect(parseIntOrPercent(3)).toEqual({ kind: "count", count: 3 });
    expect(parseIntOrPercent("25%")).toEqual({ kind: "percent", percent: 25 });
    for (const wrong of ["3", "25 %", "-1%", "2.5%", "%", "", "+5%", "٣%", -1, 1.5, Number.NaN, true, null, undefined, {}])
      expect(parseIntOrPercent(wrong), String(wrong)).toBeUndefined();
  });

  it("is written as it was read", () => {
    fc.assert(
      fc.property(limit, (value) => {
        expect(parseIntOrPercent(value.kind === "count" ? value.count : intOrPercentText(value))).toEqual(value);
      }),
    );
    expect(isZero({ kind: "percent", percent: 0 })).toBe(true);
    expect(isZero({ kind: "count", count: 1 })).toBe(false);
  });

  it("is rounded exactly", () => {
    expect(podsOf({ kind: "percent", percent: 29 }, 100, "down")).toBe(29);
    expect(podsOf({ kind: "percent", percent: 7 }, 100, "up")).toBe(7);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 100_000 }), (percent, total) => {
        const value: IntOrPercent = { kind: "percent", percent };
        expect(podsOf(value, total, "down")).toBe(Number((BigInt(percent) * BigInt(total)) / 100n));
        expect(podsOf(value, total, "up")).toBe(Number((BigInt(percent) * BigInt(total) + 99n) / 100n));
      }),
    );
  });
});

describe("the update of a Deployment", () => {
  it("has the defaults' surge and missing pods", () => {
    const table = [1, 2, 3, 4, 5, 8, 10].map((replicas) => {
      const { surge, unavailable } = deploymentUpdate(replicas, updateDefaults.Deployment);
      return `${replicas}: ${surge}/${unavailable}`;
    });
    expect(table).toEqual(["1: 1/0", "2: 1/0", "3: 1/0", "4: 1/1", "5: 2/1", "8: 2/2", "10: 3/2"]);
  });

  it("never has fewer available nor more running than it says, and gets there", () => {
    fc.assert(
      fc.property(
        replicaCounts,
        limits,
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 9 }),
        fc.nat(20),
        (replicas, both, times, minReady) => {
          const update = deploymentUpdate(replicas, both);
          const course = rollOut(replicas, both, (pod) => times[pod % times.length] ?? 1, minReady);
          expect(course.fewestAvailable).toBeGreaterThanOrEqual(update.minAvailable);
          expect(course.mostPods).toBeLessThanOrEqual(update.maxPods);
          expect(course.seconds).toBeLessThanOrEqual(updateSeconds(update, Math.max(...times), minReady));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("reaches both bounds, in as many rounds as it says, where all pods need the same time", () => {
    fc.assert(
      fc.property(replicaCounts, limits, fc.integer({ min: 1, max: 50 }), fc.nat(20), (replicas, both, seconds, minReady) => {
        const update = deploymentUpdate(replicas, both);
        const course = rollOut(replicas, both, () => seconds, minReady);
        expect(course.seconds).toBe(updateSeconds(update, seconds, minReady));
        expect(course.waves).toBe(update.rounds);
        expect(course.fewestAvailable).toBe(update.minAvailable);
        expect(course.mostPods).toBe(replicas + Math.min(update.surge, replicas));
      }),
      { numRuns: 1_000 },
    );
  });

  it("goes from round to round as it says", () => {
    fc.assert(
      fc.property(replicaCounts, limits, fc.integer({ min: 1, max: 50 }), (replicas, both, seconds) => {
        expect(updateMoments(replicas, deploymentUpdate(replicas, both), seconds)).toEqual(rollOut(replicas, both, () => seconds).moments);
      }),
    );
    expect(updateMoments(4, deploymentUpdate(4, updateDefaults.Deployment), 30)).toEqual([
      { seconds: 0, oldPods: 3, available: 0, starting: 2 },
      { seconds: 30, oldPods: 1, available: 2, starting: 2 },
      { seconds: 60, oldPods: 0, available: 4, starting: 0 },
    ]);
    const endless = { ...deploymentUpdate(4, updateDefaults.Deployment), rounds: 1e9 };
    expect(updateMoments(4, endless, 1).length).toBeLessThan(1_000);
  });

  it("waits for no longer than a pod needs to become ready, or to be taken for available", () => {
    fc.assert(
      fc.property(
        replicaCounts,
        limits,
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 9 }),
        fc.nat(80),
        (replicas, both, times, minReady) => {
          const { longestWait } = rollOut(replicas, both, (pod) => times[pod % times.length] ?? 1, minReady);
          for (const deadline of [10, 30, 51, 81])
            if (!deadlineIsTooShort(deadline, Math.max(...times), minReady)) expect(longestWait).toBeLessThan(deadline);
        },
      ),
      { numRuns: 1_000 },
    );
    const { longestWait } = rollOut(3, updateDefaults.Deployment, () => 40, 70);
    expect(longestWait).toBe(70);
    expect(deadlineIsTooShort(70, 40, 70)).toBe(true);
    expect(deadlineIsTooShort(71, 40, 70)).toBe(false);
    expect(progressDeadlineFor(40, 70)).toBe(180);
    expect(deadlineIsTooShort(progressDeadlineFor(500, 30), 500, 30)).toBe(false);
  });

  it("is nothing where numbers are written that cannot be", () => {
    const wrong = deploymentUpdate(-3, updateDefaults.Deployment);
    expect(wrong).toEqual(deploymentUpdate(0, updateDefaults.Deployment));
    expect(updateMoments(-3, wrong, 10)).toEqual([{ seconds: 0, oldPods: 0, available: 0, starting: 0 }]);
    expect(statefulSetUpdate(-3).rounds).toBe(0);
    expect(statefulSetUpdate(3, undefined, -5).rounds).toBe(3);
    expect(daemonSetUpdate(-3, updateDefaults.DaemonSet).rounds).toBe(0);
  });

  it("lets one pod go where both limits come to nothing", () => {
    const both: UpdateLimits = { maxSurge: { kind: "count", count: 0 }, maxUnavailable: { kind: "percent", percent: 25 } };
    expect(deploymentUpdate(3, both)).toEqual({ surge: 0, unavailable: 1, minAvailable: 2, maxPods: 3, rounds: 3, isRaised: true });
    expect(deploymentUpdate(0, both)).toEqual({ surge: 0, unavailable: 0, minAvailable: 0, maxPods: 0, rounds: 0, isRaised: false });
  });
});

describe("limits that the API server rejects", () => {
  const count = (value: number): IntOrPercent => ({ kind: "count", count: value });
  const percent = (value: number): IntOrPercent => ({ kind: "percent", percent: value });

  it("are both nothing, over all, or for a DaemonSet both something", () => {
    expect(rejectedLimits("Deployment", { maxSurge: count(0), maxUnavailable: percent(0) })).toBe("both-zero");
    expect(rejectedLimits("Rollout", { maxSurge: percent(0), maxUnavailable: count(0) })).toBe("both-zero");
    expect(rejectedLimits("Deployment", { maxSurge: count(0), maxUnavailable: percent(1) })).toBeUndefined();
    expect(rejectedLimits("Deployment", { maxSurge: percent(150), maxUnavailable: count(0) })).toBeUndefined();
    expect(rejectedLimits("Deployment", { maxSurge: count(1), maxUnavailable: percent(101) })).toBe("unavailable-over-100");
    expect(rejectedLimits("DaemonSet", { maxSurge: percent(101), maxUnavailable: count(0) })).toBe("surge-over-100");
    expect(rejectedLimits("DaemonSet", { maxSurge: count(1), maxUnavailable: count(1) })).toBe("both-set");
    expect(rejectedLimits("DaemonSet", { maxSurge: count(1), maxUnavailable: count(0) })).toBeUndefined();
    expect(rejectedLimits("StatefulSet", { maxSurge: count(1), maxUnavailable: count(0) })).toBe("both-zero");
    for (const [kind, both] of Object.entries(updateDefaults))
      expect(rejectedLimits(kind as keyof typeof updateDefaults, both)).toBeUndefined();
  });
});

describe("the update of a StatefulSet", () => {
  /** The controller: the pods with the highest ordinals go, as many as may be missing, and their successors come in their place. */
  function rollOutInOrder(replicas: number, missing: number, partition: number, shutdown: number, ready: number) {
    let time = 0;
    let fewest = replicas;
    let waiting = Math.max(replicas - partition, 0);
    while (waiting > 0) {
      const together = Math.min(missing, waiting);
      fewest = Math.min(fewest, replicas - together);
      time += shutdown + ready;
      waiting -= together;
    }
    return { time, fewest };
  }

  it("takes one at a time, or as many as may be missing, down to the partition", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        limit,
        fc.nat(45),
        fc.nat(40),
        fc.nat(40),
        (replicas, maxUnavailable, partition, shutdown, ready) => {
          const missing = Math.max(podsOf(maxUnavailable, replicas, "down"), 1);
          const update = statefulSetUpdate(replicas, maxUnavailable, partition);
          const course = rollOutInOrder(replicas, missing, partition, shutdown, ready);
          expect(updateSeconds(update, ready, 0, shutdown)).toBe(course.time);
          expect(update.minAvailable).toBe(course.fewest);
          expect(update.maxPods).toBe(replicas);
        },
      ),
    );
    expect(updateSeconds(statefulSetUpdate(3), 20)).toBe(60);
    expect(statefulSetUpdate(3, undefined, 3)).toMatchObject({ rounds: 0, minAvailable: 3 });
    expect(statefulSetUpdate(10, { kind: "percent", percent: 25 }).unavailable).toBe(2);
  });
});

describe("the update of a DaemonSet", () => {
  it("rounds both limits up", () => {
    expect(daemonSetUpdate(10, updateDefaults.DaemonSet)).toMatchObject({
      surge: 0,
      unavailable: 1,
      minAvailable: 9,
      maxPods: 10,
      rounds: 10,
    });
    expect(
      daemonSetUpdate(10, { maxSurge: { kind: "count", count: 0 }, maxUnavailable: { kind: "percent", percent: 11 } }).unavailable,
    ).toBe(2);
    expect(daemonSetUpdate(10, { maxSurge: { kind: "percent", percent: 11 }, maxUnavailable: { kind: "count", count: 0 } })).toMatchObject({
      surge: 2,
      unavailable: 0,
      maxPods: 12,
      rounds: 5,
    });
    expect(daemonSetUpdate(0, updateDefaults.DaemonSet).rounds).toBe(0);
  });
});

describe("Recreate", () => {
  it("is down while the old pods end and the new ones start", () => {
    expect(recreateDowntime({ best: 0, worst: 30 }, { best: 5, worst: 15 })).toEqual({ best: 5, worst: 45 });
  });
});
