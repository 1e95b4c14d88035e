import { Lazy } from "../../text/lazy.ts";
import type { Span } from "../../text/span.ts";
import { Field, isNull, type List, Mapping } from "../yaml/mapping.ts";
import type { YamlEntry, YamlNode } from "../yaml/model.ts";
import { commandLineOf } from "./command.ts";
import { parseComposeDuration } from "./duration.ts";
import { readInterpolations } from "./interpolation.ts";
import type {
  CommandLine,
  ComposeFile,
  Condition,
  Dependency,
  Extends,
  FileReference,
  Healthcheck,
  Mount,
  Pairs,
  Port,
  Reference,
  Service,
  ServiceBuild,
} from "./model.ts";
import { mountOf } from "./mount.ts";
import { pairsOf } from "./pairs.ts";
import { portOf } from "./port.ts";
import { referencesOf } from "./references.ts";

/** A service as one file writes it. */
export function serviceOf(file: ComposeFile, entry: YamlEntry): Service {
  return new ReadService(file, entry);
}

const noField = new Field<never>("absent", undefined, undefined);
const unknownField = new Field<never>("unknown", undefined, undefined);

class ReadService extends Lazy implements Service {
  readonly file: ComposeFile;
  readonly entry: YamlEntry;
  readonly mapping: Mapping;

  constructor(file: ComposeFile, entry: YamlEntry) {
    super();
    this.file = file;
    this.entry = entry;
    this.mapping = Mapping.of(file, entry.value, entry);
  }

  get name(): string {
    return this.entry.key;
  }

  get nameSpan(): Span {
    return this.entry.keySpan;
  }

  get called(): string {
    return `\`${this.name}\``;
  }

  get image(): Field<string> {
    return this.once("image", () => this.mapping.text("image"));
  }

  get likelyImage(): string | undefined {
    return this.once("likelyImage", () => {
      const { node, value } = this.image;
      return value ?? (node && readInterpolations(node.text).defaultValue);
    });
  }

  get build(): ServiceBuild | undefined {
    return this.once("build", () => {
      const entry = this.mapping.entryOf("build");
      return entry && !isNull(entry.value) ? buildOf(this, entry) : undefined;
    });
  }

  get extends(): Extends | undefined {
    return this.once("extends", () => {
      const entry = this.mapping.entryOf("extends");
      if (!entry || isNull(entry.value)) return undefined;
      const long = this.mapping.mapping("extends");
      const name = long.map ? long.text("service") : this.mapping.text("extends");
      const fileField = long.map && !long.text("file").isAbsent ? long.text("file") : undefined;
      return {
        service: name.value,
        serviceSpan: name.span ?? entry.keySpan,
        file: fileField?.value,
        fileField,
        isUnknown: name.isUnknown || fileField?.isUnknown === true,
      };
    });
  }

  get provider(): Mapping {
    return this.mapping.mapping("provider");
  }

  get healthcheck(): Healthcheck | undefined {
    return this.once("healthcheck", () => {
      const entry = this.mapping.entryOf("healthcheck");
      return entry && !isNull(entry.value) ? new ReadHealthcheck(this, entry) : undefined;
    });
  }

  get dependencies(): readonly Dependency[] {
    return this.once("dependencies", () => dependenciesOf(this));
  }

  get portList(): List {
    return this.once("portList", () => this.mapping.list("ports"));
  }

  get ports(): readonly Port[] {
    return this.once("ports", () => this.portList.nodes.map((node) => portOf(this, node)));
  }

  get mountList(): List {
    return this.once("mountList", () => this.mapping.list("volumes"));
  }

  get mounts(): readonly Mount[] {
    return this.once("mounts", () => this.mountList.nodes.map((node) => mountOf(this, node)));
  }

  get environment(): Pairs {
    return this.once("environment", () => pairsOf(this.mapping, "environment"));
  }

  get labels(): Pairs {
    return this.once("labels", () => pairsOf(this.mapping, "labels"));
  }

  get envFiles(): readonly FileReference[] {
    return this.once("envFiles", () => ["env_file", "label_file"].flatMap((key) => fileReferences(this, key)));
  }

  get command(): CommandLine | undefined {
    return this.once("command", () => commandLineOf(this, this.mapping.entryOf("command")));
  }

  get entrypoint(): CommandLine | undefined {
    return this.once("entrypoint", () => commandLineOf(this, this.mapping.entryOf("entrypoint")));
  }

  get references(): readonly Reference[] {
    return this.once("references", () => referencesOf(this));
  }

  get profiles(): List {
    return this.once("profiles", () => this.mapping.list("profiles"));
  }

  get deploy(): Mapping {
    return this.mapping.mapping("deploy");
  }

  get restart(): Field<string> {
    return this.once("restart", () => {
      const field = this.mapping.scalar("restart");
      // YAML 1.1 would read `no` as a boolean, and people write `false` for it.
      return field.value === false ? new Field("known", "no", field.entry) : this.mapping.text("restart");
    });
  }
}

function buildOf(service: Service, entry: YamlEntry): ServiceBuild {
  const mapping = service.mapping.mapping("build");
  const isShort = entry.value?.kind === "scalar";
  const field = (key: string): Field<string> => (mapping.map ? mapping.text(key) : isShort ? noField : unknownField);
  return {
    service,
    entry,
    isShort,
    mapping: isShort ? new Mapping(service.file, "absent", undefined, undefined) : mapping,
    context: isShort ? service.mapping.text("build") : field("context"),
    dockerfile: field("dockerfile"),
    inline: field("dockerfile_inline"),
    target: field("target"),
    args: pairsOf(mapping, "args"),
    additionalContexts: pairsOf(mapping, "additional_contexts"),
  };
}

class ReadHealthcheck extends Lazy implements Healthcheck {
  readonly service: Service;
  readonly entry: YamlEntry;
  readonly mapping: Mapping;

  constructor(service: Service, entry: YamlEntry) {
    super();
    this.service = service;
    this.entry = entry;
    this.mapping = service.mapping.mapping("healthcheck");
  }

  get isDisabled(): boolean | undefined {
    if (this.testKind === "NONE") return true;
    return this.mapping.boolean("disable").or(false);
  }

  get test(): CommandLine | undefined {
    return this.once("test", () => commandLineOf(this.service, this.mapping.entryOf("test"), true));
  }

  get testKind(): string | undefined {
    const { test } = this;
    if (!test) return undefined;
    // `test: NONE` as a text is a command like any other.
    if (test.form === "text") return "CMD-SHELL";
    return this.mapping.list("test").texts[0];
  }

  get interval(): Field<number> {
    return this.once("interval", () => this.#duration("interval"));
  }

  get timeout(): Field<number> {
    return this.once("timeout", () => this.#duration("timeout"));
  }

  get startPeriod(): Field<number> {
    return this.once("startPeriod", () => this.#duration("start_period"));
  }

  get startInterval(): Field<number> {
    return this.once("startInterval", () => this.#duration("start_interval"));
  }

  get retries(): Field<number> {
    return this.mapping.integer("retries");
  }

  #duration(key: string): Field<number> {
    const { entry, isAbsent, value } = this.mapping.text(key);
    if (isAbsent) return noField;
    const milliseconds = value === undefined ? undefined : parseComposeDuration(value);
    return new Field<number>(milliseconds === undefined ? "unknown" : "known", milliseconds, entry);
  }
}

const conditions: ReadonlySet<string> = new Set<Condition>(["service_started", "service_healthy", "service_completed_successfully"]);

function dependenciesOf(service: Service): readonly Dependency[] {
  const { file, mapping } = service;
  const long = mapping.mapping("depends_on");
  if (long.map) {
    return long.entries.map((entry): Dependency => {
      const below = Mapping.of(file, entry.value, entry);
      const conditionField = below.text("condition");
      const condition = conditionField.or("service_started");
      return {
        service,
        name: entry.key,
        nameSpan: entry.keySpan,
        isShort: false,
        entry,
        mapping: below,
        condition: condition !== undefined && conditions.has(condition) ? (condition as Condition) : undefined,
        conditionField,
        isRequired: below.boolean("required").or(true) !== false,
      };
    });
  }
  const none = new Mapping(file, "absent", undefined, undefined);
  return namesIn(service, mapping.list("depends_on").nodes).map(
    ({ name, span }): Dependency => ({
      service,
      name,
      nameSpan: span,
      isShort: true,
      entry: undefined,
      mapping: none,
      condition: "service_started",
      conditionField: noField,
      isRequired: true,
    }),
  );
}

/** The scalars among nodes that hold no variable. */
export function namesIn({ file }: Service, nodes: readonly YamlNode[]): readonly { readonly name: string; readonly span: Span }[] {
  return nodes.flatMap((node) =>
    node.kind === "scalar" && !isNull(node) && !file.isMasked(node.span)
      ? [{ name: node.text, span: node.mapped.spanToSource({ start: 0, end: node.text.length }) }]
      : [],
  );
}

function fileReferences({ mapping, file }: Service, key: string): readonly FileReference[] {
  const value = mapping.entryOf(key)?.value;
  const nodes = value?.kind === "sequence" ? mapping.list(key).nodes : value && !isNull(value) ? [value] : [];
  return nodes.map((node): FileReference => {
    const long = node.kind === "map" ? Mapping.of(file, node) : undefined;
    const path = long ? long.text("path").node : node.kind === "scalar" ? node : undefined;
    const isKnown = path !== undefined && !file.isMasked(path.span);
    return {
      key,
      path: isKnown ? path.text : undefined,
      span: path?.span ?? node.span,
      isRequired: long ? long.boolean("required").or(true) !== false : true,
    };
  });
}
