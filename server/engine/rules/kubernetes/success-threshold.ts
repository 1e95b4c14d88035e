import { fixesOf } from "../../cluster/edit.ts";
import { keyOf, removeSilently } from "../../cluster/probes.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      livenessProbe:\n        httpGet:\n          path: /healthz\n          port: 8080\n${more}`;

export default defineRule({
  id: "kubernetes/success-threshold",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A liveness or startup probe asks for more than one success.",
  why: `
A failed liveness or startup probe ends in a restart, so there is nothing to recover from: \`successThreshold\` must be 1 there, and the API server rejects the object otherwise. Only readiness probes can ask for several successes before traffic comes back.`,
  examples: [{ title: "One success is enough", bad: pod("        successThreshold: 2\n"), good: pod("") }],
  links: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes"],
  since: "0.3.0",
  fix: "safe",
  patterns: ["H3"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const { kind, successThreshold } of object.workload?.pod.containers.flatMap(({ probes }) => probes) ?? []) {
        const { value, span } = successThreshold;
        if (kind === "readiness" || value === undefined || value < 2 || !span) continue;
        report({
          span,
          message: `The API server rejects a \`${keyOf(kind)}\` with a \`successThreshold\` other than 1. Remove it; only a \`readinessProbe\` can wait for several successes.`,
          fixes: fixesOf("Remove `successThreshold`", "safe", object, removeSilently(object, successThreshold)),
        });
      }
    }
  },
});
