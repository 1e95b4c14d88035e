import { healthOf } from "../../application/health.ts";
import { lifetimeOf } from "../../application/lifetime.ts";
import { likelyImageOf } from "../../application/settings.ts";
import type { Condition, Declaration, DeclarationKind } from "../../languages/compose/model.ts";
import type { ComposeSite } from "./site.ts";

export interface KnownName {
  readonly name: string;
  readonly detail: string | undefined;
}

/** The services of the application but the one that the cursor is in, those that wait for it already last. */
export function otherServices({ application, service, file }: ComposeSite): readonly KnownName[] {
  return application.serviceNames
    .filter((name) => name !== service?.name)
    .map((name) => {
      const other = application.service(name);
      const path = other?.own.file.source.path;
      const image = other && likelyImageOf(other);
      return { name, detail: path !== undefined && path !== file.source.path ? path : image };
    });
}

/** The names of a kind that are declared, and for networks the one that all share. */
export function declaredNames({ application, file }: ComposeSite, kind: DeclarationKind): readonly KnownName[] {
  const found = application.declarations(kind).map((one) => ({ name: one.name, detail: aboutDeclaration(one, file.source.path) }));
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
