import type { ComposeFile } from "../languages/compose/model.ts";
import type { Edits } from "../languages/yaml/edits.ts";
import type { YamlMap, YamlSequence } from "../languages/yaml/model.ts";
import { reorder } from "../languages/yaml/reorder.ts";

/*
 * What the rules of style share: which of some things stands out of order, and the edits that sort them. Letters count without their case, and numbers by
 * their size where they are numbers, as in dclint.
 */

/** Compares names as a dictionary does. */
export const byName: (one: string, other: string) => number = new Intl.Collator("en").compare;

/** Compares ports: `80`, `443`, `8080`. */
export const byNumber: (one: string, other: string) => number = new Intl.Collator("en", { numeric: true }).compare;

/** The indexes of things in the order that they should have; things that compare as equal stay as they are. */
export function sortedIndexes<T>(things: readonly T[], compare: (one: T, other: T) => number): readonly number[] {
  return things.map((_, index) => index).sort((one, other) => compare(things[one] as T, things[other] as T) || one - other);
}

/** The first thing that stands behind one that it should stand before, with that one; undefined where all are in order. */
export function firstMisplaced<T>(
  things: readonly T[],
  compare: (one: T, other: T) => number,
): readonly [index: number, before: number] | undefined {
  let largest = 0;
  for (let index = 1; index < things.length; index++) {
    const thing = things[index] as T;
    if (compare(things[largest] as T, thing) > 0) return [index, things.findIndex((other) => compare(other, thing) > 0)];
    if (compare(things[largest] as T, thing) < 0) largest = index;
  }
  return undefined;
}

/**
 * Ranks of keys by an order of keys; a key that the order does not have belongs to the one before it, and stays with it.
 */
export function ranksOf(keys: readonly string[], order: readonly string[]): readonly number[] {
  let rank = -1;
  return keys.map((key) => {
    const own = order.indexOf(key);
    if (own >= 0) rank = own;
    return rank;
  });
}

/** Puts the children of a map or list into an order. */
export function sortEdits(file: ComposeFile, holder: YamlMap | YamlSequence, order: readonly number[]): Edits {
  return reorder(file.yaml, holder, order);
}
