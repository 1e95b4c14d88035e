import type { ManifestObject } from "../languages/kubernetes/model.ts";
import type { Field, Mapping } from "../languages/yaml/mapping.ts";
import { nearest } from "../text/nearest.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { servicePorts } from "./ports.ts";
import { type Found, findNamed } from "./unit.ts";

/** A Service that something sends traffic to, as it is written there. */
export interface Backend {
  readonly mapping: Mapping;
  readonly service: Field<string>;
  /** By name or number; absent where none is named. */
  readonly port: Field<string | number>;
}

/** A rule of an Ingress with its paths. */
export interface IngressRule {
  readonly mapping: Mapping;
  /** Absent for the rule that takes every host. */
  readonly host: Field<string>;
  readonly paths: readonly IngressPath[];
}

export interface IngressPath {
  readonly mapping: Mapping;
  readonly path: Field<string>;
  readonly pathType: Field<string>;
  readonly backend: Backend | undefined;
}

/** Whether an object is an Ingress of Kubernetes, of today's API or one that is gone. */
export function isIngress({ kind, group }: ManifestObject): boolean {
  return kind === "Ingress" && (group === "networking.k8s.io" || group === "extensions" || group === undefined);
}

/** The rules of an Ingress. */
export function ingressRules({ spec }: ManifestObject): readonly IngressRule[] {
  return spec.list("rules").mappings.map((mapping) => ({
    mapping,
    host: mapping.text("host"),
    paths: mapping
      .mapping("http")
      .list("paths")
      .mappings.map((path) => ({
        mapping: path,
        path: path.text("path"),
        pathType: path.text("pathType"),
        backend: ingressBackend(path.mapping("backend")),
      })),
  }));
}

/** All backends of an Ingress. */
export function ingressBackends(ingress: ManifestObject): readonly Backend[] {
  const byDefault = ingressBackend(ingress.spec.mapping("defaultBackend"));
  const ofRules = ingressRules(ingress).flatMap(({ paths }) => paths.flatMap(({ backend }) => backend ?? []));
  return byDefault ? [byDefault, ...ofRules] : ofRules;
}

function ingressBackend(backend: Mapping): Backend | undefined {
  const service = backend.mapping("service");
  if (service.map) {
    const port = service.mapping("port");
    const number = port.integer("number");
    return { mapping: service, service: service.text("name"), port: number.isAbsent ? port.text("name") : number };
  }
  // Before v1 the two stood side by side.
  return backend.has("serviceName")
    ? { mapping: backend, service: backend.text("serviceName"), port: backend.integerOrText("servicePort") }
    : undefined;
}

/** The annotation of the class, else the field, of an Ingress. */
export function ingressClass({ spec, annotations }: ManifestObject): Field<string> {
  const old = annotations.text("kubernetes.io/ingress.class");
  return old.isAbsent ? spec.text("ingressClassName") : old;
}

/** The host of a rule that a host in `tls`, which no rule serves, was most likely meant to be: one that has no certificate itself. */
export function unservedMeant(ingress: ManifestObject, certified: string): string | undefined {
  const hosts = ingressRules(ingress).flatMap(({ host }) => host.value ?? []);
  if (hosts.includes(certified) || certified.startsWith("*")) return undefined;
  const covered = new Set(ingress.spec.list("tls").mappings.flatMap((entry) => entry.list("hosts").known ?? []));
  return nearest(
    certified,
    hosts.filter((host) => !covered.has(host)),
  );
}

/** The Services of a name around an object. */
export function servicesNamed(object: ManifestObject, name: string, workspace: Workspace): Found {
  return findNamed(object, workspace, ["Service"], name, (one) => one.name === undefined || one.group === "");
}

/** Whether a Service has a port, by name or number; undefined where that cannot be known. */
export function hasPort(service: ManifestObject, port: string | number): boolean | undefined {
  // A name for something outside of the cluster has every port that is there.
  if (service.spec.text("type").value === "ExternalName") return undefined;
  const list = service.spec.list("ports");
  const ports = servicePorts(service);
  const found = typeof port === "number" ? ports.some((one) => one.port.value === port) : ports.some((one) => one.name.value === port);
  if (found) return true;
  const isOpen = list.state === "unknown" || list.isOpen || ports.some((one) => one.port.isUnknown || one.name.isUnknown);
  return isOpen ? undefined : false;
}
