import { Lazy } from "../../text/lazy.ts";
import type { YamlEntry, YamlMap } from "../yaml/model.ts";
import type { Permissions, Text } from "./model.ts";
import { entriesOf, isNull, textOf, type Where } from "./text.ts";

/** `permissions` of a workflow or job. */
export function permissionsOf(map: YamlMap | undefined, where: Where): Permissions | undefined {
  const entry = map?.entry("permissions");
  return entry ? new PermissionsNode(entry, where.below("permissions")) : undefined;
}

class PermissionsNode extends Lazy implements Permissions {
  readonly entry: YamlEntry;
  readonly #where: Where;

  constructor(entry: YamlEntry, where: Where) {
    super();
    this.entry = entry;
    this.#where = where;
  }

  get shorthand(): Text | undefined {
    return this.once("shorthand", () => (isNull(this.entry.value) ? undefined : textOf(this.entry.value, this.#where)));
  }

  get scopes(): Permissions["scopes"] {
    return this.once("scopes", () =>
      entriesOf(this.entry.value).map((entry) => ({
        name: entry.key,
        keySpan: entry.keySpan,
        entry,
        level: isNull(entry.value) ? undefined : textOf(entry.value, this.#where.below(entry.key)),
      })),
    );
  }

  levelOf(scope: string): "write" | "read" | "none" | undefined {
    const { value } = this.entry;
    if (value?.kind === "scalar") {
      if (value.text === "write-all") return "write";
      return value.text === "read-all" ? "read" : undefined;
    }
    if (value?.kind !== "map") return undefined;
    const found = this.scopes.find(({ name }) => name === scope);
    if (!found) return value.entry("<<") ? undefined : "none";
    const level = found.level?.literal;
    return level === "write" || level === "read" || level === "none" ? level : undefined;
  }
}
