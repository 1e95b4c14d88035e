import { type Span, touches } from "../../text/span.ts";
import type { YamlEntry, YamlScalar } from "../yaml/model.ts";
import { placeAt } from "../yaml/place.ts";
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
  const place = object && placeAt(object.root.map, offset, (span) => file.isMasked(span));
  if (!object || !place) return undefined;
  const { path, entry, scalar } = place;
  const kind = path.filter((step) => typeof step === "string").join(".");
  return { object, path, kind, isKey: scalar === undefined, span: scalar?.span ?? entry.keySpan, entry, scalar };
}
