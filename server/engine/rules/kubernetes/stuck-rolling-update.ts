import { fixesOf, setValue } from "../../cluster/edit.ts";
import { isZero, parseIntOrPercent } from "../../cluster/rolling-update.ts";
import type { Workload } from "../../languages/kubernetes/model.ts";
import type { Mapping } from "../../languages/yaml/mapping.ts";
import { defineRule } from "../../rule.ts";

const deployment = (surge: number) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web\n  strategy:\n    rollingUpdate:\n      maxSurge: ${surge}\n      maxUnavailable: 0\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/stuck-rolling-update",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A rolling update that may neither add a pod nor take one away.",
  why: `A rolling update replaces pods by adding new ones first (\`maxSurge\`) or by taking old ones away first (\`maxUnavailable\`). With both at zero
there is no first step, so the API server rejects the object, and the release does not happen.

Let one pod more run during the update: \`maxSurge: 1\` beside \`maxUnavailable: 0\` replaces pods one by one and never goes below the replicas.`,
  examples: [{ title: "One pod more during the update", bad: deployment(0), good: deployment(1) }],
  links: ["https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  uncovers: ["kubernetes/low-rollout-capacity", "kubernetes/missing-min-ready-seconds"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const { workload } = object;
      const limits = workload && limitsOf(workload);
      if (!limits) continue;
      const surge = limits.integerOrText("maxSurge");
      const unavailable = limits.integerOrText("maxUnavailable");
      const hasSurge = workload.kind !== "StatefulSet";
      if (!isNone(unavailable.value) || (hasSurge && !isNone(surge.value))) continue;
      const [key, field] = hasSurge ? ["maxSurge", surge] : ["maxUnavailable", unavailable];
      if (!field?.span) continue;
      report({
        span: field.span,
        message: hasSurge
          ? "With `maxSurge` and `maxUnavailable` both at zero no pod may be added and none taken away, so the API server rejects this. Set `maxSurge: 1`."
          : "With `maxUnavailable` at zero no pod of a StatefulSet may be replaced, so the API server rejects this. Set `maxUnavailable: 1`.",
        fixes: fixesOf(`Set \`${key}: 1\``, "unsafe", object, setValue(object, field, 1)),
      });
    }
  },
});

/** Where the limits of a rolling update stand. A Rollout has them in its canary strategy. */
function limitsOf({ kind, strategy }: Workload): Mapping | undefined {
  switch (kind) {
    case "Deployment":
    case "StatefulSet":
    case "DaemonSet":
      return strategy.mapping("rollingUpdate");
    case "Rollout":
      return strategy.mapping("canary");
    default:
      return undefined;
  }
}

function isNone(value: number | string | undefined): boolean {
  const limit = parseIntOrPercent(value);
  return limit !== undefined && isZero(limit);
}
