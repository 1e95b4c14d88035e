import type { Container, ContainerPort, ManifestObject, Workload } from "../languages/kubernetes/model.ts";
import type { Mapping } from "../languages/yaml/mapping.ts";

/** A port of a Service. */
export interface ServicePort {
  readonly mapping: Mapping;
  readonly port: ReturnType<Mapping["integer"]>;
  readonly name: ReturnType<Mapping["text"]>;
  readonly protocol: ReturnType<Mapping["text"]>;
  /** Where it leads: the port's own number where it is absent. */
  readonly targetPort: ReturnType<Mapping["integerOrText"]>;
}

/** The ports of a Service. */
export function servicePorts(service: ManifestObject): readonly ServicePort[] {
  return service.spec.list("ports").mappings.map((mapping) => ({
    mapping,
    port: mapping.integer("port"),
    name: mapping.text("name"),
    protocol: mapping.text("protocol"),
    targetPort: mapping.integerOrText("targetPort"),
  }));
}

/** The ports that the containers of a workload declare. */
export function declaredPorts({ pod }: Workload): readonly ContainerPort[] {
  return pod.containers.flatMap(({ ports }) => ports);
}

/** Whether a container may declare more ports than are seen. */
export function hasOpenPorts({ portList, mapping }: Container): boolean {
  return portList.isOpen || mapping.isOpen || portList.mappings.some((port) => !port.text("name").isAbsent && !port.text("name").isKnown);
}

/** Whether a workload declares a port with a name; undefined where that cannot be known. */
export function declaresPort(workload: Workload, name: string): boolean | undefined {
  if (declaredPorts(workload).some((port) => port.name.value === name)) return true;
  const { pod } = workload;
  return pod.containerList.state !== "known" || pod.containerList.isOpen || pod.containers.some(hasOpenPorts) ? undefined : false;
}
