// Every deployment pattern is reached by each way that it is to be reached by; `scripts/patterns.mjs` fails where something names an unknown one.
import { describe, expect, test } from "vitest";

interface Reached {
  readonly id: string;
  readonly title: string;
  readonly reach: string;
}

const script: string = new URL("../scripts/patterns.mjs", import.meta.url).href;
const { reachedPatterns, isReached } = (await import(script)) as {
  reachedPatterns(): Promise<readonly Reached[]>;
  isReached(pattern: Reached, way: string): boolean;
};
const patterns = await reachedPatterns();

test("there are all 33, by strategy, image, pipeline, health, environment, rollback and readiness", () => {
  const families: readonly (readonly [string, number])[] = [
    ["S", 3],
    ["D", 11],
    ["C", 6],
    ["H", 3],
    ["E", 3],
    ["R", 2],
    ["P", 5],
  ];
  expect(patterns.map(({ id }) => id)).toEqual(
    families.flatMap(([letter, count]) => Array.from({ length: count }, (_, i) => `${letter}${i + 1}`)),
  );
});

describe.each(patterns)("$id $title", (pattern) => {
  test("is to be detected, generated and explained, and what a file can be given is to be fixed", () => {
    const isFixed = /^(?:S1|D\d+|C[1-4]|H3|E1|P[12])$/.test(pattern.id);
    expect(pattern.reach).toBe(isFixed ? "DFGE" : "DGE");
  });

  test.each([...pattern.reach])("is reached by %s", (way) => {
    expect(isReached(pattern, way)).toBe(true);
  });
});
