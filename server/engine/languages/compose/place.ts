import { rememberFor } from "../../text/remember.ts";
import type { Span } from "../../text/span.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "../yaml/model.ts";
import { placeAt } from "../yaml/place.ts";
import type { ComposeFile, Service } from "./model.ts";
import { objectsOf, typeAt } from "./schema.ts";

/** What an offset of a Compose file lies on: a key, or the text of a value. */
export interface ComposePlace {
  /** Keys, and indexes of items, from the root; of what an `x-` key keeps for others, the path where those use it. */
  readonly path: readonly (string | number)[];
  /** As `kindOfPath` gives it. */
  readonly kind: string;
  readonly isKey: boolean;
  readonly span: Span;
  /** The entry with the key, or the innermost one around the value. */
  readonly entry: YamlEntry;
  /** Of a value. */
  readonly scalar: YamlScalar | undefined;
  /** The innermost map or scalar that is an item of a list. */
  readonly item: YamlNode | undefined;
  /** The service below which it stands. */
  readonly service: Service | undefined;
}

/** The key or value at an offset; undefined between them, and behind aliases. */
export function composePlaceAt(file: ComposeFile, offset: number): ComposePlace | undefined {
  const place = placeAt(file.root.map, offset);
  if (!place) return undefined;
  const { entry, scalar, item } = place;
  const path = usedPath(file, place.path);
  const service = path[0] === "services" && typeof path[1] === "string" ? file.service(path[1]) : undefined;
  return { path, kind: kindOfPath(path), isKey: scalar === undefined, span: scalar?.span ?? entry.keySpan, entry, scalar, item, service };
}

/** A path with `*` for names of the user's own and `#` for items of lists: `services.*.ports.#.target`. */
export function kindOfPath(path: readonly (string | number)[]): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return "#";
      const above = typeAt(path.slice(0, index));
      return objectsOf(above).some(({ fields }) => fields.has(step)) || index === 0 ? step : "*";
    })
    .join(".");
}

/** Where a part of the file is used, for a path below an `x-` key: services take over such parts by `<<` and aliases. */
export function usedPath(file: ComposeFile, path: readonly (string | number)[]): readonly (string | number)[] {
  const [root] = path;
  if (typeof root !== "string" || !root.startsWith("x-")) return path;
  const uses = aliasPaths(file);
  let node: YamlNode | undefined = file.root.map;
  const entry = file.root.map?.entry(root);
  // While nothing stands behind the anchor, its name alone leads to where it is used.
  const anchor =
    entry && !entry.value ? /^[ \t]*&([\w.-]+)/.exec(file.source.text.slice(entry.valueOffset, entry.valueOffset + 100))?.[1] : undefined;
  const unfilled = anchor === undefined ? undefined : uses.get(`*${anchor}`);
  let used = unfilled && [...unfilled, ...path.slice(1)];
  for (const [index, step] of path.entries()) {
    node = node && below(node, step);
    const base = node && uses.get(node.span.start);
    if (base) used = [...base, ...path.slice(index + 1)];
  }
  return used ?? path;
}

function below(node: YamlNode, step: string | number): YamlNode | undefined {
  if (node.kind === "map") return node.get(String(step));
  return node.kind === "sequence" ? node.items[Number(step)]?.value : undefined;
}

const maximumDepth = 12;

/** By the place of an anchored node (by its name with `*`, where nothing is there yet), where the first alias below `services` or another section puts it. */
const aliasPaths = rememberFor((file: ComposeFile): ReadonlyMap<number | string, readonly (string | number)[]> => {
  const found = new Map<number | string, readonly (string | number)[]>();
  const visit = (node: YamlNode | undefined, path: readonly (string | number)[]): void => {
    if (!node || path.length > maximumDepth) return;
    if (node.alias) {
      if (!found.has(node.span.start)) found.set(node.span.start, path);
      return;
    }
    if (node.kind === "map") {
      for (const { key, value, valueOffset } of node.entries) {
        const to = key === "<<" ? path : [...path, key];
        const name = value ? undefined : /^[ \t]*(\*[\w.-]+)/.exec(file.source.text.slice(valueOffset, valueOffset + 100))?.[1];
        if (name !== undefined && !found.has(name)) found.set(name, to);
        if (key !== "<<") visit(value, to);
        else
          for (const one of value?.kind === "sequence" && !value.alias ? value.items.map((item) => item.value) : [value]) visit(one, path);
      }
    } else if (node.kind === "sequence") for (const [index, { value }] of node.items.entries()) visit(value, [...path, index]);
  };
  if (!file.source.text.includes("*")) return found;
  const entries = file.root.map?.entries ?? [];
  for (const { key, value } of entries) if (!key.startsWith("x-")) visit(value, [key]);
  // A part may take over another one.
  for (const { key, value } of entries) {
    const base = key.startsWith("x-") && value ? found.get(value.span.start) : undefined;
    if (base) visit(value, base);
  }
  return found;
});
