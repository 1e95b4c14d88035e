import { type Budget, blocksDrain, replicasForDrain } from "../../cluster/disruption.ts";
import { allOf, type Edits, fixesOf, renameKey, setValue } from "../../cluster/edit.ts";
import { effectiveReplicas } from "../../cluster/replicas.ts";
import { parseIntOrPercent } from "../../cluster/rolling-update.ts";
import { findSelected } from "../../cluster/selection.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const budget = (value: number) =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: ${value}\n  selector:\n    matchLabels:\n      app: web\n`;
const deployment =
  "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n";
const minimum = (limit: string) => budget(1).replace("maxUnavailable: 1", limit) + deployment;

export default defineRule({
  id: "kubernetes/blocking-disruption-budget",
  language: "kubernetes",
  category: "operability",
  severity: "warning",
  preset: "recommended",
  summary: "A PodDisruptionBudget that never lets a pod go, so that no node can be drained.",
  why: `An eviction waits until the budget allows it. A budget that demands as many healthy pods as there are never does: \`kubectl drain\` hangs, upgrades of
the cluster stop or, after the provider's patience, kill the pods all the same. Percentages are rounded up: \`minAvailable: 80%\` of 3 pods is all 3.

\`maxUnavailable: 1\` is right for any number of replicas.

It is reckoned with the fewest replicas that an autoscaler leaves, and stays silent where the pods cannot be seen.`,
  examples: [
    { title: "None may go", bad: budget(0), good: budget(1) },
    { title: "As many as there are", bad: minimum("minAvailable: 2"), good: minimum("maxUnavailable: 1"), files: {} },
  ],
  links: ["https://kubernetes.io/docs/tasks/run-application/configure-pdb/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  alsoKnownAs: [
    "kube-linter:pdb-max-unavailable",
    "kube-linter:pdb-min-available",
    "polaris:pdbDisruptionsIsZero",
    "polaris:pdbMinAvailableGreaterThanHPAMinReplicas",
    "polaris:pdbMinAvailableEqualToHPAMinReplicas",
  ],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (object.kind !== "PodDisruptionBudget" || object.group !== "policy") continue;
      const { spec } = object;
      const [minimum, maximum] = [spec.integerOrText("minAvailable"), spec.integerOrText("maxUnavailable")];
      // One with both is rejected as it is.
      if (minimum.isKnown === maximum.isKnown) continue;
      const [key, field] = minimum.isKnown ? (["minAvailable", minimum] as const) : (["maxUnavailable", maximum] as const);
      const value = parseIntOrPercent(field.value);
      if (!value || !field.span) continue;
      const limit: Budget = { kind: key, value };
      const needed = replicasForDrain(limit);
      const pods = needed === undefined ? undefined : podsSelected(object, workspace);
      if (needed !== undefined && (pods === undefined || !blocksDrain(limit, pods))) continue;
      const amount = `\`${key}: ${field.value}\``;
      report({
        span: field.span,
        message:
          pods === undefined
            ? `With ${amount} no pod may ever be evicted, so nodes cannot be drained. Set \`maxUnavailable: 1\`.`
            : `With ${amount} of ${pods} ${pods === 1 ? "pod" : "pods"} none may be evicted, so nodes cannot be drained. Set \`maxUnavailable: 1\`.`,
        fixes: fixesOf("Set `maxUnavailable: 1`", "unsafe", object, letOneGo(object)),
      });
    }
  },
});

/** The fewest pods that a budget is about; undefined where they are not all known. */
function podsSelected(object: ManifestObject, workspace: Workspace): number | undefined {
  const { objects, isDistant } = findSelected(object, workspace);
  if (isDistant || objects.length === 0) return undefined;
  let pods = 0;
  for (const { object: selected } of objects) {
    const { workload } = selected;
    // Pods without a controller are not counted on, and how many a DaemonSet has the nodes tell.
    if (!workload?.isScalable) return undefined;
    const { minimum } = effectiveReplicas(workload, workspace);
    if (minimum === undefined) return undefined;
    pods += minimum;
  }
  return pods;
}

function letOneGo(object: ManifestObject): Edits {
  const { spec } = object;
  const minimum = spec.integerOrText("minAvailable");
  if (!minimum.entry) return setValue(object, spec.integerOrText("maxUnavailable"), 1);
  return allOf(renameKey(object, minimum.entry, "maxUnavailable"), setValue(object, minimum, 1));
}
