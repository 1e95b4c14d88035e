import { allOf, type Edits, fixesOf, insertAt, setValue } from "../../cluster/edit.ts";
import { labelsOf, plainSelectorOf, selectorOf, selects } from "../../cluster/labels.ts";
import { isSupplied, kustomizationsOf } from "../../cluster/unit.ts";
import type { ManifestObject, Workload } from "../../languages/kubernetes/model.ts";
import type { Mapping } from "../../languages/yaml/mapping.ts";
import { defineRule, type Fix } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const deployment = (label: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: ${label}\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/selector-template-mismatch",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A selector that does not select the pods of its own template.",
  why: `A workload finds its pods by \`spec.selector\`. Where the labels of its pod template do not satisfy that, it could never find a pod that it has
made, so the API server rejects the object.

Give the template every label that the selector asks for. The selector of a workload that runs already cannot be changed.`,
  examples: [{ title: "One label, two values", bad: deployment("website"), good: deployment("web") }],
  links: ["https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  alsoKnownAs: [
    "kube-linter:mismatching-selector",
    "kube-score:deployment-pod-selector-labels-match-template-metadata-labels",
    "kube-score:statefulset-pod-selector-labels-match-template-metadata-labels",
  ],
  // Once it is selected, it serves.
  uncovers: [
    "kubernetes/service-without-workload",
    "kubernetes/unknown-target-port",
    "kubernetes/mixed-colors",
    "kubernetes/overlapping-selectors",
    "kubernetes/spread-selector",
    "kubernetes/missing-readiness-probe",
    "kubernetes/missing-liveness-probe",
    "kubernetes/missing-pre-stop",
    "kubernetes/no-grace-period",
    "kubernetes/single-replica",
    "kubernetes/recreate-strategy",
    "kubernetes/low-rollout-capacity",
    "kubernetes/missing-min-ready-seconds",
    "kubernetes/missing-disruption-budget",
    "kubernetes/blocking-disruption-budget",
    "kubernetes/single-replica-minimum",
  ],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || object.isPatch || !selecting.has(workload.kind) || !workload.template.isKnown) continue;
      const { selector, templateLabels, kind } = workload;
      const isPlain = kind === "ReplicationController" || kind === "DeploymentConfig";
      if (!selector.map) continue;
      if (selects(isPlain ? plainSelectorOf(selector) : selectorOf(selector), labelsOf(templateLabels)) !== false) continue;
      const lacking = lackingIn(isPlain ? selector : selector.mapping("matchLabels"), templateLabels);
      const [first] = lacking;
      if (lacking.some(({ key }) => isAdded(key, object, workspace))) continue;
      const span = first ? (templateLabels.text(first.key).span ?? first.span) : (selector.entry?.keySpan ?? object.nameSpan);
      // Of two values, the other may be the right one.
      const safety = lacking.every(({ key }) => templateLabels.text(key).isAbsent) ? "safe" : "unsafe";
      const labels = lacking.map(({ key, value }) => `\`${key}: ${value}\``).join(", ");
      report({
        span,
        message: first
          ? `The selector of this ${kind} asks for ${labels}, which its pod template does not have, so the API server rejects it. Give the template the same labels.`
          : `The labels of the pod template do not satisfy \`matchExpressions\` of this ${kind}, so the API server rejects it.`,
        fixes: first ? fixes(workload, lacking, safety) : [],
      });
    }
  },
});

const selecting: ReadonlySet<string> = new Set([
  ...["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "DeploymentConfig", "Rollout"],
]);

/** Whether Kustomize gives the pods a label, or may do so. */
function isAdded(key: string, object: ManifestObject, workspace: Workspace): boolean {
  const adds = kustomizationsOf(object, workspace).some(({ labels }) =>
    labels.some((added) => added.inTemplates && (added.labels.isOpen || added.labels.values.has(key))),
  );
  return adds || isSupplied(object, ["spec", "template", "metadata", "labels", key], workspace) !== false;
}

/** The labels that a selector asks for and the template certainly does not have. */
function lackingIn(wanted: Mapping, labels: Mapping) {
  return wanted.entries.flatMap(({ key, keySpan, value: node }) => {
    const value = wanted.text(key).value;
    if (value === undefined) return [];
    const has = labels.text(key);
    const isLacking = has.isKnown ? has.value !== value : has.isAbsent;
    return isLacking ? [{ key, value, span: node?.span ?? keySpan }] : [];
  });
}

/** Where the object's own labels agree with those of the pods, the slip is in the selector. */
function fixes(workload: Workload, lacking: ReturnType<typeof lackingIn>, safety: "safe" | "unsafe"): readonly Fix[] {
  const { object, selector, templateLabels, kind } = workload;
  const toTemplate = fixesOf("Give the pod template the labels of the selector", safety, object, labelEdits(workload, lacking));
  const wanted = kind === "ReplicationController" || kind === "DeploymentConfig" ? selector : selector.mapping("matchLabels");
  const values = lacking.map(({ key }) => [wanted.text(key), templateLabels.text(key).value, object.labels.text(key).value] as const);
  if (!values.every(([, has, own]) => has !== undefined && has === own)) return toTemplate;
  const edits = values.map(([field, has]) => setValue(object, field, has ?? ""));
  return [...fixesOf("Select the labels of the pod template", "unsafe", object, allOf(...edits)), ...toTemplate];
}

function labelEdits(workload: Workload, lacking: readonly { readonly key: string; readonly value: string }[]): Edits {
  const { object, template, templateLabels } = workload;
  const missing = lacking.filter(({ key }) => templateLabels.text(key).isAbsent);
  if (!templateLabels.map && missing.length > 0) {
    return insertAt(object, template, ["metadata", "labels"], Object.fromEntries(missing.map(({ key, value }) => [key, value])));
  }
  return allOf(
    ...lacking.map(({ key, value }) => {
      const has = templateLabels.text(key);
      return has.isAbsent ? insertAt(object, templateLabels, [key], value) : setValue(object, has, value);
    }),
  );
}
