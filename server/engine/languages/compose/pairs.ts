import { Lazy } from "../../text/lazy.ts";
import type { Span } from "../../text/span.ts";
import { isNull, type Mapping } from "../yaml/mapping.ts";
import type { YamlEntry, YamlItem } from "../yaml/model.ts";
import { readEnvironmentItem } from "./environment-list.ts";
import { unescapeDollars } from "./interpolation.ts";
import type { Pair, Pairs } from "./model.ts";
import { hasVariable } from "./scalar.ts";

/** The pairs under a key of a map, be they written as a map or as a list of `NAME=value`. */
export function pairsOf(mapping: Mapping, key: string): Pairs {
  return new ReadPairs(mapping, key);
}

class ReadPairs extends Lazy implements Pairs {
  readonly #mapping: Mapping;
  readonly #key: string;

  constructor(mapping: Mapping, key: string) {
    super();
    this.#mapping = mapping;
    this.#key = key;
  }

  get entry(): YamlEntry | undefined {
    return this.#mapping.entryOf(this.#key);
  }

  get form(): "map" | "list" | undefined {
    const value = this.entry?.value;
    return value?.kind === "map" ? "map" : value?.kind === "sequence" ? "list" : undefined;
  }

  get state(): "absent" | "unknown" | "known" {
    if (this.form) return "known";
    return this.#mapping.has(this.#key) === false ? "absent" : "unknown";
  }

  get pairs(): readonly Pair[] {
    return this.once("pairs", () => {
      const value = this.entry?.value;
      if (value?.kind === "map") return this.#mapping.mapping(this.#key).entries.map(ofEntry);
      if (value?.kind === "sequence") return value.items.flatMap((item) => ofItem(item) ?? []);
      return [];
    });
  }

  pair(name: string): Pair | undefined {
    return this.pairs.find((pair) => pair.name === name);
  }
}

function ofEntry(entry: YamlEntry): Pair {
  const { key: name, keySpan: nameSpan, span, value } = entry;
  const node = value?.kind === "scalar" ? value : undefined;
  const isPassed = isNull(value);
  const withVariable = node !== undefined && hasVariable(node.text);
  return {
    name,
    nameSpan,
    span,
    value: isPassed || withVariable || !node ? undefined : unescapeDollars(node.text),
    valueSpan: value?.span,
    isPassed,
    hasVariable: withVariable,
    node: isPassed ? undefined : node,
    entry,
    item: undefined,
  };
}

function ofItem(item: YamlItem): Pair | undefined {
  const node = item.value;
  if (node?.kind !== "scalar" || isNull(node)) return undefined;
  const { name, nameSpan, value, valueSpan } = readEnvironmentItem(node.text);
  if (name === undefined) return undefined;
  const inFile = (span: Span): Span => node.mapped.spanToSource(span);
  const withVariable = value !== undefined && hasVariable(value);
  return {
    name,
    nameSpan: inFile(nameSpan),
    span: item.span,
    value: value === undefined || withVariable ? undefined : unescapeDollars(value),
    valueSpan: valueSpan && inFile(valueSpan),
    isPassed: value === undefined,
    hasVariable: withVariable,
    node,
    entry: undefined,
    item,
  };
}
