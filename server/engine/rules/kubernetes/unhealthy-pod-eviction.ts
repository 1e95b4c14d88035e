import { fixesOf, insertSpecKey } from "../../cluster/edit.ts";
import { severityOfMissing } from "../../cluster/unit.ts";
import { isAtLeast } from "../../knowledge/kubernetes-apis.ts";
import { defineRule } from "../../rule.ts";

const budget = (more: string) =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n${more}  selector:\n    matchLabels:\n      app: web\n`;

export default defineRule({
  id: "kubernetes/unhealthy-pod-eviction",
  language: "kubernetes",
  category: "operability",
  severity: "info",
  preset: "optional",
  summary: "A PodDisruptionBudget under which broken pods keep a node from being drained.",
  why: `By default a budget protects pods that run without being ready, too. An application that crashes in a loop then blocks every drain of its node,
and with that upgrades of the cluster, until somebody mends it.

\`unhealthyPodEvictionPolicy: AlwaysAllow\` lets pods that serve nobody go at any time; healthy ones stay protected.`,
  examples: [{ title: "Let broken pods go", bad: budget(""), good: budget("  unhealthyPodEvictionPolicy: AlwaysAllow\n") }],
  links: ["https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  alsoKnownAs: ["kube-linter:pdb-unhealthy-pod-eviction-policy"],
  judges: "part",
  check(file, { workspace, kubernetesVersion, report }) {
    for (const object of file.objects) {
      if (object.kind !== "PodDisruptionBudget" || object.group !== "policy" || object.version !== "v1") continue;
      if (!object.spec.isKnown || object.spec.has("unhealthyPodEvictionPolicy") !== false) continue;
      if (!isAtLeast(kubernetesVersion, "1.27")) continue;
      const severity = severityOfMissing(object, ["spec", "unhealthyPodEvictionPolicy"], "info", workspace);
      if (!severity) continue;
      report({
        span: object.nameSpan,
        message:
          "Under this budget a pod that crashes in a loop keeps its node from being drained. Set `unhealthyPodEvictionPolicy: AlwaysAllow`.",
        severity,
        fixes: fixesOf(
          "Set `unhealthyPodEvictionPolicy: AlwaysAllow`",
          "unsafe",
          object,
          insertSpecKey(object, "unhealthyPodEvictionPolicy", "AlwaysAllow"),
        ),
      });
    }
  },
});
