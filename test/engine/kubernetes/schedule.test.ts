import { describe, expect, it } from "vitest";
import { readSchedule, zonePrefix } from "../../../server/engine/languages/kubernetes/schedule.ts";

describe("schedules of CronJobs", () => {
  it("reads the five fields", () => {
    expect(readSchedule("*/20 9-17/4 1,15 jan ?")).toEqual({
      minutes: [0, 20, 40],
      hours: [9, 13, 17],
      days: [1, 15],
      months: [1],
      weekdays: [0, 1, 2, 3, 4, 5, 6],
      isEitherDay: false,
    });
  });

  it("reads short forms as their fields", () => {
    expect(readSchedule("@weekly")).toEqual(readSchedule("0 0 * * 0"));
    expect(readSchedule("@yearly")).toEqual(readSchedule("0 0 1 1 *"));
    expect(readSchedule("@every 1h30m")).toEqual({ every: "1h30m" });
  });

  it.each([
    ["0 0 1 * 1", true],
    ["0 0 * * 1", false],
    ["0 0 ? * 1", false],
    ["0 0 */1 * 1", false],
    // A step narrows the days down, so that each of the two is enough.
    ["0 0 */2 * 1", true],
    ["0 0 1-31 * 1", true],
  ])("knows which days `%s` means", (text, isEitherDay) => {
    expect(readSchedule(text)).toMatchObject({ isEitherDay });
  });

  it("tells where the mistake stands", () => {
    expect(readSchedule("0 24 * * *")).toMatchObject({ span: { start: 2, end: 4 } });
    expect(readSchedule("0 0 30 feb *")).toMatchObject({ isNever: true });
  });

  it("finds a time zone before the fields", () => {
    expect(zonePrefix("CRON_TZ=Europe/Berlin 0 2 * * *")).toEqual({ zone: "Europe/Berlin", rest: "0 2 * * *" });
    expect(zonePrefix("0 2 * * *")).toBeUndefined();
  });
});
