import { type Span, touches } from "../../text/span.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "../yaml/model.ts";
import type { ManifestFile, ManifestObject } from "./model.ts";

/** What an offset of a manifest lies on: a key, or the text of a value. */
export interface ManifestPlace {
  readonly object: ManifestObject;
  /** Keys, and indexes of items, from the root of the object. */
  readonly path: readonly (string | number)[];
  /** The keys alone: `spec.template.spec.containers.image`. */
  readonly kind: string;
  readonly isKey: boolean;
  readonly span: Span;
  /** The entry with the key, or the innermost one around the value. */
  readonly entry: YamlEntry;
  /** Of a value. */
  readonly scalar: YamlScalar | undefined;
}

/** The object that an offset lies in. */
export function objectAt({ objects }: ManifestFile, offset: number): ManifestObject | undefined {
  return objects.find(({ span }) => touches(span, offset));
}

/** The key or value at an offset; undefined between them, behind aliases, and where a template fills in what stands there. */
export function manifestPlaceAt(file: ManifestFile, offset: number): ManifestPlace | undefined {
  const object = objectAt(file, offset);
  const path: (string | number)[] = [];
  let node: YamlNode | undefined = object?.root.map;
  let entry: YamlEntry | undefined;
  while (object && node && !node.alias) {
    if (node.kind === "scalar") {
      const isHere: boolean = entry !== undefined && touches(node.span, offset) && !file.isMasked(node.span);
      return entry && isHere ? placeOf(object, path, entry, node) : undefined;
    }
    if (node.kind === "sequence") {
      const index: number = node.items.findIndex(({ value }) => value && !value.alias && touches(value.span, offset));
      if (index < 0) return undefined;
      path.push(index);
      node = node.items[index]?.value;
      continue;
    }
    const found: YamlEntry | undefined = node.entries.find(({ span }) => touches(span, offset));
    if (!found || file.isMasked(found.keySpan)) return undefined;
    entry = found;
    path.push(found.key);
    if (touches(found.keySpan, offset)) return placeOf(object, path, found, undefined);
    node = found.value;
  }
  return undefined;
}

function placeOf(
  object: ManifestObject,
  path: readonly (string | number)[],
  entry: YamlEntry,
  scalar: YamlScalar | undefined,
): ManifestPlace {
  const kind = path.filter((step) => typeof step === "string").join(".");
  return { object, path, kind, isKey: scalar === undefined, span: scalar?.span ?? entry.keySpan, entry, scalar };
}
