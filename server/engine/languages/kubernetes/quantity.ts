/*
 * Quantities: amounts of CPU (cores), memory and storage (bytes), and counts. They are kept exactly, as whole billionths, which is the finest that
 * Kubernetes knows; what is finer is rounded away from zero, and what is greater than 2^63 − 1 is taken for that.
 * Source: https://github.com/kubernetes/apimachinery/blob/master/pkg/api/resource/quantity.go.
 */

export interface Quantity {
  /** Billionths of a core, a byte or one. */
  readonly nanos: bigint;
  /** The unit as it is written: `m`, `Gi`, `e3`, or nothing. */
  readonly unit: string;
}

const one = 1_000_000_000n;
const greatest = (2n ** 63n - 1n) * one;

/** Billionths in one of a unit. */
const units: ReadonlyMap<string, bigint> = new Map([
  ["n", 1n],
  ["u", 1_000n],
  ["m", 1_000_000n],
  ["", one],
  ...["k", "M", "G", "T", "P", "E"].map((unit, i) => [unit, one * 1_000n ** BigInt(i + 1)] as const),
  ...["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].map((unit, i) => [unit, one * 1_024n ** BigInt(i + 1)] as const),
]);

const decimalUnits = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binaryUnits = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** No digits beyond these change anything, but for being there at all. */
const digitsKept = 64;

/** The quantity that a text is: `250m`, `1.5Gi`, `1e3`; undefined where it is none, as with `1 Gi`, `1GB` or `1K`. */
export function parseQuantity(text: string): Quantity | undefined {
  const parts = /^([-+]?)(\d*)(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([-+]?\d+))?$/.exec(text);
  if (!parts) return undefined;
  const [, sign, whole = "", fraction = "", unit = "", exponent] = parts;
  if (whole === "" && fraction === "") return undefined;
  const nanos = nanosOf(whole, fraction, unit, exponent === undefined ? 0 : Number(exponent));
  return { nanos: sign === "-" ? -nanos : nanos, unit: exponent === undefined ? unit : `e${Number(exponent)}` };
}

function nanosOf(whole: string, fraction: string, unit: string, exponent: number): bigint {
  const significant = whole.replace(/^0+/, "");
  if (significant === "" && !/[1-9]/.test(fraction)) return 0n;
  // Powers that are too large to reckon with are too large for a quantity as well; those too small leave the smallest amount.
  if (significant.length + exponent > digitsKept || exponent > 1_000) return greatest;
  if (exponent < -1_000 || significant.length + exponent < -digitsKept) return 1n;
  const kept = fraction.length > digitsKept ? `${fraction.slice(0, digitsKept)}1` : fraction;
  let numerator = BigInt(significant + kept) * (units.get(unit) ?? one);
  let denominator = 10n ** BigInt(kept.length);
  if (exponent >= 0) numerator *= 10n ** BigInt(exponent);
  else denominator *= 10n ** BigInt(-exponent);
  const nanos = (numerator + denominator - 1n) / denominator;
  return nanos > greatest ? greatest : nanos;
}

/** Below 0 where `a` is less than `b`, above where it is more. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
}

/** The sum, in the unit of the first; nothing for none. */
export function sumOfQuantities(quantities: readonly Quantity[]): Quantity {
  return { nanos: quantities.reduce((sum, { nanos }) => sum + nanos, 0n), unit: quantities[0]?.unit ?? "" };
}

/** So many times a quantity, in its unit; the factor is taken to the sixth decimal, parts of billionths are rounded up. */
export function timesQuantity({ nanos, unit }: Quantity, factor: number): Quantity {
  const millionths = Math.round(factor * 1_000_000);
  const scaled = nanos * BigInt(Number.isFinite(millionths) ? millionths : 1_000_000);
  return { nanos: scaled > 0n ? (scaled + 999_999n) / 1_000_000n : scaled / 1_000_000n, unit };
}

/** The amount in cores, bytes or ones, as near as a number comes. */
export function amountOf({ nanos }: Quantity): number {
  return Number(nanos / one) + Number(nanos % one) / Number(one);
}

/**
 * The text of a quantity in its unit where that makes a whole number, else in the next smaller unit of its kind that does: `512Mi`, not `0.5Gi`.
 * What no unit of its kind expresses is written in ones or parts of them.
 */
export function quantityText({ nanos, unit }: Quantity): string {
  const kind = unit.endsWith("i") ? binaryUnits : decimalUnits;
  // What is written with an exponent is in ones.
  const own = kind.indexOf(units.has(unit) ? unit : "");
  for (const smaller of kind.slice(0, own + 1).toReversed()) {
    const size = units.get(smaller) ?? one;
    if (nanos % size === 0n) return `${nanos / size}${smaller}`;
  }
  for (const smaller of ["m", "u"]) {
    const size = units.get(smaller) ?? one;
    if (nanos % size === 0n) return `${nanos / size}${smaller}`;
  }
  return `${nanos}n`;
}
