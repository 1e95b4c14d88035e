import { Lazy } from "../../text/lazy.ts";
import type { YamlEntry, YamlMap, YamlNode } from "../yaml/model.ts";
import type { Strategy, Text } from "./model.ts";
import { entriesOf, isNull, mapOf, textBelow, type Where } from "./text.ts";

/** `strategy` of a job. */
export function strategyOf(map: YamlMap | undefined, where: Where): Strategy | undefined {
  const entry = map?.entry("strategy");
  return entry ? new StrategyNode(entry, where.below("strategy")) : undefined;
}

class StrategyNode extends Lazy implements Strategy {
  readonly entry: YamlEntry;
  readonly #where: Where;
  #keptFailFast: Text | undefined | null = null;
  #keptRows: Strategy["rows"] | null = null;
  #keptProperties: readonly string[] | undefined | null = null;
  #keptIncluded: readonly YamlMap[] | undefined | null = null;

  constructor(entry: YamlEntry, where: Where) {
    super();
    this.entry = entry;
    this.#where = where;
  }

  get matrixEntry(): YamlEntry | undefined {
    return mapOf(this.entry.value)?.entry("matrix");
  }

  get #matrix(): YamlMap | undefined {
    return mapOf(this.matrixEntry?.value);
  }

  get failFast(): Text | undefined {
    if (this.#keptFailFast === null) this.#keptFailFast = textBelow(mapOf(this.entry.value), "fail-fast", this.#where);
    return this.#keptFailFast;
  }

  get rows(): Strategy["rows"] {
    if (this.#keptRows === null) this.#keptRows = this.#readRows();
    return this.#keptRows;
  }

  #readRows(): Strategy["rows"] {
    const rows = entriesOf(this.#matrix).filter(({ key }) => key !== "include" && key !== "exclude");
    return rows.map((entry) => ({ name: entry.key, keySpan: entry.keySpan, entry, values: listOf(entry.value) }));
  }

  get include(): YamlNode | undefined {
    return this.#matrix?.get("include");
  }

  get exclude(): YamlNode | undefined {
    return this.#matrix?.get("exclude");
  }

  get isStatic(): boolean {
    return this.properties !== undefined;
  }

  get properties(): readonly string[] | undefined {
    if (this.#keptProperties === null) this.#keptProperties = this.#readProperties();
    return this.#keptProperties;
  }

  #readProperties(): readonly string[] | undefined {
    if (isNull(this.entry.value) || (mapOf(this.entry.value) && isNull(this.matrixEntry?.value))) return [];
    const included = this.#included;
    if (!this.#matrix || this.#matrix.entry("<<") || !included || !isKnown(this.exclude)) return undefined;
    const names = this.rows.map(({ name }) => name);
    for (const map of included) names.push(...entriesOf(map).map(({ key }) => key));
    return [...new Set(names)];
  }

  /** The items of `include`; undefined where an expression gives some. */
  get #included(): readonly YamlMap[] | undefined {
    if (this.#keptIncluded === null) this.#keptIncluded = this.#readIncluded();
    return this.#keptIncluded;
  }

  #readIncluded(): readonly YamlMap[] | undefined {
    const { include } = this;
    if (isNull(include)) return [];
    if (include?.kind !== "sequence") return undefined;
    const maps: YamlMap[] = [];
    for (const { value } of include.items) {
      if (value?.kind === "map") maps.push(value);
      else if (!isNull(value)) return undefined;
    }
    return maps;
  }

  valuesOf(property: string): readonly string[] | undefined {
    return this.once(`values ${property}`, () => {
      const included = this.#included;
      if (!this.#matrix || !included) return undefined;
      const [name = "", ...path] = property.toLowerCase().split(".");
      const values = new Set<string>();
      const rows = this.rows.filter((row) => row.name.toLowerCase() === name);
      if (rows.some((row) => !row.values)) return undefined;
      const nodes: (YamlNode | undefined)[] = rows.flatMap((row) => row.values ?? []);
      for (const map of included) nodes.push(...entriesOf(map).flatMap(({ key, value }) => (key.toLowerCase() === name ? [value] : [])));
      for (const node of nodes) {
        const value = stepDown(node, path);
        if (value === undefined || isNull(value)) values.add("");
        else if (value.kind !== "scalar" || value.text.includes("${{")) return undefined;
        else values.add(value.text);
      }
      if (nodes.length === 0) return undefined;
      // What `include` alone names is empty in the combinations that it does not reach.
      const isEverywhere = rows.length > 0 || (this.rows.length === 0 && nodes.length >= included.length);
      if (!isEverywhere) values.add("");
      return [...values];
    });
  }
}

/** The values of a row: a list, or a single one; undefined where an expression gives them. */
function listOf(node: YamlNode | undefined): readonly YamlNode[] | undefined {
  if (isNull(node) || node === undefined) return [];
  if (node.kind !== "sequence") return node.kind === "scalar" && node.text.includes("${{") ? undefined : [node];
  return node.items.flatMap(({ value }) => (value ? [value] : []));
}

function isKnown(node: YamlNode | undefined): boolean {
  return isNull(node) || node?.kind === "sequence";
}

function stepDown(node: YamlNode | undefined, path: readonly string[]): YamlNode | undefined {
  let at = node;
  for (const name of path) at = mapOf(at)?.entries.find(({ key }) => key.toLowerCase() === name)?.value;
  // A step below a text gives nothing, unless the text is an expression.
  return at ?? (node?.kind === "scalar" && node.text.includes("${{") ? node : undefined);
}
