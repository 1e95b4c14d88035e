const units: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, μs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** The seconds of a duration as Go writes it (`1m30s`); undefined where it is none. Source: https://pkg.go.dev/time#ParseDuration. */
export function parseDuration(text: string): number | undefined {
  const match = /^([-+]?)(.*)$/s.exec(text);
  const rest = match?.[2] ?? "";
  if (rest === "0") return 0;
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+$/.test(rest)) return undefined;
  let seconds = 0;
  for (const [, number, unit] of rest.matchAll(/([\d.]+)([a-z\u00b5\u03bc]+)/g)) seconds += Number(number) * (units[unit ?? ""] ?? 0);
  return match?.[1] === "-" ? -seconds : seconds;
}
