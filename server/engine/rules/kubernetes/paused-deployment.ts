import { fixesOf, removeKey } from "../../cluster/edit.ts";
import { defineRule } from "../../rule.ts";

const deployment = (more: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n${more}  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/paused-deployment",
  language: "kubernetes",
  category: "operability",
  severity: "info",
  preset: "strict",
  summary: "A paused Deployment, whose new pod templates are never rolled out.",
  why: `\`paused: true\` is meant for a moment: several changes are made, and one rollout follows. Left in the file, every later change of the pod
template is stored and nothing happens, while the command that applied it reports success.

Remove it; \`kubectl rollout pause\` does the same for as long as it is needed.`,
  examples: [{ title: "Paused in the file", bad: deployment("  paused: true\n"), good: deployment("") }],
  links: ["https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pausing-and-resuming-a-deployment"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const kind = object.workload?.kind;
      if (kind !== "Deployment" && kind !== "Rollout" && kind !== "DeploymentConfig") continue;
      const paused = object.spec.boolean("paused");
      if (paused.value !== true || !paused.entry) continue;
      report({
        span: paused.entry.span,
        message: `With \`paused: true\` in the file, changes of this ${kind} are stored and never rolled out. Remove it, and pause by command.`,
        fixes: fixesOf("Remove `paused`", "unsafe", object, removeKey(object, paused)),
      });
    }
  },
});
