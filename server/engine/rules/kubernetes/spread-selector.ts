import { type Edits, fixesOf, insertKey, setValue } from "../../cluster/edit.ts";
import { selectorOf, selects } from "../../cluster/labels.ts";
import { objectsAround } from "../../cluster/objects.ts";
import { ownLabels, type Separation, separationsOf } from "../../cluster/spreading.ts";
import { kustomizationsOf } from "../../cluster/unit.ts";
import type { ManifestObject, Workload } from "../../languages/kubernetes/model.ts";
import { defineRule, type Problem } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const deployment = (label: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      topologySpreadConstraints:\n        - maxSkew: 1\n          topologyKey: kubernetes.io/hostname\n          whenUnsatisfiable: ScheduleAnyway\n          labelSelector:\n            matchLabels:\n              app: ${label}\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/spread-selector",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A spread constraint that does not count the workload's own pods, and so spreads nothing.",
  why: `A spread constraint counts the pods that its \`labelSelector\` finds. Without a selector, or with labels that the pod template does not have, it counts
none of the workload's own pods: they may all land on one node, as if the constraint were not there. It often happens when a block is copied from
another workload.

Anti-affinity may be about other workloads; it is reported only where its selector finds no pod of the workspace.`,
  examples: [{ title: "Copied from another workload", bad: deployment("api"), good: deployment("web") }],
  links: ["https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P2"],
  alsoKnownAs: ["kube-score:pod-topology-spread-constraints"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || object.isPatch || !workload.pod.spec.isKnown) continue;
      for (const separation of separationsOf(workload)) {
        const problem = problemOf(object, workload, separation, workspace);
        if (problem) report(problem);
      }
    }
  },
});

function problemOf(object: ManifestObject, workload: Workload, separation: Separation, workspace: Workspace): Problem | undefined {
  const { kind, mapping, labelSelector, isAboutItself } = separation;
  const skew = mapping.integer("maxSkew");
  if (skew.value !== undefined && skew.value < 1 && skew.span) {
    return {
      span: skew.span,
      message: "`maxSkew` says by how many pods the fullest place may be ahead, and has to be 1 or more: the API server rejects this.",
      fixes: fixesOf("Set `maxSkew: 1`", "unsafe", object, setValue(object, skew, 1)),
    };
  }
  if (isAboutItself !== false || mapping.has("$patch") !== false) return undefined;
  const first = mapping.entries[0];
  const what = kind === "spread" ? "The spread constraint" : "The anti-affinity";
  if (labelSelector.isAbsent) {
    const span = mapping.text("topologyKey").span ?? first?.keySpan;
    return (
      span && {
        span,
        message: `${what} has no \`labelSelector\`, so it counts no pod and keeps none apart. Give it the labels of the pods.`,
        fixes: fixesOf("Select the workload's own pods", "unsafe", object, ownSelector(object, workload, separation)),
      }
    );
  }
  // Kustomize may give the pods labels that are not seen here.
  if (kustomizationsOf(object, workspace).some(({ labels, isComplete }) => labels.length > 0 || !isComplete)) return undefined;
  if (kind === "anti-affinity" && !findsNobody(object, separation, workspace)) return undefined;
  const label = labelSelector.mapping("matchLabels").entries[0];
  const span = label?.value?.span ?? labelSelector.entry?.keySpan;
  return (
    span && {
      span,
      message: `${what} selects labels that the pods of \`${object.title}\` do not have, so it keeps none of them apart. Select their own labels.`,
      fixes: fixesOf("Select the workload's own pods", "unsafe", object, ownSelector(object, workload, separation)),
    }
  );
}

/** Whether a selector certainly finds no pod of the workspace. */
function findsNobody({ file }: ManifestObject, { labelSelector }: Separation, workspace: Workspace): boolean {
  const { all, isComplete } = objectsAround(file, workspace);
  const selector = selectorOf(labelSelector);
  return isComplete && all.every(({ podLabels, isPatch }) => !podLabels || isPatch || selects(selector, podLabels) === false);
}

function ownSelector(object: ManifestObject, workload: Workload, { mapping, labelSelector }: Separation): Edits {
  const labels = ownLabels(workload);
  if (!labels) return undefined;
  const value = { matchLabels: { ...labels } };
  return labelSelector.entry ? setValue(object, labelSelector.entry, value) : insertKey(object, mapping, "labelSelector", value, order);
}

const order = ["maxSkew", "minDomains", "topologyKey", "whenUnsatisfiable", "labelSelector", "matchLabelKeys", "mismatchLabelKeys"];
