/** Seconds between two moments, of which chance decides where within the range they lie. */
export interface SecondsRange {
  readonly best: number;
  readonly worst: number;
}

/** A duration for people: `45 s`, `2 min 30 s`, `1 h 5 min`, `3 d`. Seconds are rounded to whole ones, from ten hours on to minutes. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  if (whole < 3_600) return joined(whole, 60, "min", "s");
  const minutes = Math.round(whole / 60);
  if (minutes < 48 * 60)
    return whole < 36_000 && whole % 60 !== 0
      ? `${joined(minutesOf(whole), 60, "h", "min")} ${whole % 60} s`
      : joined(minutes, 60, "h", "min");
  return joined(Math.round(minutes / 60), 24, "d", "h");
}

/** A range for people: `20–31 s`, `1 min – 2 min 5 s`; one duration where both ends read the same. */
export function rangeText({ best, worst }: SecondsRange): string {
  const [from, to] = [durationText(best), durationText(worst)];
  if (from === to) return from;
  const [, number, unit] = /^(\d+) (\S+)$/.exec(from) ?? [];
  if (number !== undefined && /^\d+ (\S+)$/.exec(to)?.[1] === unit) return `${number}–${to}`;
  return `${from} – ${to}`;
}

function minutesOf(seconds: number): number {
  return Math.floor(seconds / 60);
}

function joined(count: number, size: number, large: string, small: string): string {
  const rest = count % size;
  const whole = `${Math.floor(count / size)} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}
