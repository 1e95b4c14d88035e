import type { Container, ContainerPort, ManifestObject, Pod, Workload } from "../languages/kubernetes/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { isServed, servicesOf } from "./selection.ts";

/** A port of a container to which a Service sends traffic. */
export interface ServedPort {
  readonly service: ManifestObject;
  /** As the container declares it; undefined where it does not, which it need not. */
  readonly port: ContainerPort | undefined;
  readonly number: number | undefined;
  readonly name: string | undefined;
}

/** The ports of a container to which Services send traffic, as far as both say so. */
export function servedPorts(container: Container, workspace: Workspace): readonly ServedPort[] {
  const { workload } = container.pod;
  return servicesOf(workload, workspace).flatMap((service) => portsOf(service, container));
}

function portsOf(service: ManifestObject, container: Container): readonly ServedPort[] {
  const { mainContainers } = container.pod;
  const isAlone = mainContainers.length === 1 && mainContainers[0] === container;
  const ports = service.spec.list("ports");
  if (ports.mappings.length === 0 && isAlone) return container.ports.slice(0, 1).map((port) => served(service, port));
  return ports.mappings.flatMap((mapping): readonly ServedPort[] => {
    const target = mapping.has("targetPort") === false ? mapping.integer("port") : mapping.integerOrText("targetPort");
    const { value } = target;
    if (value === undefined) return isAlone ? container.ports.slice(0, 1).map((port) => served(service, port)) : [];
    const port =
      typeof value === "string" ? container.port(value) : container.ports.find(({ containerPort }) => containerPort.value === value);
    if (port) return [served(service, port)];
    const isDeclaredByOther =
      typeof value === "number" &&
      container.pod.containers.some(({ ports }) => ports.some(({ containerPort }) => containerPort.value === value));
    return isAlone && typeof value === "number" && !isDeclaredByOther ? [{ service, port: undefined, number: value, name: undefined }] : [];
  });
}

function served(service: ManifestObject, port: ContainerPort): ServedPort {
  return { service, port, number: port.containerPort.value, name: port.name.value };
}

/** Whether a Service sends traffic to a container; undefined where that cannot be known. */
export function isServedContainer(container: Container, workspace: Workspace): boolean | undefined {
  const is = isServed(container.pod.workload, workspace);
  return is ? servedPorts(container, workspace).length > 0 : is;
}

/** The grace period under which a pod cannot end its work. */
export const shortestGraceSeconds = 2;

/** Whether a pod that serves has next to no grace period: nothing else about its shutdown is worth a word then. */
export function lacksGrace({ workload, terminationGracePeriodSeconds: grace }: Pod, workspace: Workspace): boolean {
  return grace.value !== undefined && grace.value <= shortestGraceSeconds && isServed(workload, workspace) === true;
}

/** Whether a workload runs for ever and can be asked for what a service needs. */
export function isService({ isJob, kind, object }: Workload): boolean {
  // Knative sets a readiness probe by itself.
  return !isJob && kind !== "PodTemplate" && object.group !== "serving.knative.dev";
}
