import { fixesOf, setValue } from "../../cluster/edit.ts";
import { nearestMiss } from "../../cluster/label-mismatch.ts";
import { type KnownObject, known, mayShareNamespace, noteContent, objectsAround } from "../../cluster/objects.ts";
import { findBudgets } from "../../cluster/policies.ts";
import { findSelected, selectsNothing, workloadKinds } from "../../cluster/selection.ts";
import { ownLabels } from "../../cluster/spreading.ts";
import { isPartial, unitOf } from "../../cluster/unit.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { defineRule, type Problem } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const manifests = (label: string) =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: ${label}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/disruption-budget-selector",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A PodDisruptionBudget that selects no pod, too many, or pods that have one already.",
  why: `A budget protects the pods that its selector finds. One with a slip in a label protects nothing, and nobody is told. An empty selector means
every pod of the namespace, jobs included. A pod with two budgets cannot be evicted at all: the API answers with an error, and drains hang.

Nothing is said where not all manifests can be seen, and where no workload comes near.`,
  examples: [{ title: "A label of no pod", bad: manifests("website"), good: manifests("web"), files: {} }],
  links: ["https://kubernetes.io/docs/tasks/run-application/configure-pdb/#specifying-a-poddisruptionbudget"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  uncovers: ["kubernetes/blocking-disruption-budget"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (object.kind !== "PodDisruptionBudget" || object.group !== "policy" || isPartial(object, workspace)) continue;
      const problem = problemOf(object, workspace);
      if (problem) report(problem);
    }
  },
});

function problemOf(object: ManifestObject, workspace: Workspace): Problem | undefined {
  const { selector } = known(object, workspace);
  const mapping = object.spec.mapping("selector");
  if (!object.spec.isKnown) return undefined;
  if (mapping.isAbsent) {
    return {
      span: object.nameSpan,
      message: "The budget has no selector, so it protects no pod. Select the pods of the workload that it is for.",
    };
  }
  if (!selector || !mapping.map || !mapping.entry) return undefined;
  const span = mapping.entry.keySpan;
  if (selector.isEmpty) {
    return object.version === "v1beta1"
      ? { span, message: "An empty selector selects no pod in `policy/v1beta1`. Select the pods of the workload that the budget is for." }
      : {
          span,
          message:
            "An empty selector means every pod of the namespace, those of jobs and other applications included. Select one workload's pods.",
          severity: "info",
        };
  }
  if (selectsNothing(object, workspace)) return nothing(object, workspace);
  return overlap(object, workspace);
}

function nothing(object: ManifestObject, workspace: Workspace): Problem | undefined {
  const own = known(object, workspace);
  const labels = object.spec.at("selector", "matchLabels");
  const entry = labels.entry;
  const unit = unitOf(object, workspace);
  const candidates = objectsAround(object.file, workspace)
    .ofKind(...workloadKinds)
    .flatMap((one) =>
      one.podLabels && mayShareNamespace(own, one) && (one.path === own.path || unit.has(one.path)) ? [{ one, labels: one.podLabels }] : [],
    );
  // The labels of whoever comes nearest, else of the namesake. Where neither is there, whoever runs the pods keeps them elsewhere.
  const miss = own.selector && nearestMiss(own.selector, candidates);
  const near = miss?.candidate.one ?? candidates.find(({ one }) => one.name !== undefined && one.name === own.name)?.one;
  if (!near) return undefined;
  noteContent(near, workspace);
  const { workload } = near.object;
  const wanted = workload && ownLabels(workload);
  const wrong = miss?.mismatches[0]?.key ?? labels.entries[0]?.key;
  return {
    span: (wrong === undefined ? undefined : labels.text(wrong).span) ?? object.spec.mapping("selector").entry?.keySpan ?? object.nameSpan,
    message: `No pod has the labels that this budget selects, so it protects nothing. The nearest is \`${near.kind} ${near.name}\`: select the labels of its pods.`,
    fixes:
      wanted && entry && object.spec.mapping("selector").has("matchExpressions") === false
        ? fixesOf(`Select the pods of \`${near.name}\``, "unsafe", object, setValue(object, entry, { ...wanted }))
        : [],
  };
}

/** Another budget over the same pods; of the two the later one is told. */
function overlap(object: ManifestObject, workspace: Workspace): Problem | undefined {
  const own = known(object, workspace);
  const entry = object.spec.mapping("selector").entry;
  const unit = unitOf(object, workspace);
  if (!entry) return undefined;
  const isBefore = (other: KnownObject) =>
    other.path === own.path ? other.object.span.start < object.span.start : unit.has(other.path) && other.path < own.path;
  for (const { object: selected, kind, name } of findSelected(object, workspace).objects) {
    const others = selected.workload ? findBudgets(selected.workload, workspace).objects : [];
    const other = others.find((one) => mayShareNamespace(own, one) && one.name !== own.name && isBefore(one));
    if (!other) continue;
    return {
      span: entry.keySpan,
      message: `The pods of \`${kind} ${name}\` are selected by the budget \`${other.name}\` too, and a pod with two budgets cannot be evicted. Keep one.`,
      related: [{ path: other.path, span: other.object.nameSpan, message: "The other budget" }],
    };
  }
  return undefined;
}
