import { Lazy } from "../../text/lazy.ts";
import type { Span } from "../../text/span.ts";
import type { YamlEntry, YamlMap, YamlNode } from "../yaml/model.ts";
import type { InputDefinition, OutputDefinition, SecretDefinition, Text } from "./model.ts";
import { booleanOf, entriesOf, mapOf, textBelow, textsOf, type Where } from "./text.ts";

/** What stands below `inputs` of a trigger or an action. `where` is that of `inputs`, as with the others. */
export function inputsOf(node: YamlNode | undefined, where: Where): readonly InputDefinition[] {
  return entriesOf(node).map((entry) => new InputNode(entry, where.below(entry.key)));
}

/** What stands below `outputs` of `workflow_call` or an action. */
export function outputsOf(node: YamlNode | undefined, where: Where): readonly OutputDefinition[] {
  return entriesOf(node).map((entry) => {
    const map = mapOf(entry.value);
    const at = where.below(entry.key);
    return {
      name: entry.key,
      keySpan: entry.keySpan,
      entry,
      value: textBelow(map, "value", at),
      description: textBelow(map, "description", at),
    };
  });
}

/** What stands below `secrets` of `workflow_call`. */
export function secretsOf(node: YamlNode | undefined): readonly SecretDefinition[] {
  return entriesOf(node).map((entry) => ({
    name: entry.key,
    keySpan: entry.keySpan,
    entry,
    required: booleanOf(mapOf(entry.value)?.get("required")),
  }));
}

class InputNode extends Lazy implements InputDefinition {
  readonly name: string;
  readonly entry: YamlEntry;
  readonly #where: Where;

  constructor(entry: YamlEntry, where: Where) {
    super();
    this.name = entry.key;
    this.entry = entry;
    this.#where = where;
  }

  get keySpan(): Span {
    return this.entry.keySpan;
  }

  get map(): YamlMap | undefined {
    return mapOf(this.entry.value);
  }

  get type(): string {
    return this.typeText?.text || "string";
  }

  get typeText(): Text | undefined {
    return this.#text("type");
  }

  get required(): boolean | undefined {
    const node = this.map?.get("required");
    // Actions often write it in quotes.
    return booleanOf(node) ?? (node?.kind === "scalar" && /^(?:true|false)$/i.test(node.text) ? /^true$/i.test(node.text) : undefined);
  }

  get default(): YamlNode | undefined {
    return this.map?.get("default");
  }

  get options(): readonly Text[] | undefined {
    return this.once("options", () => textsOf(this.map?.get("options"), this.#where.below("options")));
  }

  get description(): Text | undefined {
    return this.#text("description");
  }

  get deprecationMessage(): Text | undefined {
    return this.#text("deprecationMessage");
  }

  #text(key: string): Text | undefined {
    return this.once(key, () => textBelow(this.map, key, this.#where));
  }
}
