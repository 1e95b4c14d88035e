import type { YamlNode } from "../languages/yaml/model.ts";

/** Whether two values are the same; undefined where an expression leaves it open. The order of a mapping's keys does not count. */
export function sameValue(a: YamlNode, b: YamlNode): boolean | undefined {
  if (isOpen(a) || isOpen(b)) return undefined;
  if (a.kind === "scalar" || b.kind === "scalar") return a.kind === "scalar" && b.kind === "scalar" && a.value === b.value;
  if (a.kind === "sequence" || b.kind === "sequence") {
    if (a.kind !== "sequence" || b.kind !== "sequence" || a.items.length !== b.items.length) return false;
    return every(a.items.map((item, index) => sameOrNone(item.value, b.items[index]?.value)));
  }
  return a.entries.length === b.entries.length && contains(a, b);
}

/**
 * Whether a value is or holds another, as `exclude` compares them: a mapping has all keys of the other with their values, and may have more; numbers
 * and texts that look the same are the same.
 */
export function contains(whole: YamlNode, part: YamlNode): boolean | undefined {
  if (isOpen(whole) || isOpen(part)) return undefined;
  // Whether upper and lower case count is not documented.
  if (whole.kind === "scalar" && part.kind === "scalar")
    return whole.text === part.text ? true : whole.text.toLowerCase() === part.text.toLowerCase() ? undefined : false;
  if (whole.kind !== "map" || part.kind !== "map") return sameValue(whole, part);
  return every(
    part.entries.map(({ key, value }) => {
      const entry = whole.entries.find((one) => one.key.toLowerCase() === key.toLowerCase());
      if (!entry) return whole.entry("<<") ? undefined : false;
      return entry.value && value ? contains(entry.value, value) : !entry.value && !value;
    }),
  );
}

function sameOrNone(a: YamlNode | undefined, b: YamlNode | undefined): boolean | undefined {
  return a && b ? sameValue(a, b) : !a && !b;
}

function every(all: readonly (boolean | undefined)[]): boolean | undefined {
  return all.includes(false) ? false : all.includes(undefined) ? undefined : true;
}

function isOpen(node: YamlNode): boolean {
  return node.kind === "scalar" && /\{\{/.test(node.text);
}
