import fc from "fast-check";
import { expect, it } from "vitest";
import { type Budget, blocksDrain, disruption, replicasForDrain } from "../../../server/engine/cluster/disruption.ts";
import type { IntOrPercent } from "../../../server/engine/cluster/rolling-update.ts";

/**
 * The disruption controller and the eviction API: how many of `healthy` pods can be evicted, one after the other, before none may go any more,
 * where `expected` are wanted and none comes back. Whole numbers only.
 */
function evictions({ kind, value }: Budget, expected: number, healthy: number): number {
  let evicted = 0;
  for (;;) {
    const scaled = value.kind === "count" ? value.count : Number((BigInt(value.percent) * BigInt(expected) + 99n) / 100n);
    let desired = kind === "minAvailable" ? scaled : expected - scaled;
    if (desired < 0) desired = 0;
    if (expected <= 0 || healthy - desired <= 0) return evicted;
    healthy--;
    evicted++;
  }
}

const value: fc.Arbitrary<IntOrPercent> = fc.oneof(
  fc.nat(12).map((count): IntOrPercent => ({ kind: "count", count })),
  fc.nat(100).map((percent): IntOrPercent => ({ kind: "percent", percent })),
);
const budgets = fc.record({ kind: fc.constantFrom("minAvailable" as const, "maxUnavailable" as const), value });

it("allows as many evictions as the API lets through, and leaves those that must be healthy", () => {
  fc.assert(
    fc.property(budgets, fc.nat(60), fc.nat(60), (budget, expected, missing) => {
      const healthy = Math.max(expected - missing, 0);
      const { allowed, desiredHealthy } = disruption(budget, expected, healthy);
      expect(allowed).toBe(evictions(budget, expected, healthy));
      if (allowed > 0) expect(healthy - allowed).toBe(desiredHealthy);
    }),
    { numRuns: 1_000 },
  );
});

it("lets no node be drained where nothing may go", () => {
  const count = (pods: number): IntOrPercent => ({ kind: "count", count: pods });
  const percent = (pods: number): IntOrPercent => ({ kind: "percent", percent: pods });
  expect(blocksDrain({ kind: "minAvailable", value: count(1) }, 1)).toBe(true);
  expect(blocksDrain({ kind: "minAvailable", value: percent(50) }, 1)).toBe(true);
  expect(blocksDrain({ kind: "maxUnavailable", value: percent(1) }, 1)).toBe(false);
  expect(blocksDrain({ kind: "maxUnavailable", value: count(0) }, 5)).toBe(true);
  expect(blocksDrain({ kind: "minAvailable", value: percent(90) }, 5)).toBe(true);
  expect(blocksDrain({ kind: "minAvailable", value: percent(90) }, 10)).toBe(false);
  expect(blocksDrain({ kind: "minAvailable", value: count(1) }, 0)).toBe(false);
});

it("knows the fewest replicas with which a node can be drained", () => {
  fc.assert(
    fc.property(budgets, (budget) => {
      const replicas = replicasForDrain(budget);
      const search = Array.from({ length: 200 }, (_, i) => i + 1).find((count) => !blocksDrain(budget, count));
      expect(replicas).toBe(search);
    }),
  );
});
