import { type Span, touches } from "../../text/span.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "./model.ts";

/** What an offset of a YAML file lies on: a key, or the text of a value. */
export interface YamlPlace {
  /** Keys, and indexes of items, from the root. */
  readonly path: readonly (string | number)[];
  /** The entry with the key, or the innermost one around the value. */
  readonly entry: YamlEntry;
  /** Of a value. */
  readonly scalar: YamlScalar | undefined;
  /** The innermost map or scalar that is an item of a list. */
  readonly item: YamlNode | undefined;
}

/** The key or value below a node at an offset; undefined between them, behind aliases, and below keys and at values that are `hidden`. */
export function placeAt(root: YamlNode | undefined, offset: number, hidden: (span: Span) => boolean = () => false): YamlPlace | undefined {
  const path: (string | number)[] = [];
  let node: YamlNode | undefined = root;
  let entry: YamlEntry | undefined;
  let item: YamlNode | undefined;
  while (node && !node.alias) {
    if (node.kind === "scalar") {
      const isHere: boolean = touches(node.span, offset) && !hidden(node.span);
      return entry && isHere ? { path, entry, scalar: node, item } : undefined;
    }
    if (node.kind === "sequence") {
      const index: number = node.items.findIndex(({ value }) => value && !value.alias && touches(value.span, offset));
      if (index < 0) return undefined;
      path.push(index);
      node = node.items[index]?.value;
      item = node;
      continue;
    }
    const found: YamlEntry | undefined = node.entries.find(({ span }) => touches(span, offset));
    if (!found || hidden(found.keySpan)) return undefined;
    entry = found;
    path.push(found.key);
    if (touches(found.keySpan, offset)) return { path, entry, scalar: undefined, item };
    node = found.value;
  }
  return undefined;
}
