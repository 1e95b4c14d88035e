import type { Mapping } from "../languages/kubernetes/mapping.ts";
import type { Container, ManifestObject, Pod } from "../languages/kubernetes/model.ts";
import { allOf, type Edits, insertAt, insertContainerKey, insertPodKey, setValue, type YamlInput } from "./edit.ts";
import { dropsAll, effectiveField } from "./pod-security.ts";

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
  const parts: Edits[] = [];
  const podContext: Record<string, YamlInput> = {};
  if (pod.allContainers.some((one) => effectiveField(one, (context) => context.boolean("runAsNonRoot")).isAbsent))
    podContext["runAsNonRoot"] = true;
  if (pod.allContainers.some((one) => effectiveField(one, (context) => context.mapping("seccompProfile").text("type")).isAbsent)) {
    podContext["seccompProfile"] = { type: "RuntimeDefault" };
  }
  if (Object.keys(podContext).length > 0)
    parts.push(
      pod.securityContext.isAbsent
        ? insertPodKey(pod, "securityContext", podContext)
        : insertAll(pod.workload.object, pod.securityContext, podContext),
    );
  for (const container of pod.allContainers) {
    const context: Record<string, YamlInput> = {};
    if (container.securityContext.boolean("allowPrivilegeEscalation").isAbsent) context["allowPrivilegeEscalation"] = false;
    if (dropsAll(container) === false && container.securityContext.mapping("capabilities").isAbsent)
      context["capabilities"] = { drop: ["ALL"] };
    if (Object.keys(context).length === 0) continue;
    parts.push(
      container.securityContext.isAbsent
        ? insertContainerKey(container, "securityContext", context)
        : insertAll(pod.workload.object, container.securityContext, context),
    );
  }
  return parts.length > 0 ? allOf(...parts) : undefined;
}

/** Writes keys that a map does not have; into an empty one (`{}`) all at once, as nothing is there that they could stand behind. */
function insertAll(object: ManifestObject, mapping: Mapping, values: Record<string, YamlInput>): Edits {
  if (mapping.map?.entries.length === 0 && mapping.entry && !mapping.isOpen) return setValue(object, mapping.entry, values);
  return allOf(...Object.entries(values).map(([key, value]) => insertAt(object, mapping, [key], value)));
}
