import { daysBetween } from "../text/days.ts";

/** How many days lie between a table's date and today, both `YYYY-MM-DD`. */
export function ageInDays(date: string, today: string): number {
  return daysBetween(date, today);
}

/** Whether a table of this date is too old to be believed: a year after it was checked, what it says is a hint at most. */
export function isOld(date: string, today: string): boolean {
  return ageInDays(date, today) > 365;
}
