import type { Container, ManifestObject, Pod } from "../languages/kubernetes/model.ts";
import type { Field, Mapping } from "../languages/yaml/mapping.ts";
import { allOf, type Edits, insertAt, insertContainerKey, insertItem, insertPodKey, setValue, type YamlInput } from "./edit.ts";
import { capabilitiesOf, dropsAll, effectiveField } from "./pod-security.ts";

type Value = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/** Sets a field of a container's security context, which is written where it is not there yet. `path` starts below `securityContext`. */
export function setContainerSecurity(container: Container, path: readonly [string, ...string[]], value: Value): Edits {
  const { object } = container.pod.workload;
  const context = container.securityContext;
  const old = entryAt(container, path);
  if (old) return setValue(object, old, value as YamlInput);
  if (context.isAbsent && !context.entry) return insertContainerKey(container, "securityContext", nested(path, value));
  return insertAt(object, container.mapping, ["securityContext", ...path], value as YamlInput);
}

/** The same for the pod as a whole. */
export function setPodSecurity(pod: Pod, path: readonly [string, ...string[]], value: Value): Edits {
  const context = pod.securityContext;
  const holder = path.slice(0, -1).reduce((mapping, key) => mapping.mapping(key), context);
  const old = holder.entryOf(path.at(-1) as string);
  if (old) return setValue(pod.workload.object, old, value as YamlInput);
  if (context.isAbsent && !context.entry) return insertPodKey(pod, "securityContext", nested(path, value));
  return insertAt(pod.workload.object, pod.spec, ["securityContext", ...path], value as YamlInput);
}

function entryAt(container: Container, path: readonly string[]) {
  const holder = path.slice(0, -1).reduce((mapping, key) => mapping.mapping(key), container.securityContext);
  return holder.entryOf(path.at(-1) as string);
}

function nested(path: readonly string[], value: Value): YamlInput {
  return path.reduceRight<YamlInput>((inner, key) => ({ [key]: inner }), value as YamlInput);
}

/** The names of containers, for a message: `web` and `proxy`. */
export function namesOf(containers: readonly Container[]): string {
  const names = containers.map((container) => container.called());
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/**
 * The edits that bring a pod to the restricted Pod Security Standard as far as that needs no decision: no root user, the runtime's seccomp profile,
 * no gain of privileges, no capabilities. Undefined where nothing is missing, or something cannot be written.
 */
export function restrictPod(pod: Pod): Edits {
  if (pod.isWindows || pod.allContainers.length === 0) return undefined;
  const { object } = pod.workload;
  const lacks = (read: (context: Mapping) => Field<unknown>) => pod.allContainers.some((one) => effectiveField(one, read).isAbsent);
  const ofPod: Record<string, YamlInput> = {
    ...(lacks((context) => context.boolean("runAsNonRoot")) && { runAsNonRoot: true }),
    ...(lacks((context) => context.mapping("seccompProfile").text("type")) && { seccompProfile: { type: "RuntimeDefault" } }),
  };
  const parts: Edits[] = [];
  if (Object.keys(ofPod).length > 0) {
    const isNew = pod.securityContext.isAbsent;
    parts.push(isNew ? insertPodKey(pod, "securityContext", ofPod) : insertAll(object, pod.securityContext, ofPod));
  }
  for (const container of pod.allContainers) {
    const { securityContext } = container;
    const keeps = dropsAll(container) === false;
    const hasNone = securityContext.mapping("capabilities").isAbsent;
    const values: Record<string, YamlInput> = {
      ...(securityContext.boolean("allowPrivilegeEscalation").isAbsent && { allowPrivilegeEscalation: false }),
      ...(keeps && hasNone && { capabilities: { drop: ["ALL"] } }),
    };
    if (Object.keys(values).length > 0) {
      const isNew = securityContext.isAbsent;
      parts.push(isNew ? insertContainerKey(container, "securityContext", values) : insertAll(object, securityContext, values));
    }
    if (keeps && !hasNone) parts.push(dropAll(container));
  }
  return parts.length > 0 ? allOf(...parts) : undefined;
}

/** Drops all capabilities of a container that says something of them already. */
export function dropAll(container: Container): Edits {
  const { object } = container.pod.workload;
  const list = capabilitiesOf(container, "drop");
  return list.sequence ? insertItem(object, list, "ALL", 0) : setContainerSecurity(container, ["capabilities", "drop"], ["ALL"]);
}

/** Writes keys that a map does not have; into an empty one (`{}`) all at once, as nothing is there that they could stand behind. */
function insertAll(object: ManifestObject, mapping: Mapping, values: Record<string, YamlInput>): Edits {
  if (mapping.map?.entries.length === 0 && mapping.entry && !mapping.isOpen) return setValue(object, mapping.entry, values);
  return allOf(...Object.entries(values).map(([key, value]) => insertAt(object, mapping, [key], value)));
}
