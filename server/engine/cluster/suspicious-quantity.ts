import { amountOf, parseQuantity } from "../languages/kubernetes/quantity.ts";
import type { Field } from "../languages/yaml/mapping.ts";

/** What is odd about a quantity, and what was probably meant. */
export interface Oddity {
  readonly kind: "thousandths" | "tiny" | "bytes-of-cpu" | "many-cores" | "exponent";
  /** Undefined where it is not certain. */
  readonly meant: string | undefined;
}

/** A limit that no container can start with, in bytes. */
const smallestMemory = 1024 * 1024;
/** More cores than ordinary nodes have. */
const mostCores = 256;

/**
 * What is odd about an amount of a resource (`cpu`, `memory`, `ephemeral-storage` …): memory in thousandths of a byte or below a megabyte, CPU in
 * bytes or in more cores than nodes have.
 */
export function oddityOf(resource: string, field: Field<string>): Oddity | undefined {
  const text = field.value;
  const quantity = text === undefined ? undefined : parseQuantity(text);
  if (text === undefined || !quantity || quantity.nanos <= 0n) return undefined;
  const digits = /^[\d.]+/.exec(text)?.[0] ?? "";
  if (resource === "cpu") {
    if (quantity.unit.endsWith("i") || /[MGTPE]$/.test(quantity.unit)) {
      // Mi instead of m is the slip that happens.
      return { kind: "bytes-of-cpu", meant: /^Mi?$/.test(quantity.unit) ? `${digits}m` : undefined };
    }
    if (amountOf(quantity) > mostCores) return { kind: "many-cores", meant: quantity.unit === "" ? `${digits}m` : undefined };
    return field.node?.style === "plain" && /[eE]/.test(text) ? { kind: "exponent", meant: undefined } : undefined;
  }
  if (resource !== "memory" && resource !== "ephemeral-storage") return undefined;
  if (quantity.unit === "m") return { kind: "thousandths", meant: `${digits}Mi` };
  if (amountOf(quantity) < smallestMemory)
    return { kind: "tiny", meant: quantity.unit === "" && /^\d{1,5}$/.test(text) ? `${text}Mi` : undefined };
  return field.node?.style === "plain" && /^[\d.]+[eE]\d/.test(text) ? { kind: "exponent", meant: undefined } : undefined;
}

/** Whether something is odd about an amount. */
export function isSuspicious(resource: string, field: Field<string>): boolean {
  return oddityOf(resource, field) !== undefined;
}
