import { Lazy } from "../../text/lazy.ts";
import type { Span } from "../../text/span.ts";
import type { YamlEntry, YamlItem, YamlMap, YamlNode } from "../yaml/model.ts";
import { inputsOf, outputsOf, secretsOf } from "./definitions.ts";
import type { Filter, FilterKey, InputDefinition, OutputDefinition, SecretDefinition, Text, Trigger } from "./model.ts";
import { entriesOf, isNull, mapOf, textBelow, textsOf, type Where } from "./text.ts";

const filterKeys: readonly string[] = ["branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore"] satisfies FilterKey[];

/** The triggers behind `on`: one event, a list of events, or a mapping. `where` is that of `on`. */
export function triggersOf(node: YamlNode | undefined, where: Where): readonly Trigger[] {
  if (node?.kind === "map")
    return entriesOf(node).map((entry) => new TriggerNode({ event: entry.key, span: entry.keySpan, entry, item: undefined }, where));
  if (node?.kind === "scalar")
    return isNull(node) ? [] : [new TriggerNode({ event: node.text, span: node.span, entry: undefined, item: undefined }, where)];
  const triggers: Trigger[] = [];
  for (const item of node?.items ?? []) {
    const { value } = item;
    if (value?.kind === "scalar" && !isNull(value))
      triggers.push(new TriggerNode({ event: value.text, span: value.span, entry: undefined, item }, where));
  }
  return triggers;
}

type Head = Pick<Trigger, "event" | "span" | "entry" | "item">;

class TriggerNode extends Lazy implements Trigger {
  readonly event: string;
  readonly span: Span;
  readonly entry: YamlEntry | undefined;
  readonly item: YamlItem | undefined;
  readonly #where: Where;

  constructor({ event, span, entry, item }: Head, where: Where) {
    super();
    this.event = event;
    this.span = span;
    this.entry = entry;
    this.item = item;
    this.#where = where.below(event);
  }

  get config(): YamlMap | undefined {
    return mapOf(this.entry?.value);
  }

  get types(): readonly Text[] | undefined {
    return this.once("types", () => textsOf(this.config?.get("types"), this.#where.below("types")));
  }

  get filters(): readonly Filter[] {
    return this.once("filters", () => {
      const filters: Filter[] = [];
      for (const entry of entriesOf(this.config)) {
        if (!filterKeys.includes(entry.key)) continue;
        const key = entry.key as FilterKey;
        filters.push({ key, keySpan: entry.keySpan, entry, patterns: textsOf(entry.value, this.#where.below(key)) });
      }
      return filters;
    });
  }

  filter(key: FilterKey): Filter | undefined {
    return this.filters.find((filter) => filter.key === key);
  }

  get workflows(): readonly Text[] {
    return this.once("workflows", () => textsOf(this.config?.get("workflows"), this.#where.below("workflows")) ?? []);
  }

  get inputs(): readonly InputDefinition[] {
    return this.once("inputs", () => inputsOf(this.config?.get("inputs"), this.#where.below("inputs")));
  }

  get outputs(): readonly OutputDefinition[] {
    return this.once("outputs", () => outputsOf(this.config?.get("outputs"), this.#where.below("outputs")));
  }

  get secrets(): readonly SecretDefinition[] {
    return this.once("secrets", () => secretsOf(this.config?.get("secrets")));
  }

  get schedules(): Trigger["schedules"] {
    return this.once("schedules", () => {
      const list = this.event === "schedule" ? this.entry?.value : undefined;
      if (list?.kind !== "sequence") return [];
      return list.items.map((item, index) => {
        const map = mapOf(item.value);
        const where = this.#where.below(String(index));
        return { cron: textBelow(map, "cron", where), timezone: textBelow(map, "timezone", where), span: item.span };
      });
    });
  }
}
