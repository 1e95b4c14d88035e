import { type LabelSelector, plainSelectorOf, selectorOf } from "../../cluster/labels.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import type { Mapping } from "../../languages/yaml/mapping.ts";
import { mappingsAt } from "./paths.ts";

/** A place of an object that selects others by their labels. */
export interface SelectorSite {
  readonly object: ManifestObject;
  readonly mapping: Mapping;
  /** A map of labels, without `matchLabels`. */
  readonly isPlain: boolean;
  /** What it selects: pods, or Services by their own labels. */
  readonly selects: "pods" | "services";
  /** The selector of a workload is for its own pods. */
  readonly isOwn: boolean;
}

const podSelectors: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ["Service", ["=spec.selector"]],
  ["PodDisruptionBudget", ["spec.selector"]],
  ["NetworkPolicy", ["spec.podSelector"]],
  ["PodMonitor", ["spec.selector"]],
  ["CiliumNetworkPolicy", ["spec.endpointSelector"]],
  ...["AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication", "Telemetry"].map((kind) => [kind, ["spec.selector"]] as const),
]);
const plainWorkloads: ReadonlySet<string> = new Set(["ReplicationController", "DeploymentConfig"]);

/** The places of an object that select by labels, in no order. */
export function selectorSites(object: ManifestObject): readonly SelectorSite[] {
  const { kind, workload, root, spec } = object;
  const sites: SelectorSite[] = [];
  const add = (mapping: Mapping, more: Partial<SelectorSite> = {}) => {
    if (mapping.map) sites.push({ object, mapping, isPlain: false, selects: "pods", isOwn: false, ...more });
  };
  for (const path of podSelectors.get(kind) ?? []) {
    const isPlain = path.startsWith("=");
    // A Service of Knative is another thing.
    if (kind === "Service" && object.group !== "" && object.group !== undefined) continue;
    for (const mapping of mappingsAt(root, path.replace(/^=/, ""))) add(mapping, { isPlain });
  }
  if (kind === "ServiceMonitor") add(spec.mapping("selector"), { selects: "services" });
  if (kind === "NetworkPolicy") {
    for (const peer of [...mappingsAt(spec, "ingress[].from[]"), ...mappingsAt(spec, "egress[].to[]")]) {
      // Those of other namespaces are other pods.
      if (peer.has("namespaceSelector") === false) add(peer.mapping("podSelector"));
    }
  }
  if (!workload) return sites;
  add(workload.selector, { isPlain: plainWorkloads.has(workload.kind), isOwn: true });
  const { pod } = workload;
  for (const constraint of pod.spec.list("topologySpreadConstraints").mappings) add(constraint.mapping("labelSelector"));
  for (const key of ["podAffinity", "podAntiAffinity"]) {
    const affinity = pod.spec.at("affinity", key);
    for (const term of affinity.list("requiredDuringSchedulingIgnoredDuringExecution").mappings) add(term.mapping("labelSelector"));
    for (const weighted of affinity.list("preferredDuringSchedulingIgnoredDuringExecution").mappings)
      add(weighted.at("podAffinityTerm", "labelSelector"));
  }
  return sites;
}

/** What a site selects by. */
export function selectorAt({ mapping, isPlain }: SelectorSite): LabelSelector {
  return isPlain ? plainSelectorOf(mapping) : selectorOf(mapping);
}
