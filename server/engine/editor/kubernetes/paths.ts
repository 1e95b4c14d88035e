import type { Mapping } from "../../languages/yaml/mapping.ts";

/** The maps at the end of a path such as `spec.rules[].backend`, where `[]` is each item of a list. */
export function mappingsAt(mapping: Mapping, path: string): readonly Mapping[] {
  let found: readonly Mapping[] = [mapping];
  for (const step of path === "" ? [] : path.split(".")) {
    const key = step.replace(/\[\]$/, "");
    found = found.flatMap((one) => (step === key ? (one.mapping(key).map ? [one.mapping(key)] : []) : one.list(key).mappings));
  }
  return found;
}

/** The maps that hold the last key of a path, and that key. */
export function holdersOf(mapping: Mapping, path: string): readonly { readonly holder: Mapping; readonly key: string }[] {
  const dot = path.lastIndexOf(".");
  const key = path.slice(dot + 1);
  return mappingsAt(mapping, path.slice(0, Math.max(dot, 0))).flatMap((holder) => (holder.entryOf(key) ? [{ holder, key }] : []));
}
