import { fixesOf, insertSpecKey, setValue } from "../../cluster/edit.ts";
import { allText } from "../../cluster/number-text.ts";
import { rolloutOf } from "../../cluster/rollout.ts";
import { isServed } from "../../cluster/selection.ts";
import { severityOfMissing } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const service = "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n";
const deployment = (more: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n${more}  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n${service}`;

export default defineRule({
  id: "kubernetes/missing-min-ready-seconds",
  language: "kubernetes",
  category: "reliability",
  severity: "hint",
  preset: "strict",
  summary: "An update goes on as soon as a new pod is ready, however briefly.",
  why: `Without \`minReadySeconds\` a pod counts as available at its first good answer, and the update takes the next old pod away. A version that crashes
ten seconds after its start replaces all pods before anybody sees it; of few pods, the first one already counts.

Ten seconds or so let the update stop at the first pod.`,
  examples: [{ title: "Ten seconds", bad: deployment(""), good: deployment("  minReadySeconds: 10\n"), files: {} }],
  links: ["https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#min-ready-seconds"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      const field = object.spec.integer("minReadySeconds");
      if (workload?.kind !== "Deployment" || field.or(0) !== 0 || !isServed(workload, workspace)) continue;
      const { type, replicas } = rolloutOf(workload, workspace);
      const count = replicas.minimum;
      if (type !== "rolling" || count === undefined || count < 2 || count > 3) continue;
      const severity = severityOfMissing(object, ["spec", "minReadySeconds"], "hint", workspace);
      if (!severity) continue;
      report({
        span: field.span ?? object.nameSpan,
        message: `An update of \`${object.title}\` goes on at the first good answer of a new pod, so a version that fails soon after replaces ${allText(count)}. Set \`minReadySeconds: 10\`.`,
        severity,
        fixes: fixesOf(
          "Set `minReadySeconds: 10`",
          "unsafe",
          object,
          field.isAbsent ? insertSpecKey(object, "minReadySeconds", 10) : setValue(object, field, 10),
        ),
      });
    }
  },
});
