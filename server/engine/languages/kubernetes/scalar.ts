import type { ScalarValue } from "../yaml/mapping.ts";
import type { YamlScalar } from "../yaml/model.ts";

/*
 * What Kubernetes reads in a plain scalar. Its tools go by sigs.k8s.io/yaml, which reads the YAML 1.1 of go-yaml v2: `yes`, `on` and `y` are
 * booleans, a leading 0 is octal, `_` may stand in numbers; base 60 and dates stay strings.
 */

const booleans: ReadonlyMap<string, boolean> = new Map(
  [
    ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((word) => [word, true] as const),
    ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((word) => [word, false] as const),
  ].flat(),
);

/** What a scalar is to Kubernetes: quoted and block texts are strings, plain ones what YAML 1.1 makes of them. */
export function scalarValue(node: YamlScalar): ScalarValue {
  return node.style === "plain" && (node.tag === undefined || node.tag === "") ? resolvePlain(node.text) : node.text;
}

/** The value of a plain scalar's text. */
export function resolvePlain(text: string): ScalarValue {
  if (text === "" || text === "~" || text === "null" || text === "Null" || text === "NULL") return null;
  const boolean = booleans.get(text);
  if (boolean !== undefined) return boolean;
  return numberOf(text) ?? text;
}

function numberOf(text: string): number | undefined {
  const first = text.charCodeAt(0);
  // Digits, a sign or a point begin every number.
  if (!((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46)) return undefined;
  const plain = text.replaceAll("_", "");
  const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(plain);
  if (integer) {
    const [, sign, hex, binary, octal, decimal] = integer;
    const digits = hex ?? binary ?? octal ?? decimal ?? "";
    const value = Number.parseInt(digits, hex ? 16 : binary ? 2 : octal ? 8 : 10);
    return sign === "-" ? -value : value;
  }
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(plain)) return Number(plain);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^\.(?:nan|NaN|NAN)$/.test(text) ? Number.NaN : undefined;
}
