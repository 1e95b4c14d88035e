import { productionStages } from "../image/production.ts";
import { type Service, serviceOf } from "../image/service.ts";
import type { Container, ContainerPort, Handler, ProbeKind } from "../languages/kubernetes/model.ts";
import type { TextEdit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { allOf, type Edits, insertContainerKey, placeholder, type YamlInput } from "./edit.ts";
import { dockerfileOf } from "./images.ts";
import { deepWordIn } from "./liveness.ts";
import { defaultProbe, failureThresholdForTolerance } from "./probe-timing.ts";
import { keyOf } from "./probes.ts";
import { servedPorts } from "./served.ts";

type Protocol = "http" | "https" | "grpc" | "grpcs" | "tcp";

/** Names that ports have by what they speak, and numbers that say so where they have none. */
const byName: readonly (readonly [RegExp, Protocol])[] = [
  [/^grpcs$|^grpc.*tls/, "grpcs"],
  [/^grpc|-grpc$/, "grpc"],
  [/^https(?:-|$)|-https$/, "https"],
  [
    /^http|-http$|^(?:web|www|ui|api|rest|app|health|healthz|probes?|management|actuator|metrics|admin|server|frontend|backend)$|^(?:web|metrics)-|-(?:web|metrics|api)$/,
    "http",
  ],
];
const byNumber: ReadonlyMap<number, Protocol> = new Map<number, Protocol>([
  ...[80, 3000, 4000, 5000, 8000, 8008, 8080, 8081, 8082, 8088, 8888, 9090].map((port) => [port, "http"] as const),
  ...[443, 8443].map((port) => [port, "https"] as const),
  [50051, "grpc"],
]);

/** What a port speaks, as far as its name or its number says so. */
export function protocolOf(name: string | undefined, number: number | undefined): Protocol {
  if (name !== undefined) {
    const found = byName.find(([pattern]) => pattern.test(name));
    if (found) return found[1];
  }
  return (number !== undefined && name === undefined ? byNumber.get(number) : undefined) ?? "tcp";
}

/** Whether a port is there for whoever measures, not for traffic. */
export function isMetricsPort({ name, containerPort }: ContainerPort): boolean {
  return name.value === undefined
    ? containerPort.value === 9100 || containerPort.value === 9102
    : /metrics|prom(?:etheus)?$|^monitoring$|^debug$|pprof/.test(name.value);
}

/** What the image of a container serves, where the workspace builds it. */
function serviceIn(container: Container, workspace: Workspace): Service | undefined {
  const file = dockerfileOf(container, workspace);
  const stage = file && productionStages(file, workspace).at(-1);
  return stage && serviceOf(stage, workspace);
}

/** The handler that a new probe of a container asks by, and whether its path is known. */
export interface NewHandler {
  readonly value: { readonly [handler: string]: YamlInput };
  /** Seconds that it needs more than the default, for a TLS handshake. */
  readonly timeout: { readonly timeoutSeconds?: number };
  readonly isKnown: boolean;
}

/**
 * The handler for a probe that is to be written: by the port that Services send traffic to, else the first that is no metrics port; gRPC, HTTP or TCP by the
 * port's name. The path is that of the project's own health endpoint, else what the other probes of the container suggest, for the user to decide.
 * Undefined where no port is known.
 */
export function newHandler(kind: ProbeKind, container: Container, workspace: Workspace): NewHandler | undefined {
  const served = servedPorts(container, workspace)[0];
  const declared = container.ports.find((port) => !isMetricsPort(port)) ?? container.ports[0];
  const service = serviceIn(container, workspace);
  const number = served ? served.number : (declared?.containerPort.value ?? service?.port);
  const name = served ? served.name : declared?.name.value;
  const port = name ?? number;
  if (port === undefined) return undefined;
  const asked = siblingOf(kind, container);
  const protocol = protocolOf(name, number);
  if (protocol === "grpc") return number === undefined ? undefined : { value: { grpc: { port: number } }, timeout: {}, isKnown: false };
  // The kubelet asks gRPC without TLS alone.
  const isHttp =
    protocol === "http" || protocol === "https" || (service?.protocol === "http" && service.port === number) || asked?.kind === "httpGet";
  if (!isHttp) return { value: { tcpSocket: { port } }, timeout: {}, isKnown: false };
  const known = service?.port === undefined || service.port === number ? service?.healthPath : undefined;
  const other = asked?.path.value;
  const path = known ?? placeholder(other === undefined ? usualPath[kind] : pathFor(kind, other));
  // The port that the other probes ask is the one with the endpoints.
  const sibling = asked && ownPort(asked);
  const scheme = asked?.scheme.value ?? (protocol === "https" && sibling === undefined ? "HTTPS" : undefined);
  return {
    value: {
      httpGet: { path, port: known === undefined && sibling !== undefined ? sibling : port, ...(scheme !== undefined && { scheme }) },
    },
    timeout: scheme?.toUpperCase() === "HTTPS" ? { timeoutSeconds: 5 } : {},
    isKnown: known !== undefined,
  };
}

/** The port that a handler asks, as it is to be written again. */
function ownPort({ port, portNumber }: Handler): string | number | undefined {
  return portNumber === undefined || (typeof port.value === "string" && /^\d+$/.test(port.value)) ? portNumber : port.value;
}

const usualPath: Readonly<Record<ProbeKind, string>> = { readiness: "/readyz", liveness: "/livez", startup: "/livez" };

/** A probe of the container that asks by HTTP: the others mostly do so at the same port. */
function siblingOf(kind: ProbeKind, container: Container): Handler | undefined {
  const order: readonly ProbeKind[] =
    kind === "readiness" ? ["liveness", "startup"] : kind === "liveness" ? ["readiness", "startup"] : ["liveness", "readiness"];
  return order.map((one) => container.probe(one)?.handler).find((handler) => handler?.kind === "httpGet");
}

/** The path that goes with that of another probe: `/live` and `/ready`, `/livez` and `/readyz`. */
function pathFor(kind: ProbeKind, other: string): string {
  const path =
    kind === "readiness"
      ? other.replace(/liveness/, "readiness").replace(/alive(?=\b|z)|live/, "ready")
      : other.replace(/readiness/, "liveness").replace(/ready/, "live");
  if (!path.startsWith("/")) return usualPath[kind];
  return kind !== "readiness" && deepWordIn(path) !== undefined ? usualPath[kind] : path;
}

/** A readiness probe: looks every five seconds, and takes the container out after three failures. */
export function newReadiness(container: Container, workspace: Workspace): NewProbe | undefined {
  const handler = newHandler("readiness", container, workspace);
  return (
    handler && {
      key: "readinessProbe",
      value: { ...handler.value, periodSeconds: 5, ...handler.timeout, failureThreshold: 3 },
      isKnown: handler.isKnown,
    }
  );
}

export interface NewProbe {
  readonly key: string;
  readonly value: YamlInput;
  readonly isKnown: boolean;
}

/** A liveness probe that is twice as patient as readiness, and more where both ask the same. */
export function newLiveness(container: Container, workspace: Workspace): NewProbe | undefined {
  const readiness = container.probe("readiness");
  const handler = newHandler("liveness", container, workspace);
  if (!handler) return undefined;
  const other = readiness?.timing ?? { ...defaultProbe, periodSeconds: 5 };
  const threshold = Math.max(other.failureThreshold * 2, failureThresholdForTolerance(defaultProbe, { ...other, ...handler.timeout }));
  return {
    key: "livenessProbe",
    value: { ...handler.value, periodSeconds: 10, ...handler.timeout, failureThreshold: threshold },
    isKnown: false,
  };
}

/** All three probes, those that are there left out: start-up may take two and a half minutes. */
export function allProbes(container: Container, workspace: Workspace): Edits {
  const readiness = container.hasProbe("readiness") === false ? newReadiness(container, workspace) : undefined;
  const liveness = container.hasProbe("liveness") === false ? newLiveness(container, workspace) : undefined;
  const start = container.hasProbe("startup") === false ? newHandler("liveness", container, workspace) : undefined;
  const startup = start && {
    key: keyOf("startup"),
    value: { ...start.value, periodSeconds: 5, ...start.timeout, failureThreshold: startupThreshold(container) },
  };
  const edits = allOf(
    ...[startup, liveness, readiness].flatMap((probe) => (probe ? [insertContainerKey(container, probe.key, probe.value)] : [])),
  );
  return edits && merged(edits);
}

/** Two and a half minutes at five seconds each, or what the deadline of the rollout leaves. */
function startupThreshold({ pod }: Container): number {
  const { spec } = pod.workload.object;
  const deadline = spec.integer("progressDeadlineSeconds").value;
  if (deadline === undefined) return 30;
  const left = deadline - (spec.integer("minReadySeconds").value ?? 0) - 30;
  return Math.max(3, Math.min(30, Math.floor(left / 5)));
}

/** Insertions at one place as one edit, in their order. */
export function merged(edits: readonly TextEdit[]): readonly TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const at = result.findIndex(({ span }) => span.start === edit.span.start && span.end === span.start && edit.span.end === span.end);
    const before = result[at];
    if (!before) {
      result.push(edit);
      continue;
    }
    const shift = before.text.length;
    const placeholders: Span[] = [
      ...(before.placeholders ?? []),
      ...(edit.placeholders ?? []).map(({ start, end }) => ({ start: start + shift, end: end + shift })),
    ];
    result[at] = { span: before.span, text: before.text + edit.text, ...(placeholders.length > 0 && { placeholders }) };
  }
  return result;
}
