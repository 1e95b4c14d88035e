import * as z from "zod/mini";
import { fixesOf } from "../../cluster/edit.ts";
import { allText } from "../../cluster/number-text.ts";
import { deploymentUpdate, isZero } from "../../cluster/rolling-update.ts";
import { rolloutOf } from "../../cluster/rollout.ts";
import { isServed } from "../../cluster/selection.ts";
import { newPodsFirst } from "../../cluster/zero-downtime.ts";
import { defineRule } from "../../rule.ts";

const service = "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n";
const deployment = (unavailable: string | number) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web\n  strategy:\n    rollingUpdate:\n      maxSurge: 1\n      maxUnavailable: ${unavailable}\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n${service}`;

export default defineRule({
  id: "kubernetes/low-rollout-capacity",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A rolling update that takes most pods of a service away at once.",
  why: `\`maxUnavailable\` says how many pods may be missing during an update; a percentage is rounded down. What is left has to serve all users, and when
the new version is bad, it is all that there is. \`100%\` is \`Recreate\` under another name.

With \`maxUnavailable: 0\` and \`maxSurge: 1\` a new pod comes before an old one goes, and the number never falls.

It is reckoned with the fewest replicas that an autoscaler or Kustomize leaves. Nothing is reported without a Service in front.`,
  examples: [{ title: "All at once", bad: deployment("100%"), good: deployment(0), files: {} }],
  links: ["https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  options: z.object({
    minimum: z
      ._default(z.int().check(z.minimum(1), z.maximum(100)), 50)
      .check(z.describe("How many of the pods must stay during an update, in percent.")),
  }),
  judges: "part",
  check(file, { workspace, options, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      const written = workload?.strategy.mapping("rollingUpdate").integerOrText("maxUnavailable");
      if (workload?.kind !== "Deployment" || !written?.span || !isServed(workload, workspace)) continue;
      const { type, maxSurge, maxUnavailable, replicas } = rolloutOf(workload, workspace);
      const count = replicas.minimum;
      if (type !== "rolling" || !maxSurge || !maxUnavailable || count === undefined) continue;
      // One pod is told of as such, and what may neither come nor go, too.
      if (count < 2 || (isZero(maxSurge) && isZero(maxUnavailable))) continue;
      const { minAvailable } = deploymentUpdate(count, { maxSurge, maxUnavailable });
      if (minAvailable * 100 >= count * options.minimum) continue;
      report({
        span: written.span,
        message:
          minAvailable === 0
            ? `During an update ${allText(count)} pods may be missing at once, so every release can be an outage. Set \`maxUnavailable: 0\`.`
            : `During an update only ${minAvailable} of ${count} pods may be left to serve all users. Set \`maxUnavailable: 0\`, so that new pods come first.`,
        fixes: fixesOf("Bring new pods up before old ones go", "unsafe", object, newPodsFirst(workload)),
      });
    }
  },
});
