// The arithmetic of health checks against a small model of the engine's loop.
import { describe, expect, it } from "vitest";
import { applicationOf } from "../../../server/engine/application/application.ts";
import {
  defaultHealthTimes,
  type HealthTimes,
  healthTimesOf,
  healthWindow,
  inWords,
} from "../../../server/engine/application/health-window.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";

/** When a container is unhealthy that stops answering at `failure`; each check takes `duration` then, and no time before. */
function simulated({ interval, retries, startPeriod }: HealthTimes, duration: number, failure: number): number {
  let streak = 0;
  let now = 0;
  for (;;) {
    now += interval;
    const start = now;
    const fails = start >= failure;
    if (fails) now += duration;
    const isStarting = failure === 0 && start < startPeriod;
    streak = fails && !isStarting ? streak + 1 : 0;
    if (streak >= retries) return now - failure;
  }
}

const all: HealthTimes[] = [1_000, 5_000, 30_000].flatMap((interval) =>
  [500, 5_000, 30_000].flatMap((timeout) =>
    [1, 3, 10].flatMap((retries) => [0, 3_000, 30_000, 61_000].map((startPeriod) => ({ interval, timeout, retries, startPeriod }))),
  ),
);

describe("healthWindow", () => {
  it.each(all)("holds for %j", (times) => {
    const { startAtLeast, startAtMost, noticedAtLeast, noticedAtMost } = healthWindow(times);
    expect(simulated(times, 0, 0)).toBeGreaterThanOrEqual(startAtLeast);
    expect(simulated(times, times.timeout, 0)).toBeLessThanOrEqual(startAtMost + (times.startPeriod > 0 ? times.timeout : 0));
    for (const failure of [times.interval * 20, times.interval * 20 + 1, times.interval * 20.5]) {
      expect(simulated({ ...times, startPeriod: 0 }, 0, failure)).toBeGreaterThanOrEqual(noticedAtLeast);
      expect(simulated({ ...times, startPeriod: 0 }, times.timeout, failure)).toBeLessThanOrEqual(noticedAtMost);
    }
  });
  it("gives the three minutes of the engine's defaults", () => {
    expect(healthWindow(defaultHealthTimes)).toEqual({
      startAtLeast: 90_000,
      startAtMost: 180_000,
      noticedAtLeast: 60_000,
      noticedAtMost: 180_000,
    });
  });
});

describe("healthTimesOf", () => {
  const times = (text: string) => {
    const source = new SourceText("compose.yaml", `services:\n  web:\n    image: web\n    healthcheck:\n      test: [CMD, ask]\n${text}`);
    const healthcheck = applicationOf(parse(source, "compose"), unseenWorkspace()).service("web")?.own.healthcheck;
    return healthcheck && healthTimesOf(healthcheck);
  };
  it.each([
    ["", defaultHealthTimes],
    ["      interval: 1m30s\n      timeout: 500ms\n", { ...defaultHealthTimes, interval: 90_000, timeout: 500 }],
    ["      interval: 0s\n      retries: 0\n      start_period: 0s\n", defaultHealthTimes],
    ["      retries: ${RETRIES}\n", undefined],
    ["      interval: often\n", undefined],
  ])("%j", (text, expected) => expect(times(text)).toEqual(expected));
});

it("writes times as people do", () => {
  expect([500, 25_000, 60_000, 90_000, 300_000].map(inWords)).toEqual(["0.5 s", "25 s", "1 min", "1 min 30 s", "5 min"]);
});
