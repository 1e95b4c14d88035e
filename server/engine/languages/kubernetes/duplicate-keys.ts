import type { YamlEntry, YamlNode } from "../yaml/model.ts";
import type { ManifestDocument } from "./model.ts";

export interface DuplicateKey {
  readonly entry: YamlEntry;
  /** The entry of the same key before it. */
  readonly first: YamlEntry;
}

/** Whether the text of a document goes on with a second object, as `---` between them is missing: nothing is known of the two then. */
export function runsTogether(text: string): boolean {
  return /^kind:[\s\S]*^kind:/m.test(text) && /^apiVersion:[\s\S]*^apiVersion:/m.test(text);
}

/** The keys that stand twice in one mapping, in the order of the text. Of two between which a template takes another branch only one is written. */
export function duplicateKeys(document: ManifestDocument): readonly DuplicateKey[] {
  const { file } = document;
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
      if (key === "" || key === "<<" || file.isMasked(keySpan)) continue;
      const first = seen.get(key);
      if (first && !file.isConditional(first, entry)) found.push({ entry, first });
      // The nearest one before it: a third in a branch of its own is compared with the second.
      seen.set(key, entry);
    }
  };
  walk(document.yaml.root);
  return found.sort((a, b) => a.entry.keySpan.start - b.entry.keySpan.start);
}
