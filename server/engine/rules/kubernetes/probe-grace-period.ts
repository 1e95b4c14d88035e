import { fixesOf } from "../../cluster/edit.ts";
import { keyOf, removeSilently } from "../../cluster/probes.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      readinessProbe:\n        httpGet:\n          path: /ready\n          port: 8080\n${more}`;

export default defineRule({
  id: "kubernetes/probe-grace-period",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A grace period on a readiness probe, or one of zero seconds on a probe.",
  why: `
\`terminationGracePeriodSeconds\` of a probe says how long a container has to end after that probe has failed. A failed readiness probe ends nothing, so the API server rejects the key there; on liveness and startup probes it must be at least 1.

Without it, the grace period of the pod holds.`,
  examples: [{ title: "The pod's grace period holds", bad: pod("        terminationGracePeriodSeconds: 20\n"), good: pod("") }],
  links: [
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#probe-level-terminationgraceperiodseconds",
  ],
  since: "0.3.0",
  fix: "safe",
  patterns: ["H3"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const { kind, terminationGracePeriodSeconds: grace } of object.workload?.pod.containers.flatMap(({ probes }) => probes) ?? []) {
        if (!grace.entry || grace.isAbsent) continue;
        const isReadiness = kind === "readiness";
        if (!isReadiness && (grace.value === undefined || grace.value >= 1)) continue;
        report({
          span: grace.entry.keySpan,
          message: isReadiness
            ? "A failed readiness probe ends nothing, so the API server rejects `terminationGracePeriodSeconds` in it. Remove it."
            : `\`terminationGracePeriodSeconds\` of a \`${keyOf(kind)}\` must be at least 1, and the API server rejects \`${grace.value}\`. Remove it, and the pod's grace period holds.`,
          fixes: fixesOf("Remove `terminationGracePeriodSeconds`", "safe", object, removeSilently(object, grace)),
        });
      }
    }
  },
});
