import type { Container, ManifestFile, ManifestObject, Pod } from "../languages/kubernetes/model.ts";
import { belowComments, type Edits, isRepeated, within } from "../languages/yaml/edits.ts";
import { Field, type List, type Mapping } from "../languages/yaml/mapping.ts";
import type { YamlEntry, YamlMap } from "../languages/yaml/model.ts";
import type { YamlInput } from "../languages/yaml/patch.ts";
import * as patch from "../languages/yaml/patch.ts";
import type { Fix, Safety } from "../rule.ts";
import { insert, replace, type TextEdit } from "../text/edit.ts";
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
  return edits && edits.length > 0 && !object.document.isBroken && !losesComment(object.file, edits)
    ? [fixOf(title, safety, object, edits)]
    : [];
}

/** Whether edits delete a comment: what somebody has written down is theirs to delete. */
function losesComment({ comments, source }: ManifestFile, edits: readonly TextEdit[]): boolean {
  return edits.some(
    ({ span, text }) =>
      span.end > span.start &&
      comments.some(
        (comment) => span.start <= comment.span.start && comment.span.end <= span.end && !text.includes(source.slice(comment.span)),
      ),
  );
}

/** Writes a key of a map that it does not have yet, or gives it its first value; without `order`, in the house order of keys of that map. */
export function insertKey(object: ManifestObject, mapping: Mapping, key: string, value: YamlInput, order?: readonly string[]): Edits {
  const { file } = object;
  const { map, entry } = mapping;
  if (!map)
    return mapping.isAbsent && entry && !file.isFilled(entry) ? safe(file, patch.setValue(file.yaml, entry, { [key]: value })) : undefined;
  const own = map.entry(key);
  if (own) return mapping.has(key) === false ? safe(file, patch.setValue(file.yaml, own, value)) : undefined;
  if (mapping.isOpen) return undefined;
  const keys = order ?? orderIn(object, mapping);
  const edits = patch.insertEntry(file.yaml, map, key, value, keys ? { order: keys } : {});
  return safe(file, belowComments(edits, file.yaml.source, columnOf(file, map)));
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
  const [key, ...rest] = path;
  const [next] = rest;
  if (next === undefined) return insertKey(object, mapping, key, value, order);
  const below = mapping.mapping(key);
  if (below.map) return insertAt(object, below, [next, ...rest.slice(1)], value);
  if (!below.isAbsent) return undefined;
  return insertKey(
    object,
    mapping,
    key,
    rest.reduceRight<YamlInput>((inner, name) => ({ [name]: inner }), value),
    order,
  );
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
export function setValue({ file }: Pick<ManifestObject, "file">, target: YamlEntry | Field<unknown>, value: YamlInput): Edits {
  const entry = target instanceof Field ? target.entry : target;
  return entry && safe(file, patch.setValue(file.yaml, entry, value), entry.value?.span);
}

/** Takes a key away with its value and its comments; a map that is left without keys becomes `{}`. */
export function removeKey({ file }: ManifestObject, target: YamlEntry | Field<unknown>): Edits {
  const entry = target instanceof Field ? target.entry : target;
  return entry && safe(file, patch.removeEntry(file.yaml, entry));
}

/** Gives a key another name. */
export function renameKey({ file }: ManifestObject, entry: YamlEntry, key: string): Edits {
  // A slip is read as the key that was meant.
  const own = entry.map.entry(key);
  return own && own !== entry ? undefined : safe(file, patch.renameKey(file.yaml, entry, key), entry.keySpan);
}

/** Puts another text in the place of a scalar, in the quotes that it has. */
export function replaceScalar({ file }: ManifestObject, field: Field<unknown>, text: string): Edits {
  const { node, entry } = field;
  if (!node || !entry || node.alias) return undefined;
  if (node.style === "literal" || node.style === "folded" || node.span.start === node.span.end)
    return setValue({ file } as ManifestObject, field, text);
  const written = within(node, text, entry.map.isFlow);
  const quotes = node.style === "plain" ? 0 : 1;
  if (written === undefined) return safe(file, patch.setValue(file.yaml, entry, text), node.span);
  return safe(file, [replace({ start: node.span.start + quotes, end: node.span.end - quotes }, written)], node.span);
}

/** Adds an item to a list, at its end or so that it gets the given index. */
export function insertItem({ file }: ManifestObject, list: List, value: YamlInput, index?: number): Edits {
  const { sequence, entry } = list;
  if (!sequence) return list.isAbsent && entry ? safe(file, patch.setValue(file.yaml, entry, [value])) : undefined;
  if (list.isOpen) return undefined;
  const first = sequence.items[0];
  const edits = patch.insertItem(file.yaml, sequence, index ?? sequence.items.length, value);
  return safe(file, first && !sequence.isFlow ? belowComments(edits, file.yaml.source, columnAt(file, first.span.start)) : edits);
}

/** Takes an item away; a list that is left without items becomes `[]`. */
export function removeItem({ file }: ManifestObject, list: List, index: number): Edits {
  const item = list.sequence?.items[index];
  return list.sequence && item && safe(file, patch.removeItem(file.yaml, list.sequence, item));
}

/**
 * Adds an object at the end of a file, behind `---`. `text` is its YAML, indented by two blanks a level; `placeholders` are the parts of it that the
 * user has to decide. Undefined in templates of charts, where the end of the file may stand under a condition.
 */
export function appendDocument(file: ManifestFile, text: string, placeholders: readonly string[] = []): Edits {
  if (file.template === "helm" || file.template === "jinja" || file.problems.length > 0) return undefined;
  const { text: all, eol } = file.source;
  const last = file.yaml.documents.at(-1);
  const isFresh =
    last?.root === undefined && /^(?:---[ \t]*(?:#.*)?\r?\n|)(?:[ \t]*(?:#.*)?\r?\n)*$/.test(all.slice(last?.span.start ?? 0));
  const before = `${all === "" || all.endsWith("\n") ? "" : eol}${isFresh ? "" : `---${eol}`}`;
  const written = before + text.replace(/\r?\n$/, "").replaceAll(/\r?\n/g, eol) + eol;
  const spans: Span[] = [];
  for (const one of placeholders) {
    for (let at = written.indexOf(one, before.length); at >= 0 && one !== ""; at = written.indexOf(one, at + one.length)) {
      spans.push({ start: at, end: at + one.length });
    }
  }
  return [insert(all.length, written, spans.length > 0 ? spans.sort((a, b) => a.start - b.start) : undefined)];
}

/** The edits, unless one of them changes what an alias repeats elsewhere, a value that a template fills in (`target`), or what stands beside its conditions. */
function safe(file: ManifestFile, edits: Edits, target?: Span): Edits {
  if (!edits || edits.length === 0) return undefined;
  if (edits.some(({ span }) => isRepeated(file.yaml, span.start))) return undefined;
  if (file.template === undefined) return edits;
  if (target && target.end > target.start && file.isMasked(target)) return undefined;
  // What stands in the place of a placeholder must never be written.
  if (edits.some(({ text }) => /T_{4}/.test(text))) return undefined;
  return edits.some(({ span, text }) => touchesTemplate(file, span, text)) ? undefined : edits;
}

/** Conditions and loops of templates, and what they include: lines that may write any number of keys. */
const block = /\{%|\{\{-?\s*(?:if|else|end|range|with|define|block|template|include|toYaml|tpl)\b/;

function touchesTemplate({ source: { text } }: ManifestFile, { start, end }: Span, written: string): boolean {
  if (block.test(text.slice(start, end))) return true;
  // Only what writes or removes whole lines can come between a line of the template and what it belongs to.
  if (!/\n/.test(written) && !/\n/.test(text.slice(start, end))) return false;
  const below = /^[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(\S{0,2})/.exec(text.slice(end, end + 2_000))?.[1] ?? "";
  const above =
    /(?:^|\n)[ \t]*(\S{0,2})[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[^\n]*$/.exec(text.slice(Math.max(0, start - 2_000), start))?.[1] ?? "";
  const isTemplate = (line: string) => line === "{{" || line === "{%";
  return isTemplate(below) || (isTemplate(above) && /^[ \t]*$/.test(text.slice(text.lastIndexOf("\n", start - 1) + 1, start)));
}

function columnAt(file: ManifestFile, offset: number): number {
  const { source } = file;
  return offset - (source.lineStarts[source.lineOf(offset)] as number);
}

function columnOf(file: ManifestFile, map: YamlMap): number {
  return map.isFlow ? Number.POSITIVE_INFINITY : columnAt(file, map.entries[0]?.span.start ?? map.span.start);
}
