import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatByteSize, parseByteSize } from "../../../server/engine/languages/compose/byte-size.ts";
import { formatComposeDuration, parseComposeDuration } from "../../../server/engine/languages/compose/duration.ts";

describe("durations", () => {
  it.each([
    ["30s", 30_000],
    ["1m30s", 90_000],
    ["500ms", 500],
    ["2h", 7_200_000],
    ["1.5h", 5_400_000],
    ["1h5m30s20ms", 3_930_020],
    ["1500us", 1.5],
    ["2d", 172_800_000],
    ["1w", 604_800_000],
    ["0", 0],
    ["-1s", -1_000],
    [".5s", 500],
  ])("`%s`", (text, expected) => {
    expect(parseComposeDuration(text)).toBeCloseTo(expected, 6);
  });

  it.each(["", "30", "s", "1 s", "30S", "1m 30s", "1y", "${A}", "-", ".s", "999999w"])("not `%s`", (text) => {
    expect(parseComposeDuration(text)).toBeUndefined();
  });

  it.each([
    [0, "0s"],
    [500, "500ms"],
    [45_000, "45s"],
    [90_000, "1m30s"],
    [3_600_000, "1h"],
    [3_661_000, "1h1m1s"],
    [-1_000, "-1s"],
    [0.4, "0s"],
  ])("%d ms are written `%s`", (duration, text) => {
    expect(formatComposeDuration(duration)).toBe(text);
  });

  it("are read as they are written", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e11, max: 1e11 }), (duration) => {
        expect(parseComposeDuration(formatComposeDuration(duration))).toBeCloseTo(duration, 3);
      }),
    );
  });
});

describe("amounts of bytes", () => {
  it.each([
    ["1024", 1_024],
    ["32b", 32],
    ["32.3", 32],
    ["32k", 32_768],
    ["32Kb", 32_768],
    ["32KIB", 32_768],
    ["512m", 536_870_912],
    ["50M", 52_428_800],
    ["1gb", 1_073_741_824],
    ["1.5g", 1_610_612_736],
    ["64 MiB", 67_108_864],
    [".5k", 512],
    ["1t", 1_099_511_627_776],
    ["-1", -1],
  ])("`%s`", (text, expected) => {
    expect(parseByteSize(text)).toBe(expected);
  });

  it.each(["", "hello", " 32 ", "32  m", "32m b", "32bm", "512Mi", "1e", "-1g", "1kk", "${A}m", "9e30g"])("not `%s`", (text) => {
    expect(parseByteSize(text)).toBeUndefined();
  });

  it.each([
    [536_870_912, "512m"],
    [1_073_741_824, "1g"],
    [1_610_612_736, "1536m"],
    [1_000, "1000b"],
    [0, "0"],
    [-1, "-1"],
  ])("%d are written `%s`", (bytes, text) => {
    expect(formatByteSize(bytes)).toBe(text);
  });

  it("are read as they are written", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        expect(parseByteSize(formatByteSize(bytes))).toBe(bytes);
      }),
    );
  });
});
