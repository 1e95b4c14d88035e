import type { Workload } from "../languages/kubernetes/model.ts";
import type { Mapping } from "../languages/yaml/mapping.ts";
import { labelsOf, selectorOf, selects } from "./labels.ts";

/** What keeps pods apart: a spread constraint, or a term of anti-affinity. */
export interface Separation {
  readonly kind: "spread" | "anti-affinity";
  /** The constraint, or the term with selector and topology key. */
  readonly mapping: Mapping;
  /** A pod stays pending rather than break it. */
  readonly isRequired: boolean;
  readonly labelSelector: Mapping;
  /** `kubernetes.io/hostname` and its like, where it is known. */
  readonly topologyKey: string | undefined;
  /** Whether it counts the workload's own pods; undefined where that cannot be known. */
  readonly isAboutItself: boolean | undefined;
  /** It tells the pods of one revision from those of another (`matchLabelKeys: [pod-template-hash]`). */
  readonly isPerRevision: boolean;
}

/** What keeps the pods of a workload apart, in the order of the text. */
export function separationsOf({ pod, templateLabels }: Workload): readonly Separation[] {
  const labels = labelsOf(templateLabels);
  const read = (kind: Separation["kind"], mapping: Mapping, isRequired: boolean): Separation[] => {
    if (!mapping.map) return [];
    const labelSelector = mapping.mapping("labelSelector");
    const otherNamespaces = mapping.has("namespaces") !== false || mapping.has("namespaceSelector") !== false;
    const is = labelSelector.isAbsent ? false : selects(selectorOf(labelSelector), labels);
    return [
      {
        kind,
        mapping,
        isRequired,
        labelSelector,
        topologyKey: mapping.text("topologyKey").value,
        isAboutItself: is === false && otherNamespaces && kind === "anti-affinity" ? undefined : is,
        isPerRevision: mapping
          .list("matchLabelKeys")
          .texts.some((key) => key === "pod-template-hash" || key === "rollouts-pod-template-hash"),
      },
    ];
  };
  const antiAffinity = pod.spec.at("affinity", "podAntiAffinity");
  return [
    ...pod.spec
      .list("topologySpreadConstraints")
      .mappings.flatMap((mapping) => read("spread", mapping, mapping.text("whenUnsatisfiable").value === "DoNotSchedule")),
    ...antiAffinity.list("requiredDuringSchedulingIgnoredDuringExecution").mappings.flatMap((term) => read("anti-affinity", term, true)),
    ...antiAffinity
      .list("preferredDuringSchedulingIgnoredDuringExecution")
      .mappings.flatMap((weighted) => read("anti-affinity", weighted.mapping("podAffinityTerm"), false)),
  ];
}

/** The labels by which the pods of a workload are told from all others: those of its selector, else all of its template; undefined where they are not known. */
export function ownLabels({ selector, templateLabels }: Workload): Readonly<Record<string, string>> | undefined {
  const matchLabels = selector.mapping("matchLabels");
  const labels = matchLabels.isAbsent ? templateLabels : matchLabels;
  if (labels.isOpen || labels.entries.length === 0) return undefined;
  const own: Record<string, string> = {};
  for (const { key } of labels.entries) {
    const { value } = labels.text(key);
    if (value === undefined) return undefined;
    own[key] = value;
  }
  return own;
}
