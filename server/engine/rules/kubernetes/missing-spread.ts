import { type Edits, fixesOf, flow, insertPodKey, type YamlInput } from "../../cluster/edit.ts";
import { allText } from "../../cluster/number-text.ts";
import { effectiveReplicas } from "../../cluster/replicas.ts";
import { ownLabels } from "../../cluster/spreading.ts";
import { severityOfMissingInPod } from "../../cluster/unit.ts";
import { isAtLeast } from "../../knowledge/kubernetes-apis.ts";
import type { Workload } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const constraint = (key: string) =>
  `        - maxSkew: 1\n          topologyKey: ${key}\n          whenUnsatisfiable: ScheduleAnyway\n          labelSelector:\n            matchLabels:\n              app: web\n          matchLabelKeys: [pod-template-hash]\n`;
const deployment = (more: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n${more}      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/missing-spread",
  language: "kubernetes",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "Several pods that may all land on one node.",
  why: `Replicas help against the loss of a node only where they run on several. The scheduler spreads pods by a weak default, and after nodes have come
and gone all pods of a workload may sit on one.

Topology spread constraints over hosts and zones with \`ScheduleAnyway\` spread them wherever there is room and never keep a pod from starting;
\`matchLabelKeys\` keeps the pods of the old version out of the count.

Nothing is reported where spread constraints or anti-affinity of any kind are there, for DaemonSets, jobs and single pods.`,
  examples: [
    {
      title: "Over hosts and zones",
      bad: deployment(""),
      good: deployment(
        `      topologySpreadConstraints:\n${constraint("kubernetes.io/hostname")}${constraint("topology.kubernetes.io/zone")}`,
      ),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P2"],
  alsoKnownAs: [
    "kube-linter:no-anti-affinity",
    "kube-score:deployment-has-host-podantiaffinity",
    "kube-score:statefulset-has-host-podantiaffinity",
    "polaris:topologySpreadConstraint",
  ],
  judges: "part",
  check(file, { workspace, kubernetesVersion, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload?.isScalable || workload.isJob || !workload.pod.spec.isKnown) continue;
      const { spec } = workload.pod;
      const isPlaced = spec.has("nodeName") !== false || spec.mapping("nodeSelector").has("kubernetes.io/hostname") !== false;
      if (isPlaced || spec.has("topologySpreadConstraints") !== false || spec.mapping("affinity").has("podAntiAffinity") !== false)
        continue;
      const { minimum } = effectiveReplicas(workload, workspace);
      if (minimum === undefined || minimum < 2) continue;
      const severity = severityOfMissingInPod(workload.pod, ["topologySpreadConstraints"], "info", workspace);
      if (severity === undefined) continue;
      report({
        span: object.nameSpan,
        message: `One node may get ${allText(minimum)} pods of \`${object.title}\`, and they go down with it. Spread them over hosts and zones.`,
        severity,
        fixes: fixesOf("Spread the pods over hosts and zones", "unsafe", object, spread(workload, isAtLeast(kubernetesVersion, "1.27"))),
      });
    }
  },
});

function spread(workload: Workload, tellsRevisions: boolean): Edits {
  const labels = ownLabels(workload);
  if (!labels) return undefined;
  // The label that the controller puts on the pods of each revision.
  const revision =
    workload.kind === "Deployment" ? "pod-template-hash" : workload.kind === "Rollout" ? "rollouts-pod-template-hash" : undefined;
  const over = (topologyKey: string): YamlInput => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: { ...labels } },
    ...(tellsRevisions && revision !== undefined && { matchLabelKeys: flow(revision) }),
  });
  return insertPodKey(workload.pod, "topologySpreadConstraints", [over("kubernetes.io/hostname"), over("topology.kubernetes.io/zone")]);
}
