import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { ShellCommand, ShellScript } from "../shell/model.ts";
import type { Field, List, Mapping, Masks } from "../yaml/mapping.ts";
import type { YamlComment, YamlEntry, YamlFile, YamlItem, YamlNode, YamlProblem, YamlScalar } from "../yaml/model.ts";
import type { Piece } from "./expanded-text.ts";
import type { Interpolations } from "./interpolation.ts";
import type { ShortMount } from "./mounts.ts";
import type { PortRange, ShortPort } from "./ports.ts";

/**
 * A Compose file by itself: what it says, before other files are laid over it (`application/` does that). A scalar with a variable in it is unknown
 * to `Field`; aliases and `<<` are followed; `!reset` and `!override` stand in the tag of a node.
 */
export interface ComposeFile extends Masks {
  readonly language: "compose";
  readonly source: SourceText;
  readonly yaml: YamlFile;
  readonly comments: readonly YamlComment[];
  /** What YAML does not allow. What the schema does not allow is judged by rules. */
  readonly problems: readonly YamlProblem[];
  /** The map of the first document. */
  readonly root: Mapping;
  /** YAML cannot read all of it, or a template engine makes a Compose file of it: nothing is known to be missing, and no fix adds to it. */
  readonly isBroken: boolean;
  /** A template engine (Jinja, cookiecutter, …) makes a Compose file of it: nothing is judged. */
  readonly isTemplate: boolean;
  /** `services`. */
  readonly serviceSection: Mapping;
  readonly services: readonly Service[];
  service(name: string): Service | undefined;
  /** The top-level entries of a kind. */
  declarations(kind: DeclarationKind): readonly Declaration[];
  declaration(kind: DeclarationKind, name: string): Declaration | undefined;
  readonly includes: readonly Include[];
  /** Every scalar of the file that holds a variable, in the order of the text, keys left out (Compose fills in values alone). */
  readonly interpolated: readonly InterpolatedText[];
}

/** Kinds of top-level entries that services name. */
export const declarationKinds = ["networks", "volumes", "secrets", "configs", "models"] as const;
export type DeclarationKind = (typeof declarationKinds)[number];

export interface InterpolatedText {
  readonly node: YamlScalar;
  /** Spans count in `node.text`; `node.mapped.spanToSource` leads to the file. */
  readonly interpolations: Interpolations;
  /** The service below which it stands. */
  readonly service: Service | undefined;
}

/** A network, volume, secret, config or model at the top level. */
export interface Declaration {
  readonly file: ComposeFile;
  readonly kind: DeclarationKind;
  readonly name: string;
  readonly nameSpan: Span;
  readonly entry: YamlEntry;
  /** Absent where nothing stands below its name. */
  readonly mapping: Mapping;
  readonly isExternal: boolean;
}

/** An item of `include`. */
export interface Include {
  readonly file: ComposeFile;
  readonly span: Span;
  /** The paths as written, in the folder of the file; undefined where one cannot be known. */
  readonly paths: readonly (string | undefined)[];
  readonly node: YamlNode;
}

/** A service as one file writes it. */
export interface Service {
  readonly file: ComposeFile;
  readonly name: string;
  readonly nameSpan: Span;
  readonly entry: YamlEntry;
  /** Absent where nothing stands below its name. */
  readonly mapping: Mapping;
  readonly image: Field<string>;
  /** The image with the defaults of its variables filled in (`postgres:16` for `postgres:${TAG:-16}`), to recognise it by; undefined where it has none or that is not enough. */
  readonly likelyImage: string | undefined;
  readonly build: ServiceBuild | undefined;
  /** `extends`; undefined where it has none. */
  readonly extends: Extends | undefined;
  /** Run by another program instead of a container (`provider`). */
  readonly provider: Mapping;
  readonly healthcheck: Healthcheck | undefined;
  readonly dependencies: readonly Dependency[];
  readonly ports: readonly Port[];
  readonly portList: List;
  readonly mounts: readonly Mount[];
  readonly mountList: List;
  readonly environment: Pairs;
  readonly labels: Pairs;
  readonly envFiles: readonly FileReference[];
  readonly command: CommandLine | undefined;
  readonly entrypoint: CommandLine | undefined;
  /** Names of other parts that it uses: networks, named volumes, secrets, configs, models, other services. */
  readonly references: readonly Reference[];
  readonly profiles: List;
  readonly deploy: Mapping;
  /** `restart`; `no` unquoted is the string it is meant as. */
  readonly restart: Field<string>;
  /** Its name in backquotes, for messages. */
  readonly called: string;
}

export interface Extends {
  readonly service: string | undefined;
  readonly serviceSpan: Span;
  /** The other file as written; undefined where it extends a service of its own file. */
  readonly file: string | undefined;
  readonly fileField: Field<string> | undefined;
  /** The service or the file cannot be known, as a variable stands in it. */
  readonly isUnknown: boolean;
}

/** `build`, in either form. */
export interface ServiceBuild {
  readonly service: Service;
  readonly entry: YamlEntry;
  readonly isShort: boolean;
  /** Absent in the short form. */
  readonly mapping: Mapping;
  /** The folder or address; absent where the long form leaves it out, which is the folder of the file. */
  readonly context: Field<string>;
  readonly dockerfile: Field<string>;
  readonly inline: Field<string>;
  readonly target: Field<string>;
  readonly args: Pairs;
  readonly additionalContexts: Pairs;
}

export interface Healthcheck {
  readonly service: Service;
  readonly entry: YamlEntry;
  readonly mapping: Mapping;
  /** `disable: true`, or a test of `[NONE]`; undefined where that cannot be known. */
  readonly isDisabled: boolean | undefined;
  /** `test`; undefined where it has none: then it changes the times of the image's own. */
  readonly test: CommandLine | undefined;
  /** The first word of a list: `CMD`, `CMD-SHELL`, `NONE`, or what stands there instead; `CMD-SHELL` for a string. Undefined where unknown. */
  readonly testKind: string | undefined;
  /** Milliseconds; absent where it is left to the default (interval 30 s, timeout 30 s, start period 0 s). */
  readonly interval: Field<number>;
  readonly timeout: Field<number>;
  readonly startPeriod: Field<number>;
  readonly startInterval: Field<number>;
  readonly retries: Field<number>;
}

/** `command`, `entrypoint` and the test of a health check. */
export interface CommandLine {
  readonly service: Service;
  readonly entry: YamlEntry;
  readonly node: YamlNode;
  readonly span: Span;
  readonly form: "text" | "list";
  /** The words of a list, that of the test's kind (`CMD`) left out; of a text the whole text alone. `$$` is `$`. Undefined for one with a variable of Compose in it. */
  readonly words: readonly (string | undefined)[];
  readonly nodes: readonly YamlScalar[];
  /** What a shell runs: the script of a test under `CMD-SHELL`, of `sh -c`; else undefined. Compose splits a plain `command` into words without a shell. */
  readonly script: ShellScript | undefined;
  /** The commands of the script, and of a `command` that is a text; empty for a list that no shell runs: see `words`. */
  readonly commands: readonly ShellCommand[];
  /** The first word without its folder, where it is known. */
  readonly program: string | undefined;
}

export type Condition = "service_started" | "service_healthy" | "service_completed_successfully";

/** An item of `depends_on`. */
export interface Dependency {
  readonly service: Service;
  readonly name: string;
  readonly nameSpan: Span;
  readonly isShort: boolean;
  /** Of the long form. */
  readonly entry: YamlEntry | undefined;
  readonly mapping: Mapping;
  /** `service_started` in the short form and where nothing is said; undefined where it is not known. */
  readonly condition: Condition | undefined;
  readonly conditionField: Field<string>;
  readonly isRequired: boolean;
}

/** A published port, in either form. */
export interface Port {
  readonly service: Service;
  readonly node: YamlNode;
  readonly span: Span;
  /** Undefined in the long form. */
  readonly short: ShortPort | undefined;
  /** Of the long form. */
  readonly mapping: Mapping;
  readonly hostIp: Piece<string>;
  /** On the host; absent where the engine chooses. */
  readonly published: Piece<PortRange>;
  readonly target: Piece<PortRange>;
  readonly protocol: Piece<string>;
}

/** An item of `volumes`, in either form. */
export interface Mount {
  readonly service: Service;
  readonly node: YamlNode;
  readonly span: Span;
  readonly short: ShortMount | undefined;
  readonly mapping: Mapping;
  readonly type: "bind" | "volume" | "anonymous" | "tmpfs" | "other" | "unknown";
  readonly source: Piece<string>;
  readonly target: Piece<string>;
  readonly isReadOnly: boolean | undefined;
}

/** Names with values: `environment`, `labels`, `args` and the like, as a map or as a list of `NAME=value`. */
export interface Pairs {
  readonly state: "absent" | "unknown" | "known";
  readonly form: "map" | "list" | undefined;
  readonly entry: YamlEntry | undefined;
  readonly pairs: readonly Pair[];
  pair(name: string): Pair | undefined;
}

export interface Pair {
  readonly name: string;
  readonly nameSpan: Span;
  /** All of it. */
  readonly span: Span;
  /** The value with `$$` read as `$`; undefined where it has none or a variable stands in it. */
  readonly value: string | undefined;
  readonly valueSpan: Span | undefined;
  /** The name alone: the value is taken from the shell or `.env`. */
  readonly isPassed: boolean;
  readonly hasVariable: boolean;
  /** The scalar that holds the value; in a list, name and value. */
  readonly node: YamlScalar | undefined;
  /** Of the map form. */
  readonly entry: YamlEntry | undefined;
  /** Of the list form. */
  readonly item: YamlItem | undefined;
}

/** A path to another file: `env_file`, `label_file`. */
export interface FileReference {
  readonly key: string;
  /** As written; undefined where it cannot be known. */
  readonly path: string | undefined;
  readonly span: Span;
  readonly isRequired: boolean;
}

/** A name of another part of the application. */
export interface Reference {
  readonly service: Service;
  readonly kind: DeclarationKind | "services";
  readonly name: string;
  /** Of the name alone. */
  readonly span: Span;
  /** The key that names it: `depends_on`, `networks`, `volumes`, `links`, `volumes_from`, `network_mode`, `ipc`, `pid`, `secrets`, … */
  readonly key: string;
}
