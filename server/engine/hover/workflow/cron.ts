import type { Cron } from "../../languages/workflow/cron.ts";

const weekdayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const monthNames = "January February March April May June July August September October November December".split(" ");

/** A schedule in words: "at 03:17, from Monday to Friday". */
export function cronInWords(cron: Cron): string {
  const days = daysInWords(cron);
  const months = cron.months.length === 12 ? "" : `in ${listed(runs(cron.months, (month) => monthNames[month - 1] ?? ""))}`;
  return [timesInWords(cron), days, months].filter((part) => part !== "").join(", ");
}

function timesInWords({ minutes, hours }: Cron): string {
  const every = stepOf(minutes, 60);
  if (hours.length === 24) {
    if (minutes.length === 60) return "every minute";
    if (every !== undefined && minutes[0] === 0) return `every ${every} minutes`;
    return `at minute ${listed(minutes.map(String))} of every hour`;
  }
  if (minutes.length * hours.length <= 6) {
    return `at ${listed(hours.flatMap((hour) => minutes.map((minute) => `${two(hour)}:${two(minute)}`)))}`;
  }
  const hourStep = stepOf(hours, 24);
  const inHours =
    hourStep !== undefined && hours[0] === 0 ? `every ${hourStep} hours` : `in the hours ${listed(runs(hours, (hour) => two(hour)))}`;
  if (minutes.length === 60) return `every minute, ${inHours}`;
  if (every !== undefined && minutes[0] === 0 && minutes.length > 1) return `every ${every} minutes, ${inHours}`;
  return `at minute ${listed(minutes.map(String))}, ${inHours}`;
}

function daysInWords({ days, weekdays, isEitherDay }: Cron): string {
  const ofMonth = days.length === 31 ? "" : `on day ${listed(runs(days, String))} of the month`;
  const ofWeek = weekdays.length === 7 ? "" : weekdaysInWords(weekdays);
  if (ofMonth === "" && ofWeek === "") return "every day";
  if (ofMonth === "" || ofWeek === "") return ofMonth + ofWeek;
  return isEitherDay ? `${ofMonth} and also ${ofWeek}` : `${ofMonth} if it is ${ofWeek.replace(/^on /, "")}`;
}

function weekdaysInWords(weekdays: readonly number[]): string {
  const names = runs(weekdays, (day) => weekdayNames[day] ?? "");
  return names.length === 1 && names[0]?.includes(" to ") ? `from ${names[0]}` : `on ${listed(names)}`;
}

/** The distance between numbers that go evenly through the whole of a circle. */
function stepOf(numbers: readonly number[], circle: number): number | undefined {
  const [first = 0, second] = numbers;
  if (second === undefined) return undefined;
  const step = second - first;
  const isEven = numbers.every((number, i) => i === 0 || number - (numbers[i - 1] as number) === step);
  return isEven && step > 1 && numbers.length === Math.ceil((circle - first) / step) && circle % step === 0 ? step : undefined;
}

/** Three or more in a row as a range. */
function runs(numbers: readonly number[], name: (number: number) => string): string[] {
  const parts: string[] = [];
  for (let i = 0; i < numbers.length; ) {
    let end = i;
    while (numbers[end + 1] === (numbers[end] as number) + 1) end++;
    if (end - i >= 2) parts.push(`${name(numbers[i] as number)} to ${name(numbers[end] as number)}`);
    else for (let k = i; k <= end; k++) parts.push(name(numbers[k] as number));
    i = end + 1;
  }
  return parts;
}

/** "a, b and c". */
export function listed(parts: readonly string[]): string {
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}` : (parts[0] ?? "");
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
