import { rolloutStrategyOf } from "../../cluster/canary.ts";
import { fixesOf, insertKey } from "../../cluster/edit.ts";
import { isPartial, severityOfMissing } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const rollout = (more: string) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n  strategy:\n    blueGreen:\n      activeService: web\n      previewService: web-preview\n${more}`;

export default defineRule({
  id: "kubernetes/unattended-rollout",
  language: "kubernetes",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "The new version gets all traffic without anybody or anything having looked at it.",
  why: `
A canary limits damage only if somebody or something looks at it on the way: an \`analysis\` that reads metrics, or a pause for a person. Steps of weights alone, and a blue-green Rollout that promotes itself (\`autoPromotionEnabled\` is on by default) without \`prePromotionAnalysis\`, are a rolling update with more parts.`,
  examples: [{ title: "Promoted by a person", bad: rollout(""), good: rollout("      autoPromotionEnabled: false\n") }],
  links: ["https://argo-rollouts.readthedocs.io/en/stable/features/analysis/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S2", "S3"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const strategy = rolloutStrategyOf(object);
      if (!strategy || isPartial(object, workspace)) continue;
      const { blueGreen, canary, steps, stepList } = strategy;
      if (blueGreen.isKnown && blueGreen.entry) {
        const isAutomatic = blueGreen.boolean("autoPromotionEnabled").or(true) === true;
        const isBlind = ["prePromotionAnalysis", "autoPromotionSeconds"].every((key) => blueGreen.has(key) === false);
        if (
          isAutomatic &&
          isBlind &&
          severityOfMissing(object, ["spec", "strategy", "blueGreen", "prePromotionAnalysis"], "info", workspace)
        ) {
          report({
            span: blueGreen.entry.keySpan,
            message:
              "The new version takes over as soon as its pods are ready. Let an analysis decide (`prePromotionAnalysis`), or a person (`autoPromotionEnabled: false`).",
            fixes:
              blueGreen.has("autoPromotionEnabled") === false
                ? fixesOf("Let a person promote it", "unsafe", object, insertKey(object, blueGreen, "autoPromotionEnabled", false))
                : [],
          });
        }
      }
      if (!canary.isKnown || !canary.entry || canary.has("analysis") !== false || stepList.isOpen) continue;
      // Without steps it is a rolling update, as chosen.
      if (steps.length === 0) continue;
      const watches = steps.some(
        ({ mapping, verbs }) =>
          mapping.isOpen || verbs.some(({ key }) => key === "pause" || key === "analysis" || key === "experiment" || key === "plugin"),
      );
      if (watches || !severityOfMissing(object, ["spec", "strategy", "canary", "analysis"], "info", workspace)) continue;
      report({
        span: (stepList.entry ?? canary.entry).keySpan,
        message: "Nothing looks at the canary on its way to all traffic. Add an `analysis`, or a `pause` for a person.",
      });
    }
  },
});
