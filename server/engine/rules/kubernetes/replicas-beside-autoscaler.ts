import { fixesOf, removeKey } from "../../cluster/edit.ts";
import { autoscalersOf } from "../../cluster/replicas.ts";
import { isPartial } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const application = (more: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n${more}  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n          resources:\n            requests:\n              cpu: 100m\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  minReplicas: 2\n  maxReplicas: 10\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: 70\n`;

export default defineRule({
  id: "kubernetes/replicas-beside-autoscaler",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Every apply sets the number of pods back, against the autoscaler.",
  why: `
Where an autoscaler decides how many pods there are, \`replicas\` in the workload is only right at the first apply. Each one after it sets the number back, in the middle of the day from thirty to three, until the autoscaler has put it up again.

Remove the line. When the object was applied with \`kubectl apply\` before, do that once with \`--server-side\` (or \`kubectl apply edit-last-applied\`): removed by a client-side apply, the number falls to 1 until the autoscaler looks again.

Nothing is reported in patches and where a template decides between the two.`,
  examples: [{ title: "The autoscaler decides", files: {}, bad: application("  replicas: 3\n"), good: application("") }],
  links: [
    "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling",
  ],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P2"],
  alsoKnownAs: ["kube-score:deployment-targeted-by-hpa-does-not-have-replicas-configured"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload?.isScalable || !workload.replicas.entry || !workload.replicas.isKnown || isPartial(object, workspace)) continue;
      // With 0, autoscaling is switched off.
      const [autoscaler] = workload.replicas.value === 0 ? [] : autoscalersOf(workload, workspace);
      if (!autoscaler) continue;
      report({
        span: workload.replicas.entry.span,
        message: `\`${autoscaler.title}\` decides how many pods there are, and every apply sets them back to ${workload.replicas.value}. Remove \`replicas\`; applied client-side before, do it once with \`kubectl apply --server-side\`, or the number falls to 1.`,
        related: [{ path: autoscaler.file.source.path, span: autoscaler.nameSpan, message: "The autoscaler" }],
        fixes: fixesOf("Remove `replicas`", "unsafe", object, removeKey(object, workload.replicas)),
      });
    }
  },
});
