import { fixesOf, setValue } from "../../cluster/edit.ts";
import { defineRule } from "../../rule.ts";

const deployment = (limit: number) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  revisionHistoryLimit: ${limit}\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/no-revision-history",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "No old revision is kept, so there is nothing to roll back to.",
  why: `\`kubectl rollout undo\` goes back to a revision that the controller has kept. With \`revisionHistoryLimit: 0\` it keeps none: when a release
turns out bad, the only way back is to build or find the old manifest and apply it again, while users wait.

Keep the default of 10, or 2 at least; an old revision without pods costs next to nothing.`,
  examples: [{ title: "The default", bad: deployment(0), good: deployment(10) }],
  links: ["https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#clean-up-policy"],
  since: "0.3.0",
  fix: "safe",
  patterns: ["R1", "S1"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload?.isScalable && workload?.kind !== "DaemonSet") continue;
      const limit = object.spec.integer("revisionHistoryLimit");
      if (limit.value !== 0 || !limit.span) continue;
      report({
        span: limit.span,
        message: "With `revisionHistoryLimit: 0` no old revision is kept, so `kubectl rollout undo` has nothing to go back to. Keep some.",
        fixes: fixesOf("Keep 10 old revisions", "safe", object, setValue(object, limit, 10)),
      });
    }
  },
});
