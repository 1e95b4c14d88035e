import { allOf, fixesOf, insertKey, removeKey, replaceScalar } from "../../cluster/edit.ts";
import { type LabelMismatch, mismatches, nearestMiss } from "../../cluster/label-mismatch.ts";
import type { LabelSelector, Labels } from "../../cluster/labels.ts";
import { type KnownObject, known } from "../../cluster/objects.ts";
import { isServed, selectsNothing, workloadKinds } from "../../cluster/selection.ts";
import { findAround, isPartial } from "../../cluster/unit.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const application = (label: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: ${label}\n  ports:\n    - port: 80\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/service-without-workload",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The Service selects no pods of any workload that is applied with it.",
  why: `
A Service sends traffic to the pods whose labels its selector names. Where none have them, it is accepted all the same, and connections to it are refused or hang. The message shows the workload that comes nearest, and the label in which they differ.

It speaks where workloads are applied along with the Service and one of them comes near. Nothing is reported without a selector, for \`ExternalName\`, for a Service of a single pod of a StatefulSet, and where a chart, an operator, an overlay or another repository may bring the pods.`,
  examples: [{ title: "The label of the pods", files: {}, bad: application("webb"), good: application("web") }],
  links: ["https://kubernetes.io/docs/concepts/services-networking/service/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  alsoKnownAs: ["kube-linter:dangling-service", "kube-score:service-targets-pod"],
  judges: "part",
  uncovers: [
    "kubernetes/missing-readiness-probe",
    "kubernetes/missing-liveness-probe",
    "kubernetes/missing-pre-stop",
    "kubernetes/single-replica",
    "kubernetes/missing-disruption-budget",
    "kubernetes/missing-min-ready-seconds",
    "kubernetes/low-rollout-capacity",
    "kubernetes/recreate-strategy",
    "kubernetes/no-grace-period",
    "kubernetes/unknown-target-port",
  ],
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (object.kind !== "Service" || object.group !== "" || isPartial(object, workspace)) continue;
      const selector = object.spec.mapping("selector");
      if (selector.entries.length === 0 || selector.isOpen || object.spec.text("type").value === "ExternalName") continue;
      if (selector.entries.some(({ key }) => key === "statefulset.kubernetes.io/pod-name" || key === "apps.kubernetes.io/pod-index"))
        continue;
      if (!selectsNothing(object, workspace)) continue;
      const own = known(object, workspace);
      const around = findAround(object, workspace, workloadKinds, () => true);
      // Workloads of another folder may be meant for another place.
      const candidates = around.isDistant ? [] : around.objects.flatMap((one) => (one.podLabels ? [{ labels: one.podLabels, one }] : []));
      const near = own.selector && (nearestMiss(own.selector, candidates) ?? onlyMiss(own.selector, object, candidates, workspace));
      const title = near?.candidate.one.object.title;
      // Nothing is near: whoever runs the pods keeps them elsewhere.
      if (!near || !selector.entry) continue;
      report({
        span: selector.entry.keySpan,
        message: `No pods have these labels, so the Service leads nowhere. Nearest is \`${title}\` (${near.mismatches.map(difference).join(", ")}): select the labels of its pod template.`,
        related: [{ path: near.candidate.one.path, span: near.candidate.one.object.nameSpan, message: `\`${title}\` is nearest` }],
        fixes: correction(object, near.mismatches),
      });
    }
  },
});

interface Candidate {
  readonly labels: Labels;
  readonly one: KnownObject;
}

/** The only workload of the Service's own file, where both know the same labels or values, and no other Service selects its pods: who else would be meant? */
function onlyMiss(selector: LabelSelector, { file }: ManifestObject, candidates: readonly Candidate[], workspace: Workspace) {
  const [candidate, other] = candidates.filter(({ one }) => one.path === file.source.path && one.kind !== "Job" && one.kind !== "CronJob");
  const workload = candidate?.one.object.workload;
  if (!candidate || other || !workload || isServed(workload, workspace)) return undefined;
  const missed = mismatches(selector, candidate.labels);
  const values = new Set(candidate.labels.values.values());
  // Another value of the same label, or the same value of another.
  const isMeant = missed.every(({ found, wanted: [value] }) => found !== undefined || (value !== undefined && values.has(value)));
  return isMeant ? { candidate, mismatches: missed } : undefined;
}

function difference({ key, wanted, found, similarKey }: LabelMismatch): string {
  if (found !== undefined) return `its \`${key}\` is \`${found}\`, not \`${wanted[0]}\``;
  return similarKey === undefined ? `it has no label \`${key}\`` : `its label is \`${similarKey}\`, not \`${key}\``;
}

/** Takes the values of the workload that is nearest, where each label that differs has one. */
function correction(object: ManifestObject, missed: readonly LabelMismatch[]): readonly Fix[] {
  const selector = object.spec.mapping("selector");
  const edits = missed.map(({ key, found, similarKey }) => {
    const field = selector.text(key);
    if (found !== undefined) return replaceScalar(object, field, found);
    // One label fewer selects the same pods, as long as another is left.
    return similarKey === undefined && missed.length < selector.entries.length && field.entry
      ? removeKey(object, field.entry)
      : similarKey !== undefined && field.entry && field.value !== undefined
        ? allOf(removeKey(object, field.entry), insertKey(object, selector, similarKey, field.value))
        : undefined;
  });
  return missed.length === 1 ? fixesOf("Select the labels of the nearest workload", "unsafe", object, allOf(...edits)) : [];
}
