import type { Container, ManifestFile, ManifestObject, Pod } from "../languages/kubernetes/model.ts";
import type { Edits } from "../languages/yaml/edits.ts";
import * as keys from "../languages/yaml/key-edits.ts";
import type { Field, List, Mapping } from "../languages/yaml/mapping.ts";
import type { YamlEntry } from "../languages/yaml/model.ts";
import type { YamlInput } from "../languages/yaml/patch.ts";
import type { Fix, Safety } from "../rule.ts";
import { insert, type TextEdit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import { orderBelow, orders } from "./key-order.ts";

/*
 * The edits that fixes of manifests share. They write keys in house order, in the file's own indent, style and line breaks, and keep its comments.
 * Each gives undefined where nothing is to be changed or it cannot be done safely: behind an alias and in what one repeats, beside what a template
 * writes.
 */
export { allOf, type Edits } from "../languages/yaml/edits.ts";
export { flow, literal, placeholder, raw, type YamlInput } from "../languages/yaml/patch.ts";

/** The fix made of these edits to the file of an object. */
export function fixOf(title: string, safety: Safety, { file }: Pick<ManifestObject, "file">, edits: readonly TextEdit[]): Fix {
  return { title, safety, changes: [{ kind: "edit", path: file.source.path, edits }] };
}

/**
 * The fix as a list, for `fixes` of a problem; empty where there are no edits, and where the YAML of the object's document is broken: what stands
 * below what cannot be told then, so that a new key could land anywhere.
 */
export function fixesOf(title: string, safety: Safety, object: Pick<ManifestObject, "file" | "document">, edits: Edits): readonly Fix[] {
  return edits && edits.length > 0 && !object.document.isBroken && !keys.losesComment(object.file, edits)
    ? [fixOf(title, safety, object, edits)]
    : [];
}

/** Writes a key of a map that it does not have yet, or gives it its first value; without `order`, in the house order of keys of that map. */
export function insertKey(object: ManifestObject, mapping: Mapping, key: string, value: YamlInput, order?: readonly string[]): Edits {
  return keys.insertKey(object.file, mapping, key, value, order ?? orderIn(object, mapping));
}

function orderIn({ root, workload }: ManifestObject, { map, entry }: Mapping): readonly string[] | undefined {
  if (map === root.map) return orders.root;
  if (map === workload?.pod.spec.map) return orders.pod;
  if (!entry) return workload?.pod.allContainers.some((container) => container.mapping.map === map) ? orders.container : undefined;
  return orderBelow(entry.key);
}

/**
 * Writes a value at the end of a path of keys below a map, with the maps on the way that are not there yet: `["securityContext", "runAsNonRoot"]`.
 */
export function insertAt(
  object: ManifestObject,
  mapping: Mapping,
  path: readonly [string, ...string[]],
  value: YamlInput,
  order?: readonly string[],
): Edits {
  return keys.insertAt(object.file, mapping, path, value, (below) => (below === mapping ? order : undefined) ?? orderIn(object, below));
}

/** Writes a key of a container. */
export function insertContainerKey({ pod, mapping }: Container, key: string, value: YamlInput): Edits {
  return insertKey(pod.workload.object, mapping, key, value, orders.container);
}

/** Writes a key of the pod's `spec`. */
export function insertPodKey({ workload, spec }: Pod, key: string, value: YamlInput): Edits {
  return insertKey(workload.object, spec, key, value, orders.pod);
}

/** Writes a key of the object's `spec`, and `spec` itself where it has none. */
export function insertSpecKey(object: ManifestObject, key: string, value: YamlInput): Edits {
  return insertAt(object, object.root, ["spec", key], value, orders.root);
}

/** Gives a key another value, whatever it had. */
export const setValue = ({ file }: Pick<ManifestObject, "file">, target: YamlEntry | Field<unknown>, value: YamlInput): Edits =>
  keys.setValue(file, target, value);

/** Takes a key away with its value and its comments; a map that is left without keys becomes `{}`. */
export const removeKey = ({ file }: ManifestObject, target: YamlEntry | Field<unknown>): Edits => keys.removeKey(file, target);

/** Gives a key another name. */
export const renameKey = ({ file }: ManifestObject, entry: YamlEntry, key: string): Edits => keys.renameKey(file, entry, key);

/** Puts another text in the place of a scalar, in the quotes that it has. */
export const replaceScalar = ({ file }: ManifestObject, field: Field<unknown>, text: string): Edits =>
  keys.replaceScalar(file, field, text);

/** Adds an item to a list, at its end or so that it gets the given index. */
export const insertItem = ({ file }: ManifestObject, list: List, value: YamlInput, index?: number): Edits =>
  keys.insertItem(file, list, value, index);

/** Takes an item away; a list that is left without items becomes `[]`. */
export const removeItem = ({ file }: ManifestObject, list: List, index: number): Edits => keys.removeItem(file, list, index);

/**
 * Adds an object at the end of a file, behind `---`. `text` is its YAML, indented by two blanks a level; `placeholders` are the parts of it that the
 * user has to decide. Undefined in templates of charts, where the end of the file may stand under a condition.
 */
export function appendDocument(file: ManifestFile, text: string, placeholders: readonly string[] = []): Edits {
  const { text: all, eol } = file.source;
  const before = separatorAtEnd(file);
  if (before === undefined) return undefined;
  const written = before + text.replace(/\r?\n$/, "").replaceAll(/\r?\n/g, eol) + eol;
  const spans: Span[] = [];
  for (const one of placeholders) {
    for (let at = written.indexOf(one, before.length); at >= 0 && one !== ""; at = written.indexOf(one, at + one.length)) {
      spans.push({ start: at, end: at + one.length });
    }
  }
  return [insert(all.length, written, spans.length > 0 ? spans.sort((a, b) => a.start - b.start) : undefined)];
}

/** What stands between the last line of a file and a document that is added; undefined where none can be. */
export function separatorAtEnd({ template, problems, source: { text, eol }, yaml }: ManifestFile): string | undefined {
  if (template === "helm" || template === "jinja" || problems.length > 0) return undefined;
  const last = yaml.documents.at(-1);
  const isFresh =
    last?.root === undefined && /^(?:---[ \t]*(?:#.*)?\r?\n|)(?:[ \t]*(?:#.*)?\r?\n)*$/.test(text.slice(last?.span.start ?? 0));
  return `${text === "" || text.endsWith("\n") ? "" : eol}${isFresh ? "" : `---${eol}`}`;
}
