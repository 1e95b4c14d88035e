import type { ComposeFile, DeclarationKind, Port, Service } from "../languages/compose/model.ts";
import { declarationKinds } from "../languages/compose/model.ts";
import type { Span } from "../text/span.ts";
import type { OutlineItem } from "./model.ts";

/** The services with their ports, health checks and mounts, then the networks, volumes, secrets, configs and models that the file declares. */
export function outlineCompose(file: ComposeFile): OutlineItem[] {
  return [...file.services.map(serviceItem), ...declarationKinds.flatMap((kind) => declarationItems(file, kind))].sort(
    (a, b) => a.span.start - b.span.start,
  );
}

function serviceItem(service: Service): OutlineItem {
  const { entry, image, build, healthcheck, ports, profiles } = service;
  const what =
    image.node?.text ??
    (build
      ? `built from ${build.context.value ?? (build.isShort ? "…" : ".")}`
      : service.extends
        ? `like ${service.extends.service ?? "…"}`
        : "");
  const named = profiles.known?.join(", ");
  const detail = [what, named ? `profile ${named}` : ""].filter(Boolean).join(" · ");
  const children = [
    ...ports.map(portItem),
    ...(healthcheck ? [item("probe", "health check", healthcheck.testKind, healthcheck.entry.span, healthcheck.entry.keySpan)] : []),
  ];
  return item("container", service.name, detail, entry.span, entry.keySpan, children);
}

function portItem({ node, span, published, target, protocol }: Port): OutlineItem {
  const text = (piece: Port["target"]): string => {
    if (piece.state !== "known") return piece.state === "unknown" ? "…" : "any";
    const { first, last } = piece.value;
    return first === last ? `${first}` : `${first}-${last}`;
  };
  const isUdp = protocol.state === "known" && protocol.value !== "tcp";
  return item(
    "port",
    `${text(published)} → ${text(target)}`,
    isUdp && protocol.state === "known" ? protocol.value : undefined,
    node.alias ?? span,
    node.alias ?? span,
  );
}

const details: Readonly<Record<DeclarationKind, string>> = {
  networks: "network",
  volumes: "volume",
  secrets: "secret",
  configs: "config",
  models: "model",
};

function declarationItems(file: ComposeFile, kind: DeclarationKind): OutlineItem[] {
  return file
    .declarations(kind)
    .map(({ name, entry, nameSpan, isExternal }) =>
      item("key", name, `${details[kind]}${isExternal ? " from elsewhere" : ""}`, entry.span, nameSpan),
    );
}

function item(
  kind: OutlineItem["kind"],
  name: string,
  detail: string | undefined,
  span: Span,
  nameSpan: Span,
  children: readonly OutlineItem[] = [],
): OutlineItem {
  const isInside = (part: Span): boolean => span.start <= part.start && part.end <= span.end;
  // An editor refuses names that are empty, and parts that stand outside of their whole: behind an alias.
  return {
    kind,
    name: name.trim() || kind,
    detail: detail || undefined,
    span,
    nameSpan: isInside(nameSpan) ? nameSpan : { start: span.start, end: span.start },
    children: children.filter((child) => isInside(child.span)).sort((a, b) => a.span.start - b.span.start),
  };
}
