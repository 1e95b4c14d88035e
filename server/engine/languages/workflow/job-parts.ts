import { Lazy } from "../../text/lazy.ts";
import type { Span } from "../../text/span.ts";
import type { YamlEntry, YamlMap } from "../yaml/model.ts";
import type { Concurrency, Container, Environment, NamedValue, RunDefaults, RunsOn, Service, Text } from "./model.ts";
import { entriesOf, isNull, mapOf, namedValues, textBelow, textOf, textsOf, type Where } from "./text.ts";

/** `concurrency` of a workflow or job: a group alone, or a mapping. */
export function concurrencyOf(map: YamlMap | undefined, where: Where): Concurrency | undefined {
  const entry = map?.entry("concurrency");
  if (!entry) return undefined;
  const at = where.below("concurrency");
  const inner = mapOf(entry.value);
  return {
    entry,
    map: inner,
    group: inner ? textBelow(inner, "group", at) : valueText(entry, at),
    cancelInProgress: textBelow(inner, "cancel-in-progress", at),
    cancelEntry: inner?.entry("cancel-in-progress"),
    queue: textBelow(inner, "queue", at),
  };
}

/** `environment` of a job: a name alone, or a mapping. */
export function environmentOf(map: YamlMap | undefined, where: Where): Environment | undefined {
  const entry = map?.entry("environment");
  if (!entry) return undefined;
  const at = where.below("environment");
  const inner = mapOf(entry.value);
  return { entry, map: inner, name: inner ? textBelow(inner, "name", at) : valueText(entry, at), url: textBelow(inner, "url", at) };
}

/** `runs-on` of a job: a label, a list of labels, or a mapping with `group` and `labels`. */
export function runsOnOf(map: YamlMap | undefined, where: Where): RunsOn | undefined {
  const entry = map?.entry("runs-on");
  if (!entry) return undefined;
  const at = where.below("runs-on");
  const inner = mapOf(entry.value);
  return {
    entry,
    labels: (inner ? textsOf(inner.get("labels"), at.below("labels")) : textsOf(entry.value, at)) ?? [],
    group: textBelow(inner, "group", at),
  };
}

/** `defaults.run` of a workflow or job. */
export function runDefaultsOf(map: YamlMap | undefined, where: Where): RunDefaults {
  const run = mapOf(mapOf(map?.get("defaults"))?.get("run"));
  const at = where.below("defaults").below("run");
  return { shell: textBelow(run, "shell", at), workingDirectory: textBelow(run, "working-directory", at) };
}

/** `container` of a job. */
export function containerOf(map: YamlMap | undefined, where: Where): Container | undefined {
  const entry = map?.entry("container");
  return entry ? new ContainerNode(entry, where.below("container")) : undefined;
}

/** `services` of a job. */
export function servicesOf(map: YamlMap | undefined, where: Where): readonly Service[] {
  const at = where.below("services");
  return entriesOf(map?.get("services")).map((entry) => new ServiceNode(entry, at.below(entry.key)));
}

function valueText(entry: YamlEntry, where: Where): Text | undefined {
  return isNull(entry.value) ? undefined : textOf(entry.value, where);
}

class ContainerNode extends Lazy implements Container {
  readonly entry: YamlEntry;
  readonly where: Where;

  constructor(entry: YamlEntry, where: Where) {
    super();
    this.entry = entry;
    this.where = where;
  }

  get map(): YamlMap | undefined {
    return mapOf(this.entry.value);
  }

  get image(): Text | undefined {
    return this.once("image", () => (this.map ? textBelow(this.map, "image", this.where) : valueText(this.entry, this.where)));
  }

  get credentials(): YamlMap | undefined {
    return mapOf(this.map?.get("credentials"));
  }

  get options(): Text | undefined {
    return this.once("options", () => textBelow(this.map, "options", this.where));
  }

  get env(): readonly NamedValue[] {
    return this.once("env", () => namedValues(this.map?.get("env"), this.where.below("env")));
  }
}

class ServiceNode extends ContainerNode implements Service {
  get id(): string {
    return this.entry.key;
  }

  get idSpan(): Span {
    return this.entry.keySpan;
  }

  get ports(): readonly Text[] {
    return this.once("ports", () => textsOf(this.map?.get("ports"), this.where.below("ports")) ?? []);
  }
}
