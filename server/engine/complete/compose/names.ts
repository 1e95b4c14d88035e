import { healthOf } from "../../application/health.ts";
import { lifetimeOf } from "../../application/lifetime.ts";
import { likelyImageOf } from "../../application/settings.ts";
import type { ComposeFile, Condition, Declaration, DeclarationKind } from "../../languages/compose/model.ts";
import type { ComposeSite } from "./site.ts";

export interface KnownName {
  readonly name: string;
  readonly detail: string | undefined;
}

/** The services of the application but the one that the cursor is in, those that wait for it already last. */
export function otherServices({ application, path, file }: ComposeSite): readonly KnownName[] {
  const names = new Set([...application.serviceNames, ...namesInText(file, "services")]);
  if (path[0] === "services") names.delete(String(path[1]));
  return [...names].map((name) => {
    const other = application.service(name);
    const from = other?.own.file.source.path;
    const image = other && likelyImageOf(other);
    return { name, detail: from !== undefined && from !== file.source.path ? from : image };
  });
}

/** The keys of a section by their lines: while brackets or quotes are open, the parser may give what follows to them. */
function namesInText({ source, isBroken }: ComposeFile, section: string): readonly string[] {
  if (!isBroken) return [];
  const below = new RegExp(`^${section}:[ \\t]*(?:#.*)?\\r?\\n((?:[ \\t#].*\\r?\\n|\\r?\\n)*)`, "m").exec(`${source.text}\n`)?.[1] ?? "";
  const indent = /^([ \t]+)[^\s#]/m.exec(below)?.[1];
  if (indent === undefined) return [];
  return [...below.matchAll(new RegExp(`^${indent}([\\w.-]+):`, "gm"))].map(([, name = ""]) => name);
}

/** The names of a kind that are declared, and for networks the one that all share. */
export function declaredNames({ application, file }: ComposeSite, kind: DeclarationKind): readonly KnownName[] {
  const found = [
    ...application.declarations(kind).map((one) => ({ name: one.name, detail: aboutDeclaration(one, file.source.path) })),
    ...namesInText(file, kind).map((name) => ({ name, detail: undefined })),
  ];
  const all = kind === "networks" ? [...found, { name: "default", detail: "the network that all services share" }] : found;
  return [...new Map(all.toReversed().map((one) => [one.name, one])).values()].toReversed();
}

function aboutDeclaration({ mapping, isExternal, file }: Declaration, here: string): string | undefined {
  if (isExternal) return "external";
  const from = mapping.text("file").value ?? mapping.text("environment").value ?? mapping.text("driver").value;
  return from ?? (file.source.path === here ? undefined : file.source.path);
}

/** What a service is best waited for: its health where it has a check, its end where it does a job, else its start. */
export function healthyCondition(name: string, { application, workspace }: ComposeSite): Condition {
  const service = application.service(name);
  if (!service) return "service_healthy";
  if (lifetimeOf(service, workspace) === "task") return "service_completed_successfully";
  return healthOf(service, workspace).state === "checked" ? "service_healthy" : "service_started";
}
