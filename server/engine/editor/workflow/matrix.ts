import type { Strategy } from "../../languages/workflow/model.ts";
import type { YamlMap, YamlNode } from "../../languages/yaml/model.ts";

/** More jobs GitHub does not make of a matrix. Source: https://docs.github.com/en/actions/reference/limits. */
const maximumJobs = 256;

/**
 * How many jobs a matrix makes; undefined where an expression decides, or there are too many to be allowed. As GitHub does it: each item of
 * `include` is added to all combinations whose own values it does not change, and is one of its own where there are none.
 */
export function jobsOfMatrix(strategy: Strategy): number | undefined {
  if (!strategy.isStatic || strategy.matrixEntry?.value?.kind !== "map") return undefined;
  let combinations: ReadonlyMap<string, string>[] = [new Map()];
  for (const { name, values } of strategy.rows) {
    const texts = values?.map(textOf);
    if (!texts || texts.length === 0 || texts.includes(undefined) || combinations.length * texts.length > maximumJobs) return undefined;
    combinations = combinations.flatMap((one) => texts.map((text) => new Map([...one, [name, text as string]])));
  }
  if (strategy.rows.length === 0) combinations = [];
  for (const item of mapsOf(strategy.exclude)) {
    const excluded = valuesOf(item);
    if (!excluded) return undefined;
    combinations = combinations.filter((one) => ![...excluded].every(([name, text]) => one.get(name) === text));
  }
  let own = 0;
  for (const item of mapsOf(strategy.include)) {
    const included = valuesOf(item);
    if (!included) return undefined;
    const fits = combinations.some((one) => [...included].every(([name, text]) => !one.has(name) || one.get(name) === text));
    if (!fits) own++;
  }
  const count = combinations.length + own;
  return count > 0 && count <= maximumJobs ? count : undefined;
}

function mapsOf(node: YamlNode | undefined): readonly YamlMap[] {
  return node?.kind === "sequence" ? node.items.flatMap(({ value }) => (value?.kind === "map" ? [value] : [])) : [];
}

function valuesOf(map: YamlMap): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  for (const { key, value } of map.entries) {
    const text = key === "<<" ? undefined : textOf(value);
    if (text === undefined) return undefined;
    values.set(key, text);
  }
  return values;
}

/** A value to be compared with others: undefined where an expression gives it. */
function textOf(node: YamlNode | undefined): string | undefined {
  if (!node) return "null";
  if (node.kind === "scalar") return node.text.includes("${{") ? undefined : String(node.value);
  const parts =
    node.kind === "sequence"
      ? node.items.map(({ value }) => textOf(value))
      : node.entries.map(({ key, value }) => {
          const text = textOf(value);
          return text === undefined ? undefined : `${JSON.stringify(key)}:${text}`;
        });
  return parts.includes(undefined) ? undefined : JSON.stringify(parts);
}
