import { replace } from "../../text/edit.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { belowComments, type Edits, isRepeated, within } from "./edits.ts";
import { Field, type List, type Mapping, type Masks } from "./mapping.ts";
import type { YamlComment, YamlEntry, YamlFile, YamlMap } from "./model.ts";
import type { YamlInput } from "./patch.ts";
import * as patch from "./patch.ts";

/*
 * Edits of keys and items, in the file's own indent, style and line breaks; its comments are kept. Each gives undefined where nothing is to be changed
 * or it cannot be done safely: behind an alias and in what one repeats, beside what a template writes.
 */

/** A file that is read through `Mapping`. */
export interface Editable extends Masks {
  readonly source: SourceText;
  readonly yaml: YamlFile;
  readonly comments: readonly YamlComment[];
}

/** Whether edits delete a comment: what somebody has written down is theirs to delete. */
export function losesComment({ comments, source }: Editable, edits: Edits): boolean {
  return (edits ?? []).some(
    ({ span, text }) =>
      span.end > span.start &&
      comments.some(
        (comment) => span.start <= comment.span.start && comment.span.end <= span.end && !text.includes(source.slice(comment.span)),
      ),
  );
}

/** Writes a key of a map that it does not have yet, or gives it its first value; `order` says which keys stand before it. */
export function insertKey(file: Editable, mapping: Mapping, key: string, value: YamlInput, order?: readonly string[]): Edits {
  const { map, entry } = mapping;
  if (!map)
    return mapping.isAbsent && entry && !file.isFilled(entry) ? safe(file, patch.setValue(file.yaml, entry, { [key]: value })) : undefined;
  const own = map.entry(key);
  if (own) return mapping.has(key) === false ? safe(file, patch.setValue(file.yaml, own, value)) : undefined;
  if (mapping.isOpen) return undefined;
  const edits = patch.insertEntry(file.yaml, map, key, value, order ? { order } : {});
  return safe(file, belowComments(edits, file.yaml.source, columnOf(file, map)));
}

/**
 * Writes a value at the end of a path of keys below a map, with the maps on the way that are not there yet: `["securityContext", "runAsNonRoot"]`.
 * `orderOf` gives the order of the keys in the map under a key, `order` that of the first map.
 */
export function insertAt(
  file: Editable,
  mapping: Mapping,
  path: readonly [string, ...string[]],
  value: YamlInput,
  order: (mapping: Mapping) => readonly string[] | undefined,
): Edits {
  const [key, ...rest] = path;
  const [next] = rest;
  if (next === undefined) return insertKey(file, mapping, key, value, order(mapping));
  const below = mapping.mapping(key);
  if (below.map) return insertAt(file, below, [next, ...rest.slice(1)], value, order);
  if (!below.isAbsent) return undefined;
  return insertKey(
    file,
    mapping,
    key,
    rest.reduceRight<YamlInput>((inner, name) => ({ [name]: inner }), value),
    order(mapping),
  );
}

/** Gives a key another value, whatever it had. */
export function setValue(file: Editable, target: YamlEntry | Field<unknown>, value: YamlInput): Edits {
  const entry = target instanceof Field ? target.entry : target;
  return entry && safe(file, patch.setValue(file.yaml, entry, value), entry.value?.span);
}

/** Takes a key away with its value and its comments; a map that is left without keys becomes `{}`. */
export function removeKey(file: Editable, target: YamlEntry | Field<unknown>): Edits {
  const entry = target instanceof Field ? target.entry : target;
  return entry && safe(file, patch.removeEntry(file.yaml, entry));
}

/** Gives a key another name. */
export function renameKey(file: Editable, entry: YamlEntry, key: string): Edits {
  // A slip is read as the key that was meant.
  const own = entry.map.entry(key);
  return own && own !== entry ? undefined : safe(file, patch.renameKey(file.yaml, entry, key), entry.keySpan);
}

/** Puts another text in the place of a scalar, in the quotes that it has. */
export function replaceScalar(file: Editable, field: Field<unknown>, text: string): Edits {
  const { node, entry } = field;
  if (!node || !entry || node.alias) return undefined;
  if (node.style === "literal" || node.style === "folded" || node.span.start === node.span.end) return setValue(file, field, text);
  const written = within(node, text, entry.map.isFlow);
  const quotes = node.style === "plain" ? 0 : 1;
  if (written === undefined) return safe(file, patch.setValue(file.yaml, entry, text), node.span);
  return safe(file, [replace({ start: node.span.start + quotes, end: node.span.end - quotes }, written)], node.span);
}

/** Adds an item to a list, at its end or so that it gets the given index. */
export function insertItem(file: Editable, list: List, value: YamlInput, index?: number): Edits {
  const { sequence, entry } = list;
  if (!sequence) return list.isAbsent && entry ? safe(file, patch.setValue(file.yaml, entry, [value])) : undefined;
  if (list.isOpen) return undefined;
  const first = sequence.items[0];
  const edits = patch.insertItem(file.yaml, sequence, index ?? sequence.items.length, value);
  return safe(file, first && !sequence.isFlow ? belowComments(edits, file.yaml.source, columnAt(file, first.span.start)) : edits);
}

/** Takes an item away; a list that is left without items becomes `[]`. */
export function removeItem(file: Editable, list: List, index: number): Edits {
  const item = list.sequence?.items[index];
  return list.sequence && item && safe(file, patch.removeItem(file.yaml, list.sequence, item));
}

/** The edits, unless one of them changes what an alias repeats elsewhere, a value that a template fills in (`target`), or what stands beside its conditions. */
export function safe(file: Editable, edits: Edits, target?: Span): Edits {
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

function touchesTemplate({ source: { text } }: Editable, { start, end }: Span, written: string): boolean {
  if (block.test(text.slice(start, end))) return true;
  // Only what writes or removes whole lines can come between a line of the template and what it belongs to.
  if (!/\n/.test(written) && !/\n/.test(text.slice(start, end))) return false;
  const below = /^[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(\S{0,2})/.exec(text.slice(end, end + 2_000))?.[1] ?? "";
  const above =
    /(?:^|\n)[ \t]*(\S{0,2})[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[^\n]*$/.exec(text.slice(Math.max(0, start - 2_000), start))?.[1] ?? "";
  const isTemplate = (line: string) => line === "{{" || line === "{%";
  return isTemplate(below) || (isTemplate(above) && /^[ \t]*$/.test(text.slice(text.lastIndexOf("\n", start - 1) + 1, start)));
}

function columnAt(file: Editable, offset: number): number {
  const { source } = file;
  return offset - (source.lineStarts[source.lineOf(offset)] as number);
}

function columnOf(file: Editable, map: YamlMap): number {
  return map.isFlow ? Number.POSITIVE_INFINITY : columnAt(file, map.entries[0]?.span.start ?? map.span.start);
}
