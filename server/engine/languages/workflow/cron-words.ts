import type { Cron } from "./cron.ts";

const weekdayNames = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const monthNames = "January February March April May June July August September October November December".split(" ");

/** How many times of day are written out. */
const maximumTimes = 6;

/** When a schedule runs, in words: "every Monday at 03:00 UTC", "every 15 minutes from 08:00 to 17:59 UTC, Monday to Friday". */
export function cronInWords(cron: Cron, timezone = "UTC"): string {
  const days = daysInWords(cron);
  const { often, zoned } = timesInWords(cron);
  const when = zoned ? `${often} ${timezone}` : often;
  if (!often.startsWith("at ")) return days === undefined ? when : `${when}, ${days}`;
  return `${days ?? "every day"} ${when}`;
}

function timesInWords({ minutes, hours }: Cron): { readonly often: string; readonly zoned: boolean } {
  const everyHour = hours.length === 24;
  const step = stepOf(minutes, 60);
  if (minutes.length * hours.length <= maximumTimes) {
    return { often: `at ${listed(hours.flatMap((hour) => minutes.map((minute) => clock(hour, minute))))}`, zoned: true };
  }
  const [minute = 0] = minutes;
  if (minutes.length === 1) {
    const past = minute === 0 ? "" : ` at ${minute} ${minute === 1 ? "minute" : "minutes"} past`;
    const hourStep = stepOf(hours, 24);
    if (everyHour) return { often: `every hour${past}`, zoned: false };
    if (hourStep !== undefined && hours[0] === 0) return { often: `every ${hourStep} hours${past}`, zoned: false };
    if (isRun(hours))
      return { often: `every hour from ${clock(hours[0] ?? 0, minute)} to ${clock(hours.at(-1) ?? 0, minute)}`, zoned: true };
    return { often: `at ${minute} past hours ${listed(hours.map(String))}`, zoned: true };
  }
  const often =
    minutes.length === 60 ? "every minute" : step !== undefined ? `every ${step} minutes` : `at minutes ${listed(minutes.map(String))}`;
  if (everyHour) return { often: often.startsWith("at ") ? `every hour ${often}` : often, zoned: false };
  const within = isRun(hours)
    ? `from ${clock(hours[0] ?? 0, 0)} to ${clock(hours.at(-1) ?? 0, 59)}`
    : `in hours ${listed(hours.map(String))}`;
  return { often: `${often.startsWith("at ") ? often.slice(3) : often} ${within}`, zoned: true };
}

/** The days on which it runs; undefined where it is every one. */
function daysInWords({ days, months, weekdays, isEitherDay }: Cron): string | undefined {
  const hasDays = days.length < 31;
  const hasWeekdays = weekdays.length < 7;
  const hasMonths = months.length < 12;
  const names = hasMonths ? span(months, monthNames, 1) : undefined;
  const inMonths = names?.includes(" to ") ? `from ${names}` : names && `in ${names}`;
  const ofMonths = names?.includes(" to ") ? `every month from ${names}` : (names ?? "every month");
  const ofDays = hasDays ? `on the ${listed(runs(days).map(ordinals))} of ${ofMonths}` : undefined;
  const week = hasWeekdays ? span(weekdays, weekdayNames, 0) : undefined;
  const ofWeek = week?.includes(" to ") ? week : week && `every ${week}`;
  if (ofDays !== undefined && ofWeek !== undefined) return isEitherDay ? `${ofDays} and ${ofWeek}` : `${ofWeek} ${ofDays}`;
  if (ofDays !== undefined) return ofDays;
  if (ofWeek !== undefined) return inMonths === undefined ? ofWeek : `${ofWeek} ${inMonths}`;
  return inMonths === undefined ? undefined : `every day ${inMonths}`;
}

function span(values: readonly number[], names: readonly string[], first: number): string {
  return listed(
    runs(values).map(([from, to]) => {
      const [start, end] = [names[from - first] ?? "", names[to - first] ?? ""];
      return from === to ? start : to === from + 1 ? `${start} and ${end}` : `${start} to ${end}`;
    }),
  );
}

function ordinals([from, to]: readonly [number, number]): string {
  return from === to ? ordinal(from) : `${ordinal(from)} to ${ordinal(to)}`;
}

function ordinal(day: number): string {
  const ending = day % 100 >= 11 && day % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th");
  return `${day}${ending}`;
}

/** Numbers that follow each other, put together. */
function runs(values: readonly number[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const value of values) {
    const last = found.at(-1);
    if (last && value === last[1] + 1) last[1] = value;
    else found.push([value, value]);
  }
  return found;
}

function isRun(values: readonly number[]): boolean {
  return runs(values).length === 1;
}

/** The distance between numbers that go evenly through all of a circle. */
function stepOf(values: readonly number[], circle: number): number | undefined {
  const step = (values[1] ?? 0) - (values[0] ?? 0);
  if (step <= 1 || circle % step !== 0 || values.length !== circle / step) return undefined;
  return values.every((value, i) => value === (values[0] as number) + i * step) ? step : undefined;
}

function clock(hour: number, minute: number): string {
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
