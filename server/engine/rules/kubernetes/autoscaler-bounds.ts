import { autoscalerOf } from "../../cluster/autoscaler.ts";
import { allOf, fixesOf, setValue } from "../../cluster/edit.ts";
import { isPartial } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const autoscaler = (minimum: number, maximum: number) =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  minReplicas: ${minimum}\n  maxReplicas: ${maximum}\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: 70\n`;

export default defineRule({
  id: "kubernetes/autoscaler-bounds",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "The bounds of the autoscaler leave it nothing to do.",
  why: `
The API refuses an autoscaler whose minimum is above its maximum. Where both are equal it never changes anything (a warning). A minimum of 0 is refused unless the alpha feature \`HPAScaleToZero\` is on and a metric comes from outside of the pods; KEDA scales to 0 without it.`,
  examples: [{ title: "The other way round", bad: autoscaler(10, 2), good: autoscaler(2, 10) }],
  links: ["https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P2"],
  alsoKnownAs: ["polaris:hpaMaxAvailability"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const scaler = autoscalerOf(object);
      if (!scaler || isPartial(object, workspace)) continue;
      const { minimum, maximum, isKeda } = scaler;
      const low = minimum.or(scaler.minimumDefault);
      const high = maximum.value;
      if (low === undefined || high === undefined || !maximum.span) continue;
      if (low > high) {
        report({
          span: minimum.span ?? maximum.span,
          message: `The minimum of ${low} is above the maximum of ${high}: the API refuses the autoscaler. Swap them, or raise the maximum.`,
          fixes: minimum.isKnown
            ? fixesOf("Swap the two", "unsafe", object, allOf(setValue(object, minimum, high), setValue(object, maximum, low)))
            : [],
        });
      } else if (low === high) {
        report({
          span: maximum.span,
          message: `Minimum and maximum are both ${low}, so the autoscaler never changes anything. Raise the maximum, or remove the autoscaler.`,
          severity: "warning",
          fixes: fixesOf(`Raise the maximum to ${high * 3}`, "unsafe", object, setValue(object, maximum, high * 3)),
        });
      } else if (low === 0 && !isKeda && minimum.span && !scaler.metrics.some(({ type }) => type === "External" || type === "Object")) {
        report({
          span: minimum.span,
          message:
            "The API refuses a minimum of 0 unless a metric comes from outside of the pods and the alpha feature `HPAScaleToZero` is on. Set at least 1, or scale with KEDA.",
          fixes: fixesOf("Set 2", "unsafe", object, setValue(object, minimum, 2)),
        });
      }
    }
  },
});
