import type { Span } from "../../text/span.ts";
import { isNull } from "../yaml/mapping.ts";
import type { YamlNode, YamlScalar } from "../yaml/model.ts";
import type { DeclarationKind, Reference, Service } from "./model.ts";

/** The names of other parts of the application that a service uses, each with the place of the name alone. */
export function referencesOf(service: Service): readonly Reference[] {
  const { mapping, file } = service;
  const found: Reference[] = [];
  const add = (kind: Reference["kind"], key: string, name: string, span: Span): void => {
    if (name !== "") found.push({ service, kind, name, span, key });
  };
  /** A name at the start of a scalar, up to `:`, or after a prefix such as `service:`. */
  const addText = (kind: Reference["kind"], key: string, node: YamlNode | undefined, read: RegExp = whole): void => {
    if (node?.kind !== "scalar" || isNull(node)) return;
    const match = read.exec(node.text);
    const name = match?.groups?.name;
    if (!match || name === undefined) return;
    const start = match.index + match[0].indexOf(name, match[0].length - name.length - (match.groups?.rest?.length ?? 0));
    const span = spanIn(node, start, start + name.length);
    if (!file.isMasked(span)) add(kind, key, name, span);
  };

  for (const { name, nameSpan } of service.dependencies) add("services", "depends_on", name, nameSpan);
  addNames("networks");
  addNames("models");
  for (const kind of ["secrets", "configs"] as const) {
    for (const node of mapping.list(kind).nodes) {
      if (node.kind === "map") addText(kind, kind, node.get("source"));
      else addText(kind, kind, node);
    }
    const build = kind === "secrets" ? service.build?.mapping.list("secrets").nodes : undefined;
    for (const node of build ?? []) addText("secrets", "secrets", node.kind === "map" ? node.get("source") : node);
  }
  for (const mount of service.mounts) {
    const { type, source } = mount;
    if (type === "volume" && source.state === "known" && !source.isDefault) add("volumes", "volumes", source.value, source.span);
  }
  for (const node of mapping.list("links").nodes) addText("services", "links", node, beforeColon);
  for (const node of mapping.list("volumes_from").nodes) addText("services", "volumes_from", node, volumesFrom);
  for (const key of ["network_mode", "ipc", "pid", "uts"] as const) addText("services", key, mapping.entryOf(key)?.value, ofService);
  const from = service.extends;
  if (from?.service !== undefined && !from.fileField) add("services", "extends", from.service, from.serviceSpan);
  return found.sort((a, b) => a.span.start - b.span.start);

  function addNames(kind: DeclarationKind & ("networks" | "models")): void {
    const below = mapping.mapping(kind);
    if (below.map) for (const { key, keySpan } of below.entries) add(kind, kind, key, keySpan);
    else for (const node of mapping.list(kind).nodes) addText(kind, kind, node);
  }
}

const whole = /^(?<name>.+)$/s;
const beforeColon = /^(?<name>[^:]+)(?<rest>(?::.*)?)$/s;
/** `SERVICE[:MODE]`; `container:NAME` is no service. */
const volumesFrom = /^(?!container:)(?<name>[^:]+)(?<rest>(?::.*)?)$/s;
const ofService = /^service:(?<name>.+)$/s;

function spanIn({ mapped }: YamlScalar, start: number, end: number): Span {
  return mapped.spanToSource({ start, end });
}
