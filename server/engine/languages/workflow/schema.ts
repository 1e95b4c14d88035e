import type { Availability } from "./model.ts";
import { definitionOf, type FileKind, type SchemaType, schemaType } from "./schema-places.ts";

export { definitionOf, type FileKind, type SchemaType, schemaDate } from "./schema-places.ts";
export { schemaProblemsOf } from "./schema-problems.ts";

/**
 * The contexts and special functions that expressions may use at a path of keys and item indexes from the root, in lower case; both empty where
 * no expression may stand; undefined where the schema does not know the path.
 */
export function availabilityOf(path: readonly string[], kind: FileKind): Availability | undefined {
  return definitionOf(path, kind)?.available;
}

export interface AllowedKey {
  readonly key: string;
  /** The mapping cannot do without it, or without one of those that are so marked. */
  readonly isRequired: boolean;
  /** What may stand behind it. */
  readonly type: SchemaType;
}

/**
 * The keys that a mapping at a path may have, for completion; where one of several mappings may stand there (a step that runs or uses), those that
 * go with the keys that it has already.
 */
export function allowedKeys(path: readonly string[], kind: FileKind, present: readonly string[] = []): readonly AllowedKey[] {
  const place = definitionOf(path, kind);
  if (!place) return [];
  const { maps } = place.type;
  const fitting = maps.filter((map) => present.every((key) => map.keys.has(key) || !maps.some((other) => other.keys.has(key))));
  const keys = new Map<string, AllowedKey>();
  for (const map of fitting.length > 0 ? fitting : maps) {
    for (const { key, isRequired, type } of map.keys.values())
      if (!keys.has(key)) keys.set(key, { key, isRequired, type: schemaType(type, kind) });
  }
  return [...keys.values()];
}

/** The values that are the only ones that may stand at a path, `true` and `false` included; empty where there are others too. */
export function allowedValues(path: readonly string[], kind: FileKind): readonly string[] {
  const type = definitionOf(path, kind)?.type;
  if (!type) return [];
  return type.scalars.has("boolean") && !type.scalars.has("string") ? [...type.values, "true", "false"] : type.values;
}
