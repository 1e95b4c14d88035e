const milliseconds: ReadonlyMap<string, number> = new Map([
  ["ns", 1e-6],
  ["us", 1e-3],
  ["\u00b5s", 1e-3],
  ["\u03bcs", 1e-3],
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 604_800_000],
]);

/** Durations are whole nanoseconds in 64 bits. */
const greatest = 2 ** 63 / 1e6;

/**
 * The milliseconds of a duration in a Compose file: `1m30s`, `500ms`, `1.5h`, `2d`; undefined where it is none, as with a number without a unit.
 * Compose reads days and weeks as well, but its schema lets only what Go reads (`ns` to `h`) into fields of the format `duration`, such as those of
 * health checks. Sources: https://github.com/xhit/go-str2duration, https://github.com/compose-spec/compose-go/blob/main/schema/schema.go.
 */
export function parseComposeDuration(text: string): number | undefined {
  const [, sign, rest = ""] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (rest === "0") return 0;
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h|d|w))+$/.test(rest)) return undefined;
  let sum = 0;
  for (const [, number, unit = ""] of rest.matchAll(/([\d.]+)([a-z\u00b5\u03bc]+)/g)) sum += Number(number) * (milliseconds.get(unit) ?? 0);
  if (sum >= greatest) return undefined;
  return sign === "-" ? -sum : sum;
}

/** A duration as a Compose file has it, to the millisecond: `45s`, `1m30s`, `500ms`. */
export function formatComposeDuration(duration: number): string {
  const rounded = Math.round(Math.abs(duration));
  const sign = duration < 0 && rounded > 0 ? "-" : "";
  if (rounded % 1_000 !== 0) return `${sign}${rounded}ms`;
  const seconds = rounded / 1_000;
  const parts = [
    [Math.floor(seconds / 3_600), "h"],
    [Math.floor((seconds % 3_600) / 60), "m"],
    [seconds % 60, "s"],
  ] as const;
  const written = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return written.length === 0 ? "0s" : sign + written.join("");
}
