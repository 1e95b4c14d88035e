import type { Span } from "../../text/span.ts";

/** A schedule of five fields, each as the numbers that it allows. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  readonly weekdays: readonly number[];
  /** Both the day of the month and that of the week are narrowed down: either is enough. */
  readonly isEitherDay: boolean;
}

/** What is wrong with a schedule, with its place in the text. */
export interface CronProblem {
  readonly span: Span;
  readonly message: string;
  /** It can be read, and there is no day on which it runs. */
  readonly isNever?: true;
}

/** What the readers of schedules do not agree on. */
export interface CronDialect {
  /** Who reads it, for messages: "GitHub". */
  readonly reader: string;
  /** What stands for every value. */
  readonly any: readonly string[];
  /** Nothing between commas is passed over. */
  readonly mayBeEmpty: boolean;
  /** Whether a field leaves all days open, so that the other field for days decides alone. */
  isEveryDay(field: string): boolean;
}

interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const fields: readonly Field[] = [
  { name: "minute", low: 0, high: 59 },
  { name: "hour", low: 0, high: 23 },
  { name: "day of the month", low: 1, high: 31 },
  { name: "month", low: 1, high: 12, names: "jan feb mar apr may jun jul aug sep oct nov dec".split(" ") },
  { name: "day of the week", low: 0, high: 6, names: "sun mon tue wed thu fri sat".split(" ") },
];

/** Reads the five fields of a schedule. */
export function readFields(text: string, dialect: CronDialect): Cron | CronProblem {
  const words = [...text.matchAll(/\S+/g)];
  if (words.length !== fields.length) {
    return {
      span: { start: 0, end: text.length },
      message: `A schedule has five fields (minute, hour, day, month, weekday), and this one has ${words.length}. ${words.length === 6 ? "Leave the seconds or the year out." : "Write all five."}`,
    };
  }
  const values: number[][] = [];
  for (const [index, field] of fields.entries()) {
    const word = words[index] as RegExpExecArray;
    const span = { start: word.index, end: word.index + word[0].length };
    const allowed = valuesOf(word[0], field, dialect);
    if (typeof allowed === "string") return { span, message: allowed };
    values.push(allowed);
  }
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = values;
  const isEitherDay = !dialect.isEveryDay(words[2]?.[0] ?? "") && !dialect.isEveryDay(words[4]?.[0] ?? "");
  if (!isEitherDay && !months.some((month) => days.some((day) => day <= (longest[month - 1] ?? 31)))) {
    const span = { start: words[2]?.index ?? 0, end: (words[3]?.index ?? 0) + (words[3]?.[0].length ?? 0) };
    return { span, message: "No such day is in that month, so this never runs. Name a day that there is.", isNever: true };
  }
  return { minutes, hours, days, months, weekdays, isEitherDay };
}

/** Days of the months, in leap years. */
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function valuesOf(text: string, field: Field, dialect: CronDialect): number[] | string {
  const found = new Set<number>();
  const parts = text.split(",").filter((part) => part !== "" || !dialect.mayBeEmpty);
  if (parts.length === 0) return strange(text, field, dialect);
  for (const part of parts) {
    const match = /^(?:([*?])|([a-z]+|\d+)(?:-([a-z]+|\d+))?)(?:\/(\d+))?$/i.exec(part);
    if (!match) return strange(part, field, dialect);
    const [, star, from, to, every] = match;
    if (star && !dialect.any.includes(star)) return strange(part, field, dialect);
    const low = star ? field.low : numberOf(from ?? "", field);
    // `5/15` goes on to the end.
    const high = star || (to === undefined && every !== undefined) ? field.high : to === undefined ? low : numberOf(to, field);
    for (const [value, word] of [
      [low, from],
      [high, to],
    ] as const) {
      if (value === undefined) return strange(word ?? part, field, dialect);
      if (value < field.low || value > field.high)
        return `\`${word ?? part}\` is no ${field.name}: that goes from ${field.low} to ${field.high}${word === "7" && field.names ? ", and Sunday is 0" : ""}. Write one of these.`;
    }
    if (low === undefined || high === undefined) return strange(part, field, dialect);
    if (low > high) return `The range \`${part}\` runs backwards. Divide it into two, with a comma between them.`;
    const step = every === undefined ? 1 : Number(every);
    if (step === 0) return `A step of 0 in \`${part}\` never comes to an end. Write 1 or more.`;
    for (let value = low; value <= high; value += step) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

function numberOf(word: string, field: Field): number | undefined {
  if (/^\d+$/.test(word)) return Number(word);
  const index = field.names?.indexOf(word.toLowerCase()) ?? -1;
  return index < 0 ? undefined : index + field.low;
}

function strange(part: string, field: Field, { reader, any }: CronDialect): string {
  const words = field.names ? `, names such as \`${field.names[0]?.toUpperCase()}\`` : "";
  return `${reader} cannot read \`${part}\` as the ${field.name}. It takes numbers${words}, ${any.map((one) => `\`${one}\``).join(", ")}, ranges, lists and steps.`;
}
