import type { Service } from "../languages/compose/model.ts";
import { isRepeated } from "../languages/yaml/edits.ts";
import { styleOf, type YamlInput } from "../languages/yaml/patch.ts";
import { insert, replace, type TextEdit } from "../text/edit.ts";
import { type Edits, setValue } from "./edit.ts";

/**
 * Writes the list of a service's `depends_on` as a map, in its order and with its comments; `settingsOf` gives what is said of each dependency. Undefined
 * where it is no list, or what an alias repeats.
 */
export function dependsOnAsMap(service: Service, settingsOf: (name: string) => Readonly<Record<string, string | boolean>>): Edits {
  const { file, mapping, dependencies } = service;
  const entry = mapping.entryOf("depends_on");
  const list = entry?.value;
  if (!entry || list?.kind !== "sequence" || list.alias || entry.map.alias || isRepeated(file.yaml, entry.keySpan.start)) return undefined;
  const names = dependencies.map(({ name }) => name);
  if (new Set(names).size !== list.items.length) return undefined;
  if (list.isFlow) {
    return setValue(file, entry, Object.fromEntries(names.map((name): [string, YamlInput] => [name, settingsOf(name)])));
  }
  const { source } = file;
  const { step, eol } = styleOf(file.yaml);
  const columnAt = (offset: number): number => offset - (source.lineStarts[source.lineOf(offset)] as number);
  const own = columnAt(entry.keySpan.start);
  const edits: TextEdit[] = [];
  for (const { span, value } of list.items) {
    const line = source.lineSpan(source.lineOf(span.start));
    if (value?.kind !== "scalar" || value.alias || value.span.end > line.end || !/^ *$/.test(source.text.slice(line.start, span.start)))
      return undefined;
    const column = columnAt(span.start) > own ? columnAt(span.start) : own + step;
    const key = `${" ".repeat(column)}${source.slice(value.span)}:`;
    const below = Object.entries(settingsOf(value.text)).map(([name, setting]) => `${eol}${" ".repeat(column + step)}${name}: ${setting}`);
    if (value.span.end === line.end) edits.push(replace({ start: line.start, end: line.end }, key + below.join("")));
    else edits.push(replace({ start: line.start, end: value.span.end }, key), insert(line.end, below.join("")));
  }
  return edits;
}
