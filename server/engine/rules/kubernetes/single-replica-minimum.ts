import { autoscalerOf } from "../../cluster/autoscaler.ts";
import { fixesOf, insertSpecKey, setValue } from "../../cluster/edit.ts";
import { scaledBy } from "../../cluster/replicas.ts";
import { isServed } from "../../cluster/selection.ts";
import { severityOfMissing } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const application = (minimum: number) =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  minReplicas: ${minimum}\n  maxReplicas: 10\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: AverageValue\n          averageValue: 500m\n`;

const rest: Readonly<Record<string, string>> = {
  "deploy/web.yaml":
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n",
};

export default defineRule({
  id: "kubernetes/single-replica-minimum",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "In quiet hours the autoscaler leaves one pod, and its end is an outage.",
  why: `
With a minimum of 1 (which is the default) a Service has one pod at night: when its node is drained or the process dies, nobody answers until another has started. A minimum of 2 keeps the Service up, and the second pod costs little where requests are modest.

It speaks of workloads that a Service selects. Nothing is reported in patches, where an overlay or a template may set it, and for what scales to 0 on purpose (KEDA).`,
  examples: [{ title: "Two at least", files: rest, bad: application(1), good: application(2) }],
  links: ["https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1", "P2"],
  alsoKnownAs: ["kube-linter:hpa-minimum-three-replicas", "kube-score:horizontalpodautoscaler-replicas", "polaris:hpaMinAvailability"],
  uncovers: ["kubernetes/autoscaler-bounds"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const scaler = autoscalerOf(object);
      if (scaler?.minimum.or(scaler.minimumDefault) !== 1 || (scaler.minimum.isAbsent && object.spec.isOpen)) continue;
      const { minimum } = scaler;
      const severity = severityOfMissing(object, ["spec", scaler.isKeda ? "minReplicaCount" : "minReplicas"], "warning", workspace);
      if (!severity) continue;
      const targets = scaledBy(object, workspace).objects.flatMap((one) => one.object.workload ?? []);
      if (!targets.some((workload) => isServed(workload, workspace) === true)) continue;
      const edits = minimum.isKnown
        ? setValue(object, minimum, 2)
        : insertSpecKey(object, scaler.isKeda ? "minReplicaCount" : "minReplicas", 2);
      report({
        span: minimum.entry?.span ?? object.nameSpan,
        message: `In quiet hours one pod is left to serve${minimum.isKnown ? "" : " (the default)"}: a drained node or a crash is an outage then. Keep two at least.`,
        severity,
        fixes: fixesOf("Keep two at least", "unsafe", object, edits),
      });
    }
  },
});
