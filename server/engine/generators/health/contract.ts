import type { Answers } from "../answers.ts";

// What the health endpoints have in common in every language.

/** Seconds that one check may take: less than a probe waits. */
export const checkSeconds = 1;

/** Seconds that a round of checks holds. */
export const cacheSeconds = 3;

/** How the seconds that a shutdown may take are shared: at most half to go on answering, the rest to finish what is under way. */
export function shutdownShares({ drainSeconds, shutdownSeconds }: Answers): { readonly drain: number; readonly finish: number } {
  const whole = Math.max(shutdownSeconds, 2);
  const drain = Math.min(drainSeconds, Math.floor(whole / 2));
  return { drain, finish: whole - drain };
}
