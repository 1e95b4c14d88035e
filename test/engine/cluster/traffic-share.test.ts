import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canaryTimeline, flaggerPromotion, flaggerRollback, pauseSeconds } from "../../../server/engine/cluster/canary-steps.ts";
import { durationText, rangeText } from "../../../server/engine/cluster/duration-text.ts";
import { replicaShare, shares, shareText, stablePodsForShare } from "../../../server/engine/cluster/traffic-share.ts";

describe("shares", () => {
  it("add up, in the proportion of the weights", () => {
    expect(shares([90, 10])).toEqual([0.9, 0.1]);
    expect(shares([1, 1, 0])).toEqual([0.5, 0.5, 0]);
    expect(shares([0, 0])).toBeUndefined();
    expect(shares([])).toBeUndefined();
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 8 }), (weights) => {
        const found = shares(weights);
        expect(found === undefined).toBe(weights.every((weight) => weight === 0));
        if (!found) return;
        expect(found.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
        for (const [i, share] of found.entries()) expect(share === 0).toBe(weights[i] === 0);
      }),
    );
  });

  it("of pods behind one Service are those of their number", () => {
    expect(replicaShare(1, 9)).toBe(0.1);
    expect(replicaShare(0, 0)).toBeUndefined();
    expect(stablePodsForShare(0.05)).toBe(19);
    expect(stablePodsForShare(0)).toBeUndefined();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (percent) => {
        const stable = stablePodsForShare(percent / 100) ?? -1;
        expect(100).toBeLessThanOrEqual(percent * (stable + 1));
        if (stable > 0) expect(100).toBeGreaterThan(percent * stable);
      }),
    );
  });

  it("read as percentages that never say all or nothing where that is not so", () => {
    expect([0, 1, 0.1, 1 / 3, 0.025, 0.0001, 0.9999, 0.995].map(shareText)).toEqual([
      "0%",
      "100%",
      "10%",
      "33%",
      "2.5%",
      "under 0.1%",
      "over 99.9%",
      "99.5%",
    ]);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(shareText(share) === "0%").toBe(share === 0);
        expect(shareText(share) === "100%").toBe(share * 100 >= 100);
      }),
    );
  });
});

describe("the steps of a canary", () => {
  it("add up their pauses and keep the weight", () => {
    expect(
      canaryTimeline([
        { kind: "weight", weight: 20 },
        { kind: "pause", seconds: 60 },
        { kind: "weight", weight: 50 },
        { kind: "pause", seconds: undefined },
        { kind: "other" },
        { kind: "analysis" },
        { kind: "pause", seconds: 600 },
      ]),
    ).toEqual([
      { weight: 20, earliest: 0, isOpen: false },
      { weight: 20, earliest: 60, isOpen: false },
      { weight: 50, earliest: 60, isOpen: false },
      { weight: 50, earliest: 60, isOpen: true },
      { weight: 50, earliest: 60, isOpen: true },
      { weight: 50, earliest: 60, isOpen: true },
      { weight: 50, earliest: 660, isOpen: true },
    ]);
  });

  it("pause for numbers of seconds and for durations", () => {
    expect([30, "30", "10m", "1h30m", "-5s"].map(pauseSeconds)).toEqual([30, 30, 600, 5_400, -5]);
    for (const wrong of ["ten", "10 m", "1d", 1.5, null, undefined, {}]) expect(pauseSeconds(wrong), String(wrong)).toBeUndefined();
  });

  it("of Flagger take an interval each", () => {
    expect(flaggerPromotion(60, 50, 10)).toBe(300);
    expect(flaggerPromotion(60, 50, 20)).toBe(180);
    expect(flaggerPromotion(60, 50, 0)).toBeUndefined();
    expect(flaggerRollback(60, 5)).toBe(300);
  });
});

describe("durations for people", () => {
  it("have one or two units", () => {
    expect([0, 0.4, 31, 119, 120, 150, 3_599, 3_600, 3_665, 5_400, 36_061, 172_800, 180_000, 86_400].map(durationText)).toEqual([
      "0 s",
      "0 s",
      "31 s",
      "119 s",
      "2 min",
      "2 min 30 s",
      "59 min 59 s",
      "1 h",
      "1 h 1 min 5 s",
      "1 h 30 min",
      "10 h 1 min",
      "2 d",
      "2 d 2 h",
      "24 h",
    ]);
  });

  it("say ranges with one unit where there is one", () => {
    expect(rangeText({ best: 20, worst: 31 })).toBe("20–31 s");
    expect(rangeText({ best: 15, worst: 15 })).toBe("15 s");
    expect(rangeText({ best: 0, worst: 10 })).toBe("0–10 s");
    expect(rangeText({ best: 90, worst: 150 })).toBe("90 s – 2 min 30 s");
    expect(rangeText({ best: 120, worst: 300 })).toBe("2–5 min");
    expect(rangeText({ best: 285, worst: 300 })).toBe("4 min 45 s – 5 min");
  });
});
