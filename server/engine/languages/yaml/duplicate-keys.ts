import type { Masks } from "./mapping.ts";
import type { YamlEntry, YamlNode } from "./model.ts";

export interface DuplicateKey {
  readonly entry: YamlEntry;
  /** The entry of the same key before it. */
  readonly first: YamlEntry;
}

/** The keys that stand twice in one mapping, in the order of the text. Of two between which a template takes another branch only one is written. */
export function duplicateKeysIn(root: YamlNode | undefined, file: Masks): readonly DuplicateKey[] {
  const found: DuplicateKey[] = [];
  const walk = (node: YamlNode | undefined): void => {
    if (!node || node.alias || node.kind === "scalar") return;
    if (node.kind === "sequence") {
      for (const { value } of node.items) walk(value);
      return;
    }
    const seen = new Map<string, YamlEntry>();
    for (const entry of node.entries) {
      walk(entry.value);
      const { key, keySpan } = entry;
      if (key === "" || key === "<<" || (file.template !== undefined && file.isMasked(keySpan))) continue;
      const first = seen.get(key);
      if (first && !file.isConditional(first, entry)) found.push({ entry, first });
      // The nearest one before it: a third in a branch of its own is compared with the second.
      seen.set(key, entry);
    }
  };
  walk(root);
  return found.sort((a, b) => a.entry.keySpan.start - b.entry.keySpan.start);
}
