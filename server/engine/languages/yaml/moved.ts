import { insert, type TextEdit } from "../../text/edit.ts";
import type { SourceText } from "../../text/source.ts";
import type { Edits } from "./edits.ts";
import type { Editable } from "./key-edits.ts";
import type { YamlEntry, YamlMap, YamlSequence } from "./model.ts";
import { raw, styleOf, type YamlInput } from "./patch.ts";

/** The value of an entry as it is written, to be written elsewhere; undefined where it cannot be moved. */
export function asWritten({ source, yaml }: Pick<Editable, "source" | "yaml">, { value, keySpan }: YamlEntry): YamlInput | undefined {
  if (!value || value.alias || value.tag !== undefined) return undefined;
  const text = source.slice(value.span);
  if (!text.includes("\n")) return value.kind === "scalar" || value.isFlow ? raw(text) : oneLine(value, source);
  if (
    value.kind === "scalar" ||
    value.isFlow ||
    text.includes("\r") ||
    styleOf(yaml).step !== 2 ||
    yaml.documents.some(({ anchors }) => anchors.length > 0)
  )
    return undefined;
  const column = value.span.start - source.lineSpan(source.lineOf(value.span.start)).start;
  if (source.lineOf(keySpan.start) === source.lineOf(value.span.start) || /[|>][-+0-9]*[ \t]*(?:#.*)?$/m.test(text)) return undefined;
  const lines = text.split("\n").map((line, i) => (i === 0 ? line : line.slice(column)));
  // A list that is not indented stands where its key does.
  return raw(lines.join("\n"));
}

/** A block of one line: a key or an item, in which there is no other but by the same. */
function oneLine(value: YamlMap | YamlSequence, source: SourceText): YamlInput | undefined {
  const inner = value.kind === "map" ? value.entries[0]?.value : value.items[0]?.value;
  if (!inner || inner.alias || inner.tag !== undefined) return undefined;
  const written = inner.kind === "scalar" || inner.isFlow ? raw(source.slice(inner.span)) : oneLine(inner, source);
  if (written === undefined) return undefined;
  return value.kind === "map" ? { [value.entries[0]?.key ?? ""]: written } : [written];
}

/** Makes the only item of a list of a block map; undefined where it is none, or stands on the line of its key. */
export function intoList({ source }: Pick<Editable, "source">, { value, keySpan, map }: YamlEntry): Edits {
  if (value?.kind !== "map" || value.isFlow || value.alias || map.alias) return undefined;
  const first = source.lineOf(value.span.start);
  // A property of the map, such as an anchor, would have to move along.
  if (/\S/.test(source.text.slice(source.lineSpan(first).start, value.span.start)) || source.lineOf(keySpan.start) === first)
    return undefined;
  const edits: TextEdit[] = [insert(value.span.start, "- ")];
  for (let line = first + 1; line < source.lineStarts.length && source.lineSpan(line).start < value.span.end; line++) {
    const { start, end } = source.lineSpan(line);
    if (end > start) edits.push(insert(start, "  "));
  }
  return edits;
}

/** Edits from the first to the last; undefined where one reaches into another. */
export function inOrder(edits: Edits): Edits {
  const sorted = edits && [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return sorted?.every(({ span }, i) => i === 0 || (sorted[i - 1]?.span.end ?? 0) <= span.start) ? sorted : undefined;
}
