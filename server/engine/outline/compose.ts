import { kindNames } from "../application/declarations.ts";
import type { ComposeFile, DeclarationKind, Port, Service } from "../languages/compose/model.ts";
import { declarationKinds } from "../languages/compose/model.ts";
import { itemOf } from "./item.ts";
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
    ...(healthcheck ? [itemOf("probe", "health check", healthcheck.testKind, healthcheck.entry.span, healthcheck.entry.keySpan)] : []),
  ];
  return itemOf("container", service.name, detail, entry.span, entry.keySpan, children);
}

function portItem({ node, span, published, target, protocol }: Port): OutlineItem {
  const text = (piece: Port["target"]): string => {
    if (piece.state !== "known") return piece.state === "unknown" ? "…" : "any";
    const { first, last } = piece.value;
    return first === last ? `${first}` : `${first}-${last}`;
  };
  const isUdp = protocol.state === "known" && protocol.value !== "tcp";
  return itemOf(
    "port",
    `${text(published)} → ${text(target)}`,
    isUdp && protocol.state === "known" ? protocol.value : undefined,
    node.alias ?? span,
    node.alias ?? span,
  );
}

function declarationItems(file: ComposeFile, kind: DeclarationKind): OutlineItem[] {
  return file
    .declarations(kind)
    .map(({ name, entry, nameSpan, isExternal }) =>
      itemOf("key", name, `${kindNames[kind]}${isExternal ? " from elsewhere" : ""}`, entry.span, nameSpan),
    );
}
