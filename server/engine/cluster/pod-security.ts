import { baselineCapabilities, capabilityName } from "../knowledge/capabilities.ts";
import { isAtLeast } from "../knowledge/kubernetes-apis.ts";
import type { Container, Pod } from "../languages/kubernetes/model.ts";
import type { Field, List, Mapping } from "../languages/yaml/mapping.ts";
import type { Span } from "../text/span.ts";

/** The levels of the Pod Security Standards that forbid something. */
export type SecurityLevel = "baseline" | "restricted";

/** A field that a level forbids, or a missing one that it asks for. */
export interface Violation {
  /** The path as the admission controller's answer has it: `securityContext.privileged`. */
  readonly field: string;
  /** What is wrong with it, to stand behind the field: "must not be `true`". */
  readonly reason: string;
  readonly container: Container | undefined;
  /** Of the value; undefined where the field is missing. */
  readonly span: Span | undefined;
}

/** Sysctls that are not shared between pods of a node, with the version from which the standard allows them. Source: the same page. */
const safeSysctls: ReadonlyMap<string, string> = new Map([
  ["kernel.shm_rmid_forced", "1.0"],
  ["net.ipv4.ip_local_port_range", "1.0"],
  ["net.ipv4.ip_unprivileged_port_start", "1.0"],
  ["net.ipv4.tcp_syncookies", "1.0"],
  ["net.ipv4.ping_group_range", "1.0"],
  ["net.ipv4.ip_local_reserved_ports", "1.27"],
  ["net.ipv4.tcp_keepalive_time", "1.29"],
  ["net.ipv4.tcp_fin_timeout", "1.29"],
  ["net.ipv4.tcp_keepalive_intvl", "1.29"],
  ["net.ipv4.tcp_keepalive_probes", "1.29"],
  ["net.ipv4.tcp_rmem", "1.32"],
  ["net.ipv4.tcp_wmem", "1.32"],
]);

/** The volumes that a restricted pod may have. Source: the same page. */
const restrictedVolumes: ReadonlySet<string> = new Set([
  ...["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"],
]);

const selinuxTypes: ReadonlySet<string> = new Set(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]);

/** Whether a kernel parameter is safe to set in a release of Kubernetes. */
export function isSafeSysctl(name: string, version: string): boolean {
  const since = safeSysctls.get(name);
  return since !== undefined && isAtLeast(version, since);
}

/** A field of the security context that holds for a container: its own, else the pod's. */
export function effectiveField<T>(container: Container, read: (context: Mapping) => Field<T>): Field<T> {
  const own = read(container.securityContext);
  return own.isAbsent ? read(container.pod.securityContext) : own;
}

/** The capabilities of a container that are added or dropped. */
export function capabilitiesOf(container: Container, change: "add" | "drop"): List {
  return container.securityContext.mapping("capabilities").list(change);
}

/** Whether a container drops all capabilities; undefined where that is not known. */
export function dropsAll(container: Container): boolean | undefined {
  const list = capabilitiesOf(container, "drop");
  if (list.texts.some((text) => text !== undefined && capabilityName(text) === "ALL")) return true;
  return list.isOpen || list.texts.includes(undefined) ? undefined : false;
}

/**
 * What a level of the standards forbids in a pod in a release of Kubernetes. Only what is certain: a field that a template fills
 * in is no violation. Source: kubernetes.io/docs/concepts/security/pod-security-standards.
 */
export function violationsOf(pod: Pod, level: SecurityLevel, version: string): readonly Violation[] {
  const found: Violation[] = [];
  const add = (field: string, reason: string, span: Span | undefined, container?: Container) =>
    void found.push({ field, reason, container, span });
  baselinePod(pod, version, add);
  for (const container of pod.allContainers) baselineContainer(container, version, add);
  if (level === "restricted") {
    restrictedVolumesOf(pod, add);
    if (!pod.isWindows) for (const container of pod.allContainers) restrictedContainer(container, add);
    for (const container of pod.allContainers) restrictedUser(container, add);
  }
  return found;
}

type Add = (field: string, reason: string, span: Span | undefined, container?: Container) => void;

function baselinePod(pod: Pod, version: string, add: Add): void {
  for (const key of ["hostNetwork", "hostPID", "hostIPC"]) {
    const field = pod.spec.boolean(key);
    if (field.value) add(key, "must not be `true`", field.span);
  }
  for (const volume of pod.volumes) {
    const hostPath = volume.mapping("hostPath");
    if (hostPath.isKnown) add("volumes[].hostPath", "must not be used", hostPath.entry?.keySpan);
  }
  for (const sysctl of pod.securityContext.list("sysctls").mappings) {
    const name = sysctl.text("name");
    if (name.value !== undefined && !isSafeSysctl(name.value, version))
      add("securityContext.sysctls", `must not set \`${name.value}\``, name.span);
  }
  contexts(pod.securityContext, undefined, add);
}

function baselineContainer(container: Container, version: string, add: Add): void {
  const context = container.securityContext;
  const privileged = context.boolean("privileged");
  if (privileged.value) add("securityContext.privileged", "must not be `true`", privileged.span, container);
  for (const node of capabilitiesOf(container, "add").nodes) {
    if (node.kind !== "scalar" || container.mapping.masks.isMasked(node.span) || baselineCapabilities.has(capabilityName(node.text)))
      continue;
    add("securityContext.capabilities.add", `must not include \`${node.text}\``, node.span, container);
  }
  for (const { mapping } of container.ports) {
    const hostPort = mapping.integer("hostPort");
    if (hostPort.value) add("ports[].hostPort", "must not be set", hostPort.span, container);
  }
  const procMount = context.text("procMount");
  if (procMount.value !== undefined && procMount.value !== "Default") {
    add("securityContext.procMount", "must be `Default`", procMount.span, container);
  }
  if (isAtLeast(version, "1.34")) {
    for (const handlers of [...container.probes, container.preStop, container.postStart]) {
      for (const { host } of handlers.handlers) if (host.value) add("host of probes and hooks", "must not be set", host.span, container);
    }
  }
  contexts(context, container, add);
}

/** What pods and containers have alike. */
function contexts(context: Mapping, container: Container | undefined, add: Add): void {
  const seccomp = context.mapping("seccompProfile").text("type");
  if (seccomp.value === "Unconfined") add("securityContext.seccompProfile.type", "must not be `Unconfined`", seccomp.span, container);
  const appArmor = context.mapping("appArmorProfile").text("type");
  if (appArmor.value === "Unconfined") add("securityContext.appArmorProfile.type", "must not be `Unconfined`", appArmor.span, container);
  const hostProcess = context.mapping("windowsOptions").boolean("hostProcess");
  if (hostProcess.value) add("securityContext.windowsOptions.hostProcess", "must not be `true`", hostProcess.span, container);
  const selinux = context.mapping("seLinuxOptions");
  const type = selinux.text("type");
  if (type.value !== undefined && !selinuxTypes.has(type.value))
    add("securityContext.seLinuxOptions.type", `must not be \`${type.value}\``, type.span, container);
  for (const key of ["user", "role"]) {
    const field = selinux.text(key);
    if (field.value) add(`securityContext.seLinuxOptions.${key}`, "must not be set", field.span, container);
  }
}

function restrictedVolumesOf(pod: Pod, add: Add): void {
  for (const volume of pod.volumes) {
    for (const { key, keySpan } of volume.entries) {
      // A path of the node is told of by the baseline.
      if (key !== "name" && key !== "hostPath" && !restrictedVolumes.has(key)) add(`volumes[].${key}`, "must not be used", keySpan);
    }
  }
}

function restrictedContainer(container: Container, add: Add): void {
  const context = container.securityContext;
  const escalation = context.boolean("allowPrivilegeEscalation");
  if (escalation.isAbsent || escalation.value)
    add("securityContext.allowPrivilegeEscalation", "must be `false`", escalation.span, container);
  const seccomp = effectiveField(container, (one) => one.mapping("seccompProfile").text("type"));
  if (seccomp.isAbsent) add("securityContext.seccompProfile.type", "must be `RuntimeDefault` or `Localhost`", undefined, container);
  if (dropsAll(container) === false)
    add("securityContext.capabilities.drop", "must include `ALL`", capabilitiesOf(container, "drop").entry?.keySpan, container);
  for (const node of capabilitiesOf(container, "add").nodes) {
    if (node.kind !== "scalar" || container.mapping.masks.isMasked(node.span)) continue;
    const name = capabilityName(node.text);
    // What the baseline forbids has been told of.
    if (name !== "NET_BIND_SERVICE" && baselineCapabilities.has(name)) {
      add("securityContext.capabilities.add", `must not include \`${node.text}\``, node.span, container);
    }
  }
}

function restrictedUser(container: Container, add: Add): void {
  const nonRoot = effectiveField(container, (context) => context.boolean("runAsNonRoot"));
  if (nonRoot.isAbsent || nonRoot.value === false) add("securityContext.runAsNonRoot", "must be `true`", nonRoot.span, container);
  const own = container.securityContext.integer("runAsUser");
  const user = own.isAbsent ? container.pod.securityContext.integer("runAsUser") : own;
  if (user.value === 0) add("securityContext.runAsUser", "must not be 0", user.span, container);
}
