const units = ["k", "m", "g", "t", "p"];

/**
 * The bytes of an amount in a Compose file: `512m`, `1gb`, `1.5g`, `64 MiB`, `1024`; undefined where it is none. All units are powers of 1,024,
 * whatever their case and ending. A whole number may be negative, which stands for no limit. The memory units of Kubernetes (`512Mi`) are none here.
 * Sources: https://github.com/docker/go-units/blob/v0.5.0/size.go, https://github.com/compose-spec/compose-go/blob/main/types/bytes.go.
 */
export function parseByteSize(text: string): number | undefined {
  if (/^[-+]?\d+$/.test(text)) return Number(text);
  const parts = /^(\+?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?) ?(?:([kmgtp])(?:i?b)?|b)?$/i.exec(text);
  if (!parts) return undefined;
  const bytes = Math.trunc(Number(parts[1]) * 1_024 ** (units.indexOf((parts[2] ?? "").toLowerCase()) + 1));
  return Number.isFinite(bytes) && bytes < 2 ** 63 ? bytes : undefined;
}

/** An amount as a Compose file has it, in the greatest unit that it is a whole number of: `512m`, `1g`, `1536m`, `1000b`. */
export function formatByteSize(bytes: number): string {
  const whole = Math.round(bytes);
  if (whole <= 0) return `${whole}`;
  let size = whole;
  let unit = -1;
  while (size % 1_024 === 0 && unit < units.length - 1) {
    size /= 1_024;
    unit++;
  }
  return `${size}${units[unit] ?? "b"}`;
}
