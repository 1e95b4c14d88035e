import { autoscalerOf, writtenRules } from "../../cluster/autoscaler.ts";
import { defaultScaleUp, scaleUp, withDefaults } from "../../cluster/autoscaling.ts";
import { durationText } from "../../cluster/duration-text.ts";
import { fixesOf, removeKey } from "../../cluster/edit.ts";
import { defineRule } from "../../rule.ts";

const autoscaler = (behavior: string) =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  minReplicas: 2\n  maxReplicas: 20\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: 70\n${behavior}`;

/** Whoever waits longer for capacity has an outage instead. */
const longestScaleUpSeconds = 600;

export default defineRule({
  id: "kubernetes/autoscaler-behavior",
  language: "kubernetes",
  category: "performance",
  severity: "info",
  preset: "strict",
  summary: "The autoscaler follows the load too slowly, or swings with it.",
  why: `
\`behavior\` limits how fast the number of pods changes. By default it can go from the minimum to twenty times as many within a minute, and takes pods away only after five quiet minutes. Policies that need more than ten minutes to reach the maximum leave users waiting; what is computed is in the message. Without a stabilisation window for scaling down, CPU, which moves all the time, makes the number of pods swing, and each new pod starts cold.`,
  examples: [
    {
      title: "Fast enough",
      bad: autoscaler(
        "  behavior:\n    scaleUp:\n      policies:\n        - type: Pods\n          value: 1\n          periodSeconds: 60\n",
      ),
      good: autoscaler(""),
    },
  ],
  links: ["https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P2"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const scaler = autoscalerOf(object);
      if (!scaler?.behavior.isKnown) continue;
      const low = scaler.minimum.or(scaler.minimumDefault);
      const high = scaler.maximum.value;
      const up = scaler.behavior.mapping("scaleUp");
      const written = writtenRules(up);
      if (up.isKnown && up.entry && written && low !== undefined && high !== undefined && low < high) {
        const { seconds } = scaleUp(Math.max(1, low), high, withDefaults(written, defaultScaleUp));
        if (!seconds || seconds.worst > longestScaleUpSeconds) {
          const only = scaler.behavior.entries.length === 1 ? scaler.behavior.entry : up.entry;
          const time = seconds ? `takes ${durationText(seconds.worst)}` : "takes hours, or never ends";
          report({
            span: up.entry.keySpan,
            message: `From ${Math.max(1, low)} to ${high} pods ${time} with these policies, and users wait for so long. Let it take bigger steps, or leave the defaults.`,
            fixes: only ? fixesOf("Leave the defaults", "unsafe", object, removeKey(object, only)) : [],
          });
        }
      }
      const down = scaler.behavior.at("scaleDown").integer("stabilizationWindowSeconds");
      if (down.value === 0 && down.entry && scaler.metrics.some(({ resource }) => resource === "cpu")) {
        report({
          span: down.entry.span,
          message:
            "Without a stabilisation window every dip of CPU takes pods away that are needed again a moment later. Leave the default of 300 s, or set a minute at least.",
          fixes: fixesOf("Leave the default of 300 s", "unsafe", object, removeKey(object, down)),
        });
      }
    }
  },
});
