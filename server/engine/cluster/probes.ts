import type { Container, Handler, Handlers, ManifestFile, ManifestObject, Probe, ProbeKind } from "../languages/kubernetes/model.ts";
import { scalarValue } from "../languages/kubernetes/scalar.ts";
import { Field } from "../languages/yaml/mapping.ts";
import type { YamlEntry, YamlNode } from "../languages/yaml/model.ts";
import { remove } from "../text/edit.ts";
import { nearest } from "../text/nearest.ts";
import { allOf, type Edits, flow, insertKey, literal, raw, removeKey, renameKey, setValue, type YamlInput } from "./edit.ts";
import type { Translation } from "./exec-command.ts";

/** The probes of what runs while the pod serves, but for those that do not say in exactly one way what to ask: `kubernetes/probe-handlers` tells of them. */
export function probesOf(object: ManifestObject): readonly Probe[] {
  return object.workload?.pod.containers.flatMap(({ probes }) => probes.filter((probe) => handlerFault(probe) === undefined)) ?? [];
}

/** A lifecycle hook. */
export interface Hook extends Handlers {
  readonly container: Container;
  readonly name: "preStop" | "postStart";
}

/** The hooks of what runs while the pod serves. */
export function hooksOf(object: ManifestObject): readonly Hook[] {
  return (
    object.workload?.pod.containers.flatMap((container) =>
      (["postStart", "preStop"] as const).flatMap((name) => {
        const { mapping, handlers, handler } = container[name];
        return mapping.map ? [{ container, name, mapping, handlers, handler }] : [];
      }),
    ) ?? []
  );
}

const handlerKeys = ["exec", "httpGet", "tcpSocket", "grpc"];
const otherKeys = [
  "initialDelaySeconds",
  "periodSeconds",
  "timeoutSeconds",
  "successThreshold",
  "failureThreshold",
  "terminationGracePeriodSeconds",
];

/** Whether a probe asks in no way, or in several. Part of a probe, and one whose handler is misspelt or not seen, has no fault. */
export function handlerFault(probe: Probe): "none" | "several" | undefined {
  const { mapping } = probe;
  const has = handlerKeys.map((key) => mapping.has(key));
  if (has.filter((one) => one === true).length > 1) return "several";
  if (has.some((one) => one !== false)) return undefined;
  const isMisspelt = mapping.entries.some(({ key }) => !otherKeys.includes(key) && nearest(key, handlerKeys) !== undefined);
  return isMisspelt || mapping.has("$patch") !== false || probe.container.pod.workload.object.isPatch ? undefined : "none";
}

/** The key of a probe: `livenessProbe`. */
export function keyOf(kind: ProbeKind): string {
  return `${kind}Probe`;
}

/** Whether two handlers ask the same, however it is written; undefined where that cannot be known. */
export function isSameHandler(a: Handler, b: Handler): boolean | undefined {
  if (a.kind !== b.kind) return false;
  const same: (boolean | undefined)[] = [];
  const compare = (one: unknown, other: unknown) => same.push(one === undefined || other === undefined ? undefined : one === other);
  if (a.kind === "exec") compare(a.command.known && JSON.stringify(a.command.known), b.command.known && JSON.stringify(b.command.known));
  else {
    const isSameName = a.port.value !== undefined && a.port.value === b.port.value;
    if (!isSameName) compare(a.portNumber, b.portNumber);
    compare(a.host.or(""), b.host.or(""));
  }
  if (a.kind === "httpGet") {
    compare(a.path.or("/"), b.path.or("/"));
    compare(a.scheme.or("HTTP")?.toUpperCase(), b.scheme.or("HTTP")?.toUpperCase());
    compare(headersOf(a), headersOf(b));
  }
  if (a.kind === "grpc") compare(a.mapping.text("service").or(""), b.mapping.text("service").or(""));
  return same.includes(false) ? false : same.includes(undefined) ? undefined : true;
}

function headersOf({ mapping }: Handler): string | undefined {
  const headers = mapping.list("httpHeaders");
  if (headers.isOpen) return undefined;
  const lines = headers.mappings.map((one) => {
    const [name, value] = [one.text("name").value, one.text("value").value];
    return name === undefined || value === undefined ? undefined : `${name.toLowerCase()}: ${value}`;
  });
  return lines.includes(undefined) ? undefined : lines.sort().join("\n");
}

/** What a handler asks, for messages: `` `/healthz` `` or `port `5432``. */
export function askedBy(handler: Handler): string {
  switch (handler.kind) {
    case "httpGet":
      return `\`${handler.path.or("/") ?? "…"}\``;
    case "exec":
      return "the same command";
    case "grpc":
      return `gRPC on port \`${handler.port.value ?? "…"}\``;
    default:
      return `port \`${handler.port.value ?? "…"}\``;
  }
}

/** A value of the file to be written elsewhere in it, as it is written there. */
export function copyOf(node: YamlNode | undefined, file: ManifestFile): YamlInput {
  if (!node) return null;
  if (node.kind !== "scalar" && node.isFlow) {
    const written = file.source.slice(node.span);
    if (!node.alias && !/[\n&*]/.test(written)) return raw(written);
  }
  if (node.kind === "map") return Object.fromEntries(node.entries.map(({ key, value }) => [key, copyOf(value, file)]));
  if (node.kind === "sequence") {
    const items = node.items.map(({ value }) => copyOf(value, file));
    return node.isFlow ? flow(...items) : items;
  }
  if (node.style === "literal" || node.style === "folded") return literal(node.text);
  const written = file.source.slice(node.span);
  if (node.alias || written.includes("\n")) return scalarValue(node);
  return written === "" ? null : raw(written);
}

/** Puts one handler in the place of another, unless comments stand in that one. */
export function replaceHandler(object: ManifestObject, { entry }: Handler, { kind, value }: Translation): Edits {
  const { source, comments } = object.file;
  const { end } = source.lineSpan(source.lineOf(entry.value?.span.end ?? entry.keySpan.end));
  if (comments.some(({ span }) => span.start > entry.keySpan.start && span.start < end)) return undefined;
  return allOf(renameKey(object, entry, kind), setValue(object, entry, value));
}

/** Sets a number of a probe, whether it is written or not. */
export function setNumber(probe: Probe, key: string, value: number): Edits {
  const object = probe.container.pod.workload.object;
  const entry = probe.mapping.entryOf(key);
  if (!entry) return insertKey(object, probe.mapping, key, value);
  return probe.mapping.integer(key).value === value ? [] : setValue(object, entry, value);
}

/**
 * Takes a key away without any comment: one behind it stays on a line of its own. Undefined where comments stand inside of its value, which tell more
 * than a fix can know.
 */
export function removeSilently(object: ManifestObject, target: YamlEntry | Field<unknown>): Edits {
  const { file } = object;
  const entry = target instanceof Field ? target.entry : target;
  if (!entry) return undefined;
  const { source } = file;
  const start = entry.keySpan.start;
  const last = source.lineOf(Math.max(start, (entry.value?.span.end ?? entry.keySpan.end) - 1));
  const { end } = source.lineSpan(last);
  const comments = file.comments.filter(({ span }) => span.start >= start && span.start < end);
  const [comment] = comments;
  if (!comment) return removeKey(object, entry);
  const isLine = source.lineOf(start) === last && !entry.map.isFlow && entry.map.entries.length > 1 && !entry.map.alias;
  const isAlone = source.slice({ start: source.lineStarts[last] as number, end: start }).trim() === "";
  return comments.length === 1 && isLine && isAlone ? [remove({ start, end: comment.span.start })] : undefined;
}

/** Edits of which some have nothing to change. */
export function together(...parts: readonly Edits[]): Edits {
  const edits = allOf(...parts);
  return edits && edits.length > 0 ? edits : undefined;
}

/** Names and images of containers that others inject or maintain, beside the application: proxies, agents, collectors. */
const injected =
  /(?:^|[/-])(?:istio-proxy|istio-init|proxyv2|linkerd-proxy|linkerd-init|consul-dataplane|envoy-sidecar|vault-agent(?:-init)?|cloud-?sql-proxy|cloud-sql-proxy|daprd|aws-xray-daemon|xray-daemon|datadog-agent|jaeger-agent|otel-agent|otc-container|opentelemetry-collector|fluent-?bit|fluentd|filebeat|promtail|telegraf|kube-rbac-proxy|config-?reloader|prometheus-config-reloader|configmap-reload|git-sync|k8s-sidecar)(?:$|[:@])/i;

/** Whether a container is a known companion of the application, which is not to be asked for what an application needs. */
export function isInjected({ name, image }: Container): boolean {
  return injected.test(name.value ?? "") || injected.test(image.value ?? "");
}
