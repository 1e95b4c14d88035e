import { exclusiveVerbs, rolloutStrategyOf, routedVerbs } from "../../cluster/canary.ts";
import { pauseSeconds } from "../../cluster/canary-steps.ts";
import { fixesOf, removeItem, setValue } from "../../cluster/edit.ts";
import { isPartial } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const rollout = (weight: number) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n  strategy:\n    canary:\n      steps:\n        - setWeight: ${weight}\n        - pause: {}\n`;

export default defineRule({
  id: "kubernetes/invalid-rollout-steps",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "Argo Rollouts refuses a step of the canary, or never comes to it.",
  why: `
A step of a canary has one of weight, pause, analysis and experiment. A weight lies between 0 and 100 (or \`trafficRouting.maxTrafficWeight\`), a pause is a length of time (\`pause: {}\` waits for a person), and \`setCanaryScale\`, \`setHeaderRoute\` and \`setMirrorRoute\` need \`trafficRouting\` with a router that can do them. A Rollout with another is marked \`InvalidSpec\` and stands still. Weights behind one of 100 come too late: all traffic is on the new version by then (a warning).`,
  examples: [{ title: "A tenth, not a thousand", bad: rollout(1000), good: rollout(100) }],
  links: ["https://argo-rollouts.readthedocs.io/en/stable/features/canary/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S3"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const strategy = rolloutStrategyOf(object);
      if (!strategy || isPartial(object, workspace)) continue;
      const { steps, stepList, router, maximumWeight } = strategy;
      const most = maximumWeight.or(100);
      let isComplete = false;
      for (const { mapping, verbs } of steps) {
        const first = mapping.map?.entries[0];
        if (!first || mapping.isOpen || file.isMasked(mapping.map?.span ?? first.span)) continue;
        const index = stepList.sequence?.items.findIndex(({ value }) => value === mapping.map) ?? -1;
        const exclusive = verbs.filter(({ key }) => exclusiveVerbs.has(key));
        if (exclusive.length > 1) {
          report({
            span: exclusive[1]?.keySpan ?? first.keySpan,
            message: `A step has one of ${exclusive.map(({ key }) => `\`${key}\``).join(" and ")}: Argo Rollouts refuses this one. Make two steps of it.`,
          });
          continue;
        }
        for (const verb of verbs) {
          const routers = routedVerbs.get(verb.key);
          const follows = router.isOpen || (router.isKnown && (routers?.length === 0 || routers?.some((one) => router.has(one) !== false)));
          if (!routers || follows) continue;
          const wanted =
            routers.length === 0 ? "`trafficRouting`" : `a router that can do that (${routers.map((one) => `\`${one}\``).join(", ")})`;
          report({
            span: verb.keySpan,
            message: `\`${verb.key}\` needs ${wanted}; Argo Rollouts refuses it without. Name one, or remove the step.`,
            fixes: verbs.length === 1 ? fixesOf("Remove the step", "unsafe", object, removeItem(object, stepList, index)) : [],
          });
        }
        const weight = mapping.integer("setWeight");
        if (weight.value !== undefined && most !== undefined && weight.span) {
          if (weight.value < 0 || weight.value > most) {
            const meant = Math.max(0, Math.min(weight.value, most));
            report({
              span: weight.span,
              message: `A weight lies between 0 and ${most}; Argo Rollouts refuses ${weight.value}.`,
              fixes: fixesOf(`Write ${meant}`, "unsafe", object, setValue(object, weight, meant)),
            });
          } else if (isComplete) {
            report({
              span: weight.span,
              message: `All traffic is on the new version before this step, so ${weight.value} comes too late. Put it before the step with ${most}.`,
              severity: "warning",
              fixes: fixesOf("Remove the step", "unsafe", object, removeItem(object, stepList, index)),
            });
          }
          isComplete ||= weight.value >= most;
        }
        const duration = mapping.mapping("pause").scalar("duration");
        if (duration.isKnown && duration.span && pauseSeconds(duration.value) === undefined) {
          report({
            span: duration.span,
            message: `\`${String(duration.value)}\` is no length of time: write seconds or a number with \`s\`, \`m\` or \`h\`. Argo Rollouts refuses the step.`,
          });
        } else if (duration.isKnown && duration.span && (pauseSeconds(duration.value) ?? 0) < 0) {
          report({
            span: duration.span,
            message: "A pause is no less than nothing; Argo Rollouts refuses this one. `pause: {}` waits for a person.",
          });
        }
      }
    }
  },
});
