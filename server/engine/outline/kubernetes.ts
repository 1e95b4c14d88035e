import { isKustomizationPath } from "../languages/kubernetes/detect.ts";
import type { Container, Handlers, ManifestFile, ManifestObject, Probe, Workload } from "../languages/kubernetes/model.ts";
import type { List, Mapping } from "../languages/yaml/mapping.ts";
import type { YamlNode } from "../languages/yaml/model.ts";
import type { Span } from "../text/span.ts";
import { inside, itemOf } from "./item.ts";
import type { OutlineItem } from "./model.ts";

const longestText = 60;

/** The objects with what they are made of: containers with their ports and probes, ports of Services, hosts, keys of settings, what Kustomize builds. */
export function outlineManifest(file: ManifestFile): OutlineItem[] {
  return file.objects.map(objectItem);
}

function objectItem(object: ManifestObject): OutlineItem {
  const { file, root, span, workload } = object;
  const kind = kindOf(object);
  const name = root.mapping("metadata").scalar("name").span ?? root.mapping("metadata").scalar("generateName").span;
  const title = (name && inside(span, name) && written(file, name)) || kind || "object";
  const namespace = object.namespace.value;
  const replicas = workload?.replicas.value;
  const detail = [
    title === kind ? "" : kind,
    replicas === undefined ? "" : `${replicas} ${replicas === 1 ? "replica" : "replicas"}`,
    namespace === undefined ? "" : `in ${namespace}`,
  ]
    .filter(Boolean)
    .join(" · ");
  const children = workload ? workloadItems(workload) : partsOf(object);
  return itemOf("object", title, detail, span, object.nameSpan, children);
}

function workloadItems({ pod }: Workload): OutlineItem[] {
  const containers = [...pod.mainContainers, ...pod.initContainers, ...pod.sidecars].flatMap(containerItem);
  return [
    ...containers,
    ...named(pod.volumeList, "name", "variable", ({ entries }) => entries.find(({ key }) => key !== "name")?.key),
  ].sort(inOrder);
}

const roles = { main: "", init: "before the others", sidecar: "sidecar" } as const;

function containerItem(container: Container): OutlineItem[] {
  const { mapping, nameSpan, role, image, pod } = container;
  const { map } = mapping;
  if (!map) return [];
  const detail = [image.value ?? "", roles[role]].filter(Boolean).join(" · ");
  const children = [
    ...container.ports.flatMap(({ mapping: port }) => portItem(port, "containerPort")),
    ...container.probes.map(probeItem),
    ...(["postStart", "preStop"] as const).flatMap((key) => hookItem(container, key)),
  ];
  const name = mapping.scalar("name").span;
  const title = (name && written(pod.workload.object.file, name)) || "container";
  return [itemOf("container", title, detail, map.span, nameSpan, children.sort(inOrder))];
}

function probeItem(probe: Probe): OutlineItem {
  return itemOf("probe", `${probe.kind} probe`, handlerInWords(probe), probe.entry.span, probe.entry.keySpan);
}

function hookItem(container: Container, key: "postStart" | "preStop"): OutlineItem[] {
  const hook = container[key];
  const { entry } = hook.mapping;
  return entry && hook.mapping.map ? [itemOf("probe", key, handlerInWords(hook), entry.span, entry.keySpan)] : [];
}

/** "GET /healthz on http", "port 5432". */
function handlerInWords({ handler }: Handlers): string | undefined {
  if (!handler) return undefined;
  const port = handler.port.value;
  switch (handler.kind) {
    case "httpGet":
      return `GET ${handler.path.or("/") ?? "…"} on ${port ?? "…"}`;
    case "exec":
      return shortened(handler.command.texts.map((text) => text ?? "…").join(" "));
    case "sleep":
      return `sleep ${handler.mapping.integer("seconds").value ?? "…"} s`;
    default:
      return `${handler.kind === "grpc" ? "gRPC on" : "port"} ${port ?? "…"}`;
  }
}

/** The kind, which Kustomize lets be left out of its own files. */
function kindOf({ kind, file }: ManifestObject): string {
  return kind || (isKustomizationPath(file.source.path) ? "Kustomization" : "");
}

/** What an object that runs no pods is made of, where that is worth a line. */
function partsOf(object: ManifestObject): OutlineItem[] {
  const { group, root, spec, file } = object;
  switch (kindOf(object)) {
    case "Service":
      return spec.list("ports").mappings.flatMap((port) => portItem(port, "port"));
    case "ConfigMap":
    case "Secret":
      return ["data", "stringData", "binaryData"].flatMap((key) =>
        root.mapping(key).entries.map(({ key: name, keySpan, span }) => itemOf("key", name, undefined, span, keySpan)),
      );
    case "Ingress":
      return named(spec.list("rules"), "host", "route", (rule) => countOf(rule.mapping("http").list("paths"), "path"));
    case "Kustomization":
      return group === "kustomize.config.k8s.io" || root.has("resources") ? buildItems(file, root) : [];
    case "HTTPRoute":
    case "GRPCRoute":
      return spec.list("hostnames").nodes.flatMap((node) => textItem(file, "route", node));
    case "CustomResourceDefinition":
      return named(spec.list("versions"), "name", "key", () => undefined);
    default:
      return [];
  }
}

/** The lists of a description for Kustomize with what they name. */
function buildItems(file: ManifestFile, root: Mapping): OutlineItem[] {
  return root.entries.flatMap(({ key, keySpan, span, value }) => {
    if (value?.kind !== "sequence" || value.alias) return [];
    const children = value.items.flatMap(({ value: node }) => {
      if (node?.kind !== "map") return node ? textItem(file, "file", node) : [];
      const first = ["path", "name"].flatMap((name) => node.entry(name) ?? [])[0] ?? node.entries[0];
      const text = first?.value?.kind === "scalar" ? first.value : undefined;
      return first && text ? [itemOf("file", written(file, text.span) || first.key, undefined, node.span, text.span)] : [];
    });
    return children.length > 0 ? [itemOf("key", key, undefined, span, keySpan, children)] : [];
  });
}

function portItem(port: Mapping, key: "port" | "containerPort"): OutlineItem[] {
  const { map } = port;
  if (!map) return [];
  const number = port.scalar(key);
  const name = port.text("name").value;
  const target = key === "port" ? port.integerOrText("targetPort").value : undefined;
  const text = number.value === undefined || number.value === null ? "…" : String(number.value);
  const detail = [name === undefined ? "" : text, target === undefined ? "" : `to ${target}`].filter(Boolean).join(" ");
  return [itemOf("port", name ?? text, detail, map.span, number.span ?? map.span)];
}

/** The maps of a list, each by the text under a key. */
function named(list: List, key: string, kind: OutlineItem["kind"], detail: (mapping: Mapping) => string | undefined): OutlineItem[] {
  return list.mappings.flatMap((mapping) => {
    const { map } = mapping;
    const name = mapping.text(key);
    return map ? [itemOf(kind, name.value ?? "*", detail(mapping), map.span, name.span ?? map.span)] : [];
  });
}

function countOf({ nodes }: List, word: string): string | undefined {
  return nodes.length > 0 ? `${nodes.length} ${word}${nodes.length === 1 ? "" : "s"}` : undefined;
}

function textItem(file: ManifestFile, kind: OutlineItem["kind"], node: YamlNode): OutlineItem[] {
  return node.kind === "scalar" ? [itemOf(kind, written(file, node.span) || kind, undefined, node.span, node.span)] : [];
}

/** What stands in the file, the placeholders of a template as they are written. */
function written(file: ManifestFile, span: Span): string {
  return shortened(file.source.slice(span).replace(/^(["'])(.*)\1$/s, "$2"));
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > longestText ? `${line.slice(0, longestText)}…` : line;
}

function inOrder(a: OutlineItem, b: OutlineItem): number {
  return a.span.start - b.span.start;
}
