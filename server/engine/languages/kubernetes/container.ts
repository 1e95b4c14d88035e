import type { Span } from "../../text/span.ts";
import type { Field, List, Mapping } from "../yaml/mapping.ts";
import type { YamlMap } from "../yaml/model.ts";
import type {
  Container,
  ContainerPort,
  ContainerRole,
  EnvironmentVariable,
  Handler,
  HandlerKind,
  Handlers,
  Pod,
  Probe,
  ProbeKind,
  ProbeNumbers,
} from "./model.ts";

/** The container whose keys stand in a map. */
export function containerOf(pod: Pod, mapping: Mapping, role: ContainerRole): Container {
  return new ParsedContainer(pod, mapping, role);
}

const probeKinds: readonly ProbeKind[] = ["liveness", "readiness", "startup"];

class ParsedContainer implements Container {
  readonly pod: Pod;
  readonly mapping: Mapping;
  readonly role: ContainerRole;
  #probes: readonly Probe[] | undefined;
  #ports: readonly ContainerPort[] | undefined;
  #env: readonly EnvironmentVariable[] | undefined;

  constructor(pod: Pod, mapping: Mapping, role: ContainerRole) {
    this.pod = pod;
    this.mapping = mapping;
    this.role = role;
  }

  get name(): Field<string> {
    return this.mapping.text("name");
  }

  get nameSpan(): Span {
    const map = this.mapping.map as YamlMap;
    return this.mapping.scalar("name").span ?? map.entries[0]?.keySpan ?? { start: map.span.start, end: map.span.start };
  }

  called(place?: "first"): string {
    const name = this.name.value;
    if (name !== undefined) return `\`${name}\``;
    return place === "first" ? "This container" : "this container";
  }

  get image(): Field<string> {
    return this.mapping.text("image");
  }

  get portList(): List {
    return this.mapping.list("ports");
  }

  get ports(): readonly ContainerPort[] {
    this.#ports ??= this.portList.mappings.map((mapping) => new Port(mapping));
    return this.#ports;
  }

  port(name: string): ContainerPort | undefined {
    return this.ports.find((port) => port.name.value === name);
  }

  get command(): List {
    return this.mapping.list("command");
  }

  get args(): List {
    return this.mapping.list("args");
  }

  get envList(): List {
    return this.mapping.list("env");
  }

  get env(): readonly EnvironmentVariable[] {
    this.#env ??= this.envList.mappings.map((mapping) => new Variable(mapping));
    return this.#env;
  }

  get envFrom(): readonly Mapping[] {
    return this.mapping.list("envFrom").mappings;
  }

  get volumeMountList(): List {
    return this.mapping.list("volumeMounts");
  }

  get volumeMounts(): readonly Mapping[] {
    return this.volumeMountList.mappings;
  }

  get resources(): Mapping {
    return this.mapping.mapping("resources");
  }

  get requests(): Mapping {
    return this.resources.mapping("requests");
  }

  get limits(): Mapping {
    return this.resources.mapping("limits");
  }

  get securityContext(): Mapping {
    return this.mapping.mapping("securityContext");
  }

  get lifecycle(): Mapping {
    return this.mapping.mapping("lifecycle");
  }

  get preStop(): Handlers {
    return new ParsedHandlers(this, this.lifecycle.mapping("preStop"));
  }

  get postStart(): Handlers {
    return new ParsedHandlers(this, this.lifecycle.mapping("postStart"));
  }

  get probes(): readonly Probe[] {
    this.#probes ??= probeKinds.flatMap((kind) => {
      const mapping = this.mapping.mapping(`${kind}Probe`);
      return mapping.map && mapping.entry ? [new ParsedProbe(this, kind, mapping)] : [];
    });
    return this.#probes;
  }

  probe(kind: ProbeKind): Probe | undefined {
    return this.probes.find((probe) => probe.kind === kind);
  }

  hasProbe(kind: ProbeKind): boolean | undefined {
    return this.mapping.has(`${kind}Probe`);
  }
}

class Port implements ContainerPort {
  readonly mapping: Mapping;

  constructor(mapping: Mapping) {
    this.mapping = mapping;
  }

  get containerPort(): Field<number> {
    return this.mapping.integer("containerPort");
  }

  get name(): Field<string> {
    return this.mapping.text("name");
  }

  get protocol(): Field<string> {
    return this.mapping.text("protocol");
  }
}

class Variable implements EnvironmentVariable {
  readonly mapping: Mapping;

  constructor(mapping: Mapping) {
    this.mapping = mapping;
  }

  get name(): Field<string> {
    return this.mapping.text("name");
  }

  get value(): Field<string> {
    return this.mapping.text("value");
  }

  get valueFrom(): Mapping {
    return this.mapping.mapping("valueFrom");
  }
}

const handlerKinds: readonly HandlerKind[] = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

class ParsedHandlers implements Handlers {
  readonly mapping: Mapping;
  readonly #container: Container;
  #handlers: readonly Handler[] | undefined;

  constructor(container: Container, mapping: Mapping) {
    this.#container = container;
    this.mapping = mapping;
  }

  get handlers(): readonly Handler[] {
    this.#handlers ??= handlerKinds.flatMap((kind) => {
      const mapping = this.mapping.mapping(kind);
      return mapping.map && mapping.entry ? [new ParsedHandler(this.#container, kind, mapping)] : [];
    });
    return this.#handlers;
  }

  get handler(): Handler | undefined {
    return this.handlers.length === 1 ? this.handlers[0] : undefined;
  }
}

class ParsedHandler implements Handler {
  readonly kind: HandlerKind;
  readonly mapping: Mapping;
  readonly #container: Container;

  constructor(container: Container, kind: HandlerKind, mapping: Mapping) {
    this.#container = container;
    this.kind = kind;
    this.mapping = mapping;
  }

  get entry() {
    return this.mapping.entry as NonNullable<Mapping["entry"]>;
  }

  get port(): Field<number | string> {
    return this.mapping.integerOrText("port");
  }

  get portNumber(): number | undefined {
    const port = this.port.value;
    if (typeof port !== "string") return port;
    // The API takes a number in quotes as a number.
    return /^\d+$/.test(port) ? Number(port) : this.#container.port(port)?.containerPort.value;
  }

  get path(): Field<string> {
    return this.mapping.text("path");
  }

  get scheme(): Field<string> {
    return this.mapping.text("scheme");
  }

  get host(): Field<string> {
    return this.mapping.text("host");
  }

  get command(): List {
    return this.mapping.list("command");
  }
}

class ParsedProbe extends ParsedHandlers implements Probe {
  readonly container: Container;
  readonly kind: ProbeKind;

  constructor(container: Container, kind: ProbeKind, mapping: Mapping) {
    super(container, mapping);
    this.container = container;
    this.kind = kind;
  }

  get entry() {
    return this.mapping.entry as NonNullable<Mapping["entry"]>;
  }

  get initialDelaySeconds(): Field<number> {
    return this.mapping.integer("initialDelaySeconds");
  }

  get periodSeconds(): Field<number> {
    return this.mapping.integer("periodSeconds");
  }

  get timeoutSeconds(): Field<number> {
    return this.mapping.integer("timeoutSeconds");
  }

  get successThreshold(): Field<number> {
    return this.mapping.integer("successThreshold");
  }

  get failureThreshold(): Field<number> {
    return this.mapping.integer("failureThreshold");
  }

  get terminationGracePeriodSeconds(): Field<number> {
    return this.mapping.integer("terminationGracePeriodSeconds");
  }

  get timing(): ProbeNumbers | undefined {
    // The API sets the defaults where a number is absent or 0 (pkg/apis/core/v1/defaults.go, SetDefaults_Probe); a delay may be 0.
    const initialDelaySeconds = this.initialDelaySeconds.or(0);
    const periodSeconds = this.periodSeconds.or(10);
    const timeoutSeconds = this.timeoutSeconds.or(1);
    const successThreshold = this.successThreshold.or(1);
    const failureThreshold = this.failureThreshold.or(3);
    if (initialDelaySeconds === undefined || periodSeconds === undefined || timeoutSeconds === undefined) return undefined;
    if (successThreshold === undefined || failureThreshold === undefined) return undefined;
    // What is below zero is rejected by the API server: nothing follows from it.
    if (Math.min(initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold) < 0) return undefined;
    return {
      initialDelaySeconds,
      periodSeconds: periodSeconds || 10,
      timeoutSeconds: timeoutSeconds || 1,
      successThreshold: successThreshold || 1,
      failureThreshold: failureThreshold || 3,
    };
  }
}
