import { fixesOf } from "../../cluster/edit.ts";
import { removeSilently } from "../../cluster/probes.ts";
import { isService, lacksGrace } from "../../cluster/served.ts";
import { defineRule } from "../../rule.ts";

const files = {
  "service.yaml":
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - name: http\n      port: 80\n      targetPort: 8080\n",
};
const deployment = (more: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n${more}      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/no-grace-period",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Pods behind a Service are killed with next to no grace period.",
  why: `
\`terminationGracePeriodSeconds\` is what a pod has from its deletion to being killed. With 0 to 2 seconds, every rollout and every drained node cuts the requests that are under way, and the process can neither close its connections nor write what it holds in memory. With 0, a StatefulSet may even run two pods of one name at the same time.

Without the key there are 30 seconds, which end sooner where the process does.`,
  examples: [
    {
      title: "The usual 30 seconds",
      path: "deployment.yaml",
      bad: deployment("      terminationGracePeriodSeconds: 0\n"),
      good: deployment(""),
      files,
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["H3"],
  uncovers: ["kubernetes/missing-pre-stop", "kubernetes/pre-stop-over-grace"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || !isService(workload) || !lacksGrace(workload.pod, workspace)) continue;
      const grace = workload.pod.terminationGracePeriodSeconds;
      if (!grace.span) continue;
      report({
        span: grace.span,
        message: `With a grace period of ${grace.value} s, every rollout cuts the requests that are under way. Remove it: without it there are 30 s, or fewer where the process ends sooner.`,
        fixes: fixesOf("Remove `terminationGracePeriodSeconds`", "unsafe", object, removeSilently(object, grace)),
      });
    }
  },
});
