import type { YamlMap, YamlNode, YamlScalar } from "../languages/yaml/model.ts";
import { parseYaml } from "../languages/yaml/parse.ts";
import { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";

/** Files above this size hold data, not settings. */
const maximumSize = 256 * 1024;

/** A place in a YAML (or JSON) file: reading goes through aliases and merge keys, and ends at whatever is not there. */
export interface YamlValue {
  readonly span: Span;
  /** A string that nothing is put into: no `${…}` of Compose or Bake, no `${{ … }}` of a workflow, no template braces. */
  readonly text: string | undefined;
  /** A string as it stands; numbers and booleans as they are written. */
  readonly rawText: string | undefined;
  readonly isTrue: boolean;
  readonly isMap: boolean;
  readonly isList: boolean;
  get(key: string): YamlValue | undefined;
  readonly entries: readonly { readonly key: string; readonly keySpan: Span; readonly value: YamlValue }[];
  readonly items: readonly YamlValue[];
}

/** The documents of a YAML file; empty where it is too large or cannot be read. Never throws. */
export function readYaml(text: string): readonly YamlValue[] {
  if (text.length > maximumSize) return [];
  return parseYaml(new SourceText("", text)).documents.flatMap(({ root }) => (root ? [valueAt(root, 0)] : []));
}

/** Whether something is put into a string before it is used. */
function isTemplate(text: string): boolean {
  return /\$\{|\$[A-Za-z_]|\{\{|<%/.test(text);
}

/** The value of a node, or the empty one at an offset. */
function valueAt(node: YamlNode | undefined, offset: number): Value {
  return new Value(node, node?.span ?? { start: offset, end: offset });
}

class Value implements YamlValue {
  readonly #node: YamlNode | undefined;
  readonly span: Span;
  #entries: YamlValue["entries"] | undefined;

  constructor(node: YamlNode | undefined, span: Span) {
    this.#node = node;
    this.span = span;
  }

  get #scalar(): YamlScalar | undefined {
    return this.#node?.kind === "scalar" ? this.#node : undefined;
  }

  get rawText(): string | undefined {
    return this.#scalar?.value === null ? undefined : this.#scalar?.text;
  }

  get text(): string | undefined {
    const text = this.rawText;
    return text === undefined || isTemplate(text.replaceAll("$$", "")) ? undefined : text.replaceAll("$$", "$");
  }

  get isTrue(): boolean {
    const value = this.#scalar?.value;
    return value === true || value === "true" || value === "yes";
  }

  get isMap(): boolean {
    return this.#node?.kind === "map";
  }

  get isList(): boolean {
    return this.#node?.kind === "sequence";
  }

  get(key: string): YamlValue | undefined {
    return this.entries.find((entry) => entry.key === key)?.value;
  }

  /** Own keys first, then what `<<` brings in and they do not have. */
  get entries(): YamlValue["entries"] {
    this.#entries ??= this.#node?.kind === "map" ? withMerged(this.#node) : [];
    return this.#entries;
  }

  get items(): readonly YamlValue[] {
    return this.#node?.kind === "sequence" ? this.#node.items.map(({ value, span }) => valueAt(value, span.end)) : [];
  }
}

function withMerged(map: YamlMap): YamlValue["entries"] {
  const entries: YamlValue["entries"][number][] = [];
  const merged: YamlValue[] = [];
  const seen = new Set<string>();
  for (const { key, keySpan, value: node, valueOffset } of map.entries) {
    // No scalar: the braces of a template look like maps.
    if (key === "") continue;
    const value = valueAt(node, valueOffset);
    if (key === "<<") {
      if (value.isList) merged.push(...value.items);
      else merged.push(value);
      continue;
    }
    seen.add(key);
    entries.push({ key, keySpan, value });
  }
  for (const { entries: others } of merged) {
    for (const entry of others) {
      if (seen.has(entry.key)) continue;
      seen.add(entry.key);
      entries.push(entry);
    }
  }
  return entries;
}
