import type { Healthcheck } from "../languages/compose/model.ts";
import type { Field } from "../languages/yaml/mapping.ts";

/** The times of a health check, in milliseconds. */
export interface HealthTimes {
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  readonly startPeriod: number;
}

/**
 * What the engine takes where neither the Compose file nor the image says anything, or says 0.
 * Source: https://docs.docker.com/reference/dockerfile/#healthcheck, and `probeInterval` and its like in moby's daemon/health.go.
 */
export const defaultHealthTimes: HealthTimes = { interval: 30_000, timeout: 30_000, retries: 3, startPeriod: 0 };

/** What follows from the times of a health check, in milliseconds. A check starts one interval after the last one has ended. */
export interface HealthWindow {
  /** From its start a container that never answers is not given up before this: what a start may take. Every check fails at once. */
  readonly startAtLeast: number;
  /** It is given up after about this where every check takes all of its timeout; one that is under way when the start period ends adds another timeout. */
  readonly startAtMost: number;
  /** From the moment when a healthy container fails until that is known, where the next check is just about to start and every one fails at once. */
  readonly noticedAtLeast: number;
  /** The same where the last good check has just been made and every further one takes all of its timeout. */
  readonly noticedAtMost: number;
}

/** When a container counts as unhealthy: after `retries` failures in a row, those of checks that start within the start period left out. */
export function healthWindow({ interval, timeout, retries, startPeriod }: HealthTimes): HealthWindow {
  return {
    startAtLeast: Math.max(retries * interval, startPeriod + (retries - 1) * interval),
    startAtMost: startPeriod + retries * (interval + timeout),
    noticedAtLeast: (retries - 1) * interval,
    noticedAtMost: retries * (interval + timeout),
  };
}

/**
 * The times that hold for a health check as it is written, the strongest first where several files say something of it; undefined where one of them is not
 * known. What is 0 is taken for not given.
 */
export function healthTimesOf(...healthchecks: readonly Healthcheck[]): HealthTimes | undefined {
  const first = (read: (healthcheck: Healthcheck) => Field<number>, usual: number): number | undefined => {
    const field = healthchecks.map(read).find((one) => !one.isAbsent);
    return field ? field.value : usual;
  };
  const interval = first((one) => one.interval, defaultHealthTimes.interval);
  const timeout = first((one) => one.timeout, defaultHealthTimes.timeout);
  const retries = first((one) => one.retries, defaultHealthTimes.retries);
  const startPeriod = first((one) => one.startPeriod, defaultHealthTimes.startPeriod);
  if (interval === undefined || timeout === undefined || retries === undefined || startPeriod === undefined) return undefined;
  return {
    interval: interval || defaultHealthTimes.interval,
    timeout: timeout || defaultHealthTimes.timeout,
    retries: retries || defaultHealthTimes.retries,
    startPeriod,
  };
}

/** A length of time in words for messages: `25 s`, `5 min`, `1 min 30 s`. */
export function inWords(duration: number): string {
  const seconds = Math.round(duration / 100) / 10;
  if (seconds < 60) return `${seconds} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
}
