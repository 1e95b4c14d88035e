import { autoscalerOf } from "../../cluster/autoscaler.ts";
import { autoscalersOf, scaledBy } from "../../cluster/replicas.ts";
import { isPartial } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const autoscaler = (name: string, target: string) =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: ${name}\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: ${target}\n  minReplicas: 2\n  maxReplicas: 10\n  metrics:\n    - type: Resource\n      resource:\n        name: memory\n        target:\n          type: AverageValue\n          averageValue: 500Mi\n`;

const workload = (name: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    matchLabels:\n      app: ${name}\n  template:\n    metadata:\n      labels:\n        app: ${name}\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/competing-autoscalers",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "Two autoscalers scale one workload.",
  why: `
Two autoscalers on one workload set its number of pods in turns, each undoing what the other did. Kubernetes notices and stops both (\`AmbiguousSelector\`). KEDA's ScaledObject counts as one, as it makes a HorizontalPodAutoscaler. Put all metrics into one autoscaler: the highest wish wins.

The finding stands at the later of the two. Nothing is reported where they may be in different namespaces or overlays.`,
  examples: [
    {
      title: "One for each workload",
      files: { "deploy/workloads.yaml": `${workload("web")}---\n${workload("api")}`, "deploy/api.yaml": autoscaler("web", "web") },
      bad: autoscaler("more", "web"),
      good: autoscaler("more", "api"),
    },
  ],
  links: ["https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/"],
  since: "0.3.0",
  patterns: ["P2"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const scaler = autoscalerOf(object);
      const name = scaler?.target.text("name");
      if (!name?.span || isPartial(object, workspace)) continue;
      const found = scaledBy(object, workspace);
      if (found.isDistant) continue;
      for (const workload of found.objects.flatMap((one) => one.object.workload ?? [])) {
        const all = autoscalersOf(workload, workspace);
        const index = all.indexOf(object);
        // An autoscaler of the same name is another version of this one: of an overlay, or for another API.
        const other = all.slice(0, Math.max(index, 0)).find((one) => one.name.value !== object.name.value || one.kind !== object.kind);
        if (!other) continue;
        report({
          span: name.span,
          message: `\`${other.title}\` scales \`${workload.object.title}\` already, and Kubernetes stops both. Put the metrics of both into one.`,
          related: [{ path: other.file.source.path, span: other.nameSpan, message: "The other autoscaler" }],
        });
      }
    }
  },
});
