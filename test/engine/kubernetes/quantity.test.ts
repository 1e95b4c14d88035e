import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  amountOf,
  compareQuantities,
  parseQuantity,
  type Quantity,
  quantityText,
  sumOfQuantities,
  timesQuantity,
} from "../../../server/engine/languages/kubernetes/quantity.ts";

function known(text: string): Quantity {
  const quantity = parseQuantity(text);
  if (!quantity) throw new Error(`${text} is no quantity`);
  return quantity;
}

const suffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const greatest = (2n ** 63n - 1n) * 1_000_000_000n;

/** The amount as a fraction, reckoned in another way. */
function fractionOf(whole: string, fraction: string, suffix: string): { numerator: bigint; denominator: bigint } {
  const power = suffix.endsWith("i")
    ? { numerator: 2n ** (10n * BigInt("KMGTPE".indexOf(suffix.charAt(0)) + 1)), denominator: 1n }
    : {
        numerator: 10n ** BigInt(Math.max(3 * (suffixes.indexOf(suffix) - 3), 0)),
        denominator: 10n ** BigInt(Math.max(3 * (3 - suffixes.indexOf(suffix)), 0)),
      };
  return { numerator: BigInt(whole + fraction) * power.numerator, denominator: 10n ** BigInt(fraction.length) * power.denominator };
}

const digits = (minLength: number, maxLength: number) => fc.string({ unit: fc.constantFrom(..."0123456789"), minLength, maxLength });

describe("quantities", () => {
  it("are exact to the billionth, rounded up beyond, and no greater than the greatest", () => {
    fc.assert(
      fc.property(digits(1, 14), digits(0, 14), fc.constantFrom(...suffixes), (whole, fraction, suffix) => {
        const { numerator, denominator } = fractionOf(whole, fraction, suffix);
        const { nanos } = known(`${whole}${fraction === "" ? "" : "."}${fraction}${suffix}`);
        if (nanos === greatest) {
          expect(numerator * 1_000_000_000n >= (greatest - 1_000_000_000n) * denominator).toBe(true);
          return;
        }
        expect(nanos * denominator >= numerator * 1_000_000_000n).toBe(true);
        expect((nanos - 1n) * denominator < numerator * 1_000_000_000n).toBe(true);
        expect(known(`-${whole}.${fraction}${suffix}`).nanos).toBe(-nanos);
      }),
      { numRuns: 2_000 },
    );
  });

  it("have exponents as well", () => {
    expect(known("1e3").nanos).toBe(known("1k").nanos);
    expect(known("12E+2").nanos).toBe(known("1200").nanos);
    expect(known("1.5e-3").nanos).toBe(known("1500u").nanos);
    expect(known("1E").nanos).toBe(10n ** 27n);
    expect(known("1Ei").nanos).toBe(2n ** 60n * 10n ** 9n);
  });

  it("are read in every form", () => {
    for (const text of ["0", "+1", "-1", ".5", "5.", "00012", "0.1Ki", "1e0", "100m", "9Ei"])
      expect(parseQuantity(text), text).toBeDefined();
    for (const text of [
      "",
      ".",
      "1 Gi",
      "1GB",
      "1K",
      "1g",
      "1gi",
      "1KI",
      "e3",
      "m",
      "1e",
      "1e+",
      "1e3m",
      "1.2.3",
      "--1",
      "1_000",
      "0x10",
      "١",
      "1Mi ",
      "1mi",
    ])
      expect(parseQuantity(text), text).toBeUndefined();
  });

  it("cost no more than their length, whatever is written", () => {
    const begun = performance.now();
    expect(known("1e999999999").nanos).toBe(greatest);
    expect(known("1e-999999999").nanos).toBe(1n);
    expect(known("0e999999999").nanos).toBe(0n);
    expect(known("9".repeat(100_000)).nanos).toBe(greatest);
    expect(known(`0.${"9".repeat(100_000)}`).nanos).toBe(1_000_000_000n);
    expect(known(`0.${"0".repeat(100_000)}1`).nanos).toBe(1n);
    expect(known(`${"0".repeat(100_000)}7`).nanos).toBe(7_000_000_000n);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it("compare by their amount, whatever the unit", () => {
    expect(compareQuantities(known("1Gi"), known("1G"))).toBeGreaterThan(0);
    expect(compareQuantities(known("1000m"), known("1"))).toBe(0);
    expect(compareQuantities(known("0.5Gi"), known("512Mi"))).toBe(0);
    expect(compareQuantities(known("999Mi"), known("1Gi"))).toBeLessThan(0);
  });

  it("are written in their unit, or in the next smaller one that does", () => {
    const half = (text: string) => quantityText(timesQuantity(known(text), 0.5));
    expect([half("1Gi"), half("2Gi"), half("1"), half("3Ki"), half("1Ki"), half("1k"), half("250m")]).toEqual([
      "512Mi",
      "1Gi",
      "500m",
      "1536",
      "512",
      "500",
      "125m",
    ]);
    expect(quantityText(sumOfQuantities([known("1"), known("250m")]))).toBe("1250m");
    expect(quantityText(sumOfQuantities([known("500m"), known("1500m")]))).toBe("2000m");
    expect(quantityText(sumOfQuantities([known("128Mi"), known("1Gi")]))).toBe("1152Mi");
    expect(quantityText(sumOfQuantities([]))).toBe("0");
    expect(quantityText(known("1e3"))).toBe("1000");
    expect(quantityText(known("0.1Ki"))).toBe("102400m");
    expect(quantityText(timesQuantity(known("128Mi"), 5))).toBe("640Mi");
    expect(amountOf(known("1500m"))).toBe(1.5);
    fc.assert(
      fc.property(digits(1, 9), digits(0, 6), fc.constantFrom(...suffixes), (whole, fraction, suffix) => {
        const quantity = known(`${whole}.${fraction}${suffix}`);
        expect(known(quantityText(quantity)).nanos).toBe(quantity.nanos);
        if (fraction === "" && quantity.nanos < greatest) expect(quantityText(quantity)).toBe(`${BigInt(whole)}${suffix}`);
        expect(sumOfQuantities([quantity, quantity, quantity]).nanos).toBe(timesQuantity(quantity, 3).nanos);
      }),
    );
  });
});
