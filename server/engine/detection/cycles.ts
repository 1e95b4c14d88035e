import { lifecycleDate, recommendedTag, supportedCycles } from "../knowledge/lifecycle.ts";
import { assumed } from "./detected.ts";
import type { Detected } from "./model.ts";

/**
 * The release cycle of an image for the version that a project names (`17`, `3.4.1`, `net7.0`'s `7.0`): its own where that still gets updates, else the
 * next that does, which runs what was written for an older one; the recommended one where nothing is named.
 * @param image by which the table of releases knows the runtime: `eclipse-temurin`
 */
export function cycleOf(image: string, named: Detected<string> | undefined): Detected<string> {
  const cycles = supportedCycles(image, lifecycleDate);
  const [recommended] = cycles;
  const newest = recommended?.cycle ?? "";
  if (!named) return assumed(newest, `the recommended release: ${recommended?.title ?? newest}`);
  const own = cycles.find(({ cycle }) => isWithin(named.value, cycle));
  if (own) return { ...named, value: own.cycle };
  const later = cycles.filter(({ cycle }) => compare(cycle, named.value) > 0).sort((a, b) => compare(a.cycle, b.cycle));
  // One that ends within a year is passed over where there is a longer one.
  const inAYear = `${Number(lifecycleDate.slice(0, 4)) + 1}${lifecycleDate.slice(4)}`;
  const next = (later.find(({ endOfLife }) => endOfLife >= inAYear) ?? later.at(-1))?.cycle ?? newest;
  return { ...named, value: next, because: `${named.because} says ${named.value}, which gets no more updates`, confidence: "likely" };
}

/** The cycle that the table of releases recommends for an image, where that has no dates to choose by. */
export function recommendedCycle(image: string): string {
  return recommendedTag(image, lifecycleDate)?.split("-")[0] ?? "";
}

/** `3.4.1` is within `3.4`, and `17.0.2` within `17`. */
function isWithin(version: string, cycle: string): boolean {
  return version === cycle || version.startsWith(`${cycle}.`);
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
