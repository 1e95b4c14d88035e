import { type Cron, type CronDialect, type CronProblem, readFields } from "../cron/fields.ts";

export type { Cron } from "../cron/fields.ts";

// Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule.
const dialect: CronDialect = { reader: "GitHub", any: ["*"], mayBeEmpty: false, isEveryDay: (field) => field.startsWith("*") };

/** Reads a `cron` of GitHub Actions: POSIX cron with five fields, names of months and weekdays, and steps. */
export function readCron(text: string): Cron | CronProblem {
  if (/^\s*@/.test(text))
    return {
      span: { start: 0, end: text.length },
      message: "GitHub takes no short forms such as `@daily`. Write the five fields: minute, hour, day, month, weekday.",
    };
  return readFields(text, dialect);
}

/** The fewest minutes between two runs, over the days on which it runs. */
export function shortestGap({ minutes, hours }: Cron): number {
  const times = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  let shortest = 24 * 60;
  for (let i = 1; i < times.length; i++) shortest = Math.min(shortest, (times[i] as number) - (times[i - 1] as number));
  const around = (times[0] ?? 0) + 24 * 60 - (times.at(-1) ?? 0);
  return Math.min(shortest, around);
}
