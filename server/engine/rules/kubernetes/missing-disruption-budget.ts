import { type Edits, fixesOf } from "../../cluster/edit.ts";
import { allText } from "../../cluster/number-text.ts";
import { noteEnd } from "../../cluster/objects.ts";
import { hasBudget, isMeantByBudget } from "../../cluster/policies.ts";
import { effectiveReplicas } from "../../cluster/replicas.ts";
import { isServed } from "../../cluster/selection.ts";
import { isPartial } from "../../cluster/unit.ts";
import { appendBudget } from "../../cluster/zero-downtime.ts";
import type { Workload } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const service = "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n";
const deployment = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n${service}`;
const budget =
  "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: web\n";

export default defineRule({
  id: "kubernetes/missing-disruption-budget",
  language: "kubernetes",
  category: "reliability",
  severity: "info",
  preset: "recommended",
  summary: "Nothing keeps an upgrade of the nodes from taking all pods of a service at once.",
  why: `When nodes are drained (an upgrade of the cluster, a smaller node pool), their pods are evicted, and without a PodDisruptionBudget all pods of one
service may go in the same minute.

\`maxUnavailable: 1\` lets them go one after the other, whatever the number of replicas; it never blocks a drain for good.

Nothing is reported for fewer than two pods, without a Service in front, and where not all manifests can be seen.`,
  examples: [{ title: "One at a time", bad: deployment, good: deployment + budget, files: {} }],
  links: ["https://kubernetes.io/docs/tasks/run-application/configure-pdb/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  alsoKnownAs: [
    "kube-score:deployment-has-poddisruptionbudget",
    "kube-score:statefulset-has-poddisruptionbudget",
    "polaris:missingPodDisruptionBudget",
  ],
  judges: "part",
  uncovers: ["kubernetes/unhealthy-pod-eviction", "kubernetes/missing-recommended-labels", "kubernetes/default-namespace"],
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || !kinds.has(workload.kind) || workload.isJob || isPartial(object, workspace)) continue;
      const { minimum } = effectiveReplicas(workload, workspace);
      if (minimum === undefined || minimum < 2) continue;
      if (!isServed(workload, workspace) || hasBudget(workload, workspace) !== false) continue;
      // What is wrong with that budget is told of there.
      if (isMeantByBudget(workload, workspace)) continue;
      report({
        span: object.nameSpan,
        message: `No PodDisruptionBudget selects the pods of \`${object.title}\`, so draining nodes may take ${allText(minimum)} at once. Allow one at a time.`,
        fixes: fixesOf("Add a PodDisruptionBudget", "unsafe", object, budgetFor(workload, workspace)),
      });
    }
  },
});

function budgetFor(workload: Workload, workspace: Workspace): Edits {
  noteEnd(workload.object, workspace);
  return appendBudget(workload);
}

const kinds: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "Rollout"]);
