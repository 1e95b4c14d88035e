import { parseDuration } from "../../text/duration.ts";
import { type Cron, type CronDialect, type CronProblem, readFields } from "../cron/fields.ts";

/** `@every 90m`: again that long after the last time. */
export interface Interval {
  /** As it is written: `90m`. */
  readonly every: string;
}

/** A time zone in front of the fields, which other crons take and Kubernetes refuses. */
export interface ZonePrefix {
  readonly zone: string;
  /** The text behind it. */
  readonly rest: string;
}

// The reader is the standard parser of github.com/robfig/cron v3 (pkg/apis/batch/validation of Kubernetes 1.36 calls it).
const dialect: CronDialect = {
  reader: "Kubernetes",
  any: ["*", "?"],
  mayBeEmpty: true,
  // A step of more than 1 narrows the days down, also behind `*`.
  isEveryDay: (field) => field.split(",").some((part) => /^[*?](?:\/0*1)?$/.test(part)),
};

const descriptors: ReadonlyMap<string, string> = new Map([
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
  ["@monthly", "0 0 1 * *"],
  ["@weekly", "0 0 * * 0"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
]);

/** Reads the `schedule` of a CronJob: five fields, a short form such as `@daily`, or `@every` with a duration. */
export function readSchedule(text: string): Cron | Interval | CronProblem {
  if (!text.startsWith("@")) return readFields(text, dialect);
  const fields = descriptors.get(text);
  if (fields !== undefined) return readFields(fields, dialect);
  const span = { start: 0, end: text.length };
  const every = /^@every (.*)$/s.exec(text)?.[1];
  if (every !== undefined && parseDuration(every) !== undefined) return { every };
  return {
    span,
    message:
      every === undefined
        ? `Kubernetes knows no short form \`${text}\`. Write one of ${[...descriptors.keys()].map((one) => `\`${one}\``).join(", ")}, \`@every 1h\`, or the five fields.`
        : `\`${every}\` is no duration. Write one such as \`90m\` or \`1h30m\`.`,
  };
}

/** The time zone that stands in front of a schedule; undefined where none does. */
export function zonePrefix(text: string): ZonePrefix | undefined {
  const [, zone, rest] = /^\s*(?:CRON_)?TZ=(\S*)\s+(.*)$/s.exec(text) ?? [];
  return zone === undefined || rest === undefined ? undefined : { zone, rest };
}
