import { freeId } from "../image/create-user.ts";
import type { Dockerfile } from "../languages/dockerfile/model.ts";
import type { Container, ManifestObject, Pod } from "../languages/kubernetes/model.ts";
import type { Field, Mapping } from "../languages/yaml/mapping.ts";
import type { Workspace } from "../workspace/workspace.ts";
import {
  allOf,
  type Edits,
  insertAt,
  insertContainerKey,
  insertItem,
  insertPodKey,
  placeholder,
  setValue,
  type YamlInput,
} from "./edit.ts";
import { imageUserOf, isUnverifiable } from "./image-user.ts";
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

/** The numbers of users to write, so that the kubelet starts containers under `runAsNonRoot: true` whose images have a name as their user. */
interface UserNumbers {
  /** Where one is right for all containers of the pod. */
  readonly ofPod: YamlInput | undefined;
  readonly byContainer: ReadonlyMap<Container, YamlInput>;
}

/**
 * What is missing where the kubelet begins to check some containers of a pod. The number of a user is that of the Dockerfile; where it does not say,
 * it is for a person to decide.
 */
function userNumbersOf(pod: Pod, checked: readonly Container[], workspace: Workspace): UserNumbers {
  const byContainer = new Map<Container, YamlInput>();
  const users = new Set<number | Dockerfile>();
  for (const container of checked) {
    if (!effectiveField(container, (context) => context.integer("runAsUser")).isAbsent) continue;
    const user = imageUserOf(container, workspace);
    if (!user || !isUnverifiable(user)) continue;
    users.add(user.uid ?? user.dockerfile);
    byContainer.set(container, user.uid ?? placeholder(freeId));
  }
  const [number] = byContainer.values();
  return users.size === 1 && byContainer.size === pod.allContainers.length
    ? { ofPod: number, byContainer: new Map() }
    : { ofPod: undefined, byContainer };
}

/** Has the kubelet refuse to start root in a pod, with the numbers of users that it needs for that. */
export function requireNonRoot(pod: Pod, workspace: Workspace): Edits {
  const { ofPod, byContainer } = userNumbersOf(pod, pod.allContainers.filter(isUnchecked), workspace);
  return allOf(
    writePodContext(pod, { runAsNonRoot: true, ...(ofPod !== undefined && { runAsUser: ofPod }) }),
    ...[...byContainer].map(([container, number]) => writeContainerContext(container, { runAsUser: number })),
  );
}

/** The same in the place of a `runAsNonRoot: false`, which is the container's own or the pod's. */
export function turnNonRootOn(container: Container, field: Field<boolean>, workspace: Workspace): Edits {
  const { pod } = container;
  const isOwn = !container.securityContext.boolean("runAsNonRoot").isAbsent;
  const checked = isOwn ? [container] : pod.allContainers.filter((one) => one.securityContext.boolean("runAsNonRoot").isAbsent);
  const { ofPod, byContainer } = userNumbersOf(pod, checked, workspace);
  return allOf(
    setValue(pod.workload.object, field, true),
    ...(ofPod === undefined
      ? []
      : [isOwn ? writeContainerContext(container, { runAsUser: ofPod }) : writePodContext(pod, { runAsUser: ofPod })]),
    ...[...byContainer].map(([one, number]) => writeContainerContext(one, { runAsUser: number })),
  );
}

/** Has a container run as a user of its image; undefined where the number is not known. */
export function setUserNumber(container: Container, number: number | undefined): Edits {
  const { pod } = container;
  if (number === undefined) return undefined;
  const isForAll = pod.allContainers.length === 1 && container.securityContext.isAbsent;
  return isForAll ? writePodContext(pod, { runAsUser: number }) : writeContainerContext(container, { runAsUser: number });
}

function isUnchecked(container: Container): boolean {
  return effectiveField(container, (context) => context.boolean("runAsNonRoot")).isAbsent;
}

/**
 * The edits that bring a pod to the restricted Pod Security Standard as far as that needs no decision: no root user, the runtime's seccomp profile,
 * no gain of privileges, no capabilities. Undefined where nothing is missing, or something cannot be written.
 */
export function restrictPod(pod: Pod, workspace: Workspace): Edits {
  if (pod.isWindows || pod.allContainers.length === 0) return undefined;
  const unchecked = pod.allContainers.filter(isUnchecked);
  const { ofPod: number, byContainer: numbers } = userNumbersOf(pod, unchecked, workspace);
  const isUnfiltered = (one: Container) => effectiveField(one, (context) => context.mapping("seccompProfile").text("type")).isAbsent;
  const ofPod: Record<string, YamlInput> = {
    ...(unchecked.length > 0 && { runAsNonRoot: true }),
    ...(number !== undefined && { runAsUser: number }),
    ...(pod.allContainers.some(isUnfiltered) && { seccompProfile: { type: "RuntimeDefault" } }),
  };
  const parts: Edits[] = [];
  if (Object.keys(ofPod).length > 0) parts.push(writePodContext(pod, ofPod));
  for (const container of pod.allContainers) {
    const { securityContext } = container;
    const keeps = dropsAll(container) === false;
    const hasNone = securityContext.mapping("capabilities").isAbsent;
    const own = numbers.get(container);
    const values: Record<string, YamlInput> = {
      ...(own !== undefined && { runAsUser: own }),
      ...(securityContext.boolean("allowPrivilegeEscalation").isAbsent && { allowPrivilegeEscalation: false }),
      ...(keeps && hasNone && { capabilities: { drop: ["ALL"] } }),
    };
    if (Object.keys(values).length > 0) parts.push(writeContainerContext(container, values));
    if (keeps && !hasNone) parts.push(dropAll(container));
  }
  return parts.length > 0 ? allOf(...parts) : undefined;
}

/** Writes keys of the pod's security context that it does not have. */
function writePodContext(pod: Pod, values: Record<string, YamlInput>): Edits {
  const { securityContext, workload } = pod;
  return securityContext.isAbsent ? insertPodKey(pod, "securityContext", values) : insertAll(workload.object, securityContext, values);
}

/** The same for one container. */
function writeContainerContext(container: Container, values: Record<string, YamlInput>): Edits {
  const { securityContext, pod } = container;
  return securityContext.isAbsent
    ? insertContainerKey(container, "securityContext", values)
    : insertAll(pod.workload.object, securityContext, values);
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
