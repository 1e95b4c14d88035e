import { cronInWords } from "../../hover/workflow/cron.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { readSchedule } from "../../languages/kubernetes/schedule.ts";

/** When a CronJob runs, in words: `at 03:00, on Monday (Europe/Berlin)`; undefined where that is not known, or it never does. */
export function scheduleInWords({ spec }: ManifestObject): string | undefined {
  const text = spec.text("schedule").value;
  const zone = spec.text("timeZone");
  if (text === undefined || zone.isUnknown) return undefined;
  const schedule = readSchedule(text);
  if ("message" in schedule) return undefined;
  if ("every" in schedule) return `every ${schedule.every}, from when it is made`;
  const words = cronInWords(schedule);
  // Minutes of every hour are the same in most zones.
  return schedule.hours.length === 24 ? words : `${words} (${zone.value ?? "the cluster's time zone"})`;
}
