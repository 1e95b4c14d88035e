import { boundTo } from "../../cluster/claims.ts";
import { fixesOf } from "../../cluster/edit.ts";
import { rolloutOf } from "../../cluster/rollout.ts";
import { isServed } from "../../cluster/selection.ts";
import { newPodsFirst } from "../../cluster/zero-downtime.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const service = "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n";
const deployment = (strategy: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web\n  strategy:\n${strategy}  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n${service}`;

export default defineRule({
  id: "kubernetes/recreate-strategy",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Every release ends all old pods before the first new one starts.",
  why: `With \`strategy.type: Recreate\` each release is an outage: all old pods end, and users wait until the new ones have pulled their image, have
started and are ready. If the new version does not start at all, there is no old one to answer.

A rolling update brings new pods up first. It needs versions that can run side by side for a while.

Nothing is reported without a Service in front, and where the pods mount a volume that only one node can have: there Recreate is right. For databases,
claims that cannot be seen, and where a name or a comment speaks of a single instance, it is information.`,
  examples: [
    {
      title: "A rolling update instead",
      bad: deployment("    type: Recreate\n"),
      good: deployment("    type: RollingUpdate\n    rollingUpdate:\n      maxSurge: 1\n      maxUnavailable: 0\n"),
      files: {},
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#recreate-deployment"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  alsoKnownAs: ["kube-linter:no-rolling-update-strategy", "kube-score:deployment-strategy"],
  judges: "part",
  uncovers: ["kubernetes/single-replica", "kubernetes/missing-min-ready-seconds", "kubernetes/anti-affinity-blocks-surge"],
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (workload?.kind !== "Deployment" || rolloutOf(workload, workspace).type !== "recreate") continue;
      const type = workload.strategy.text("type");
      // With the limits of a rolling update beside it, it is not known which of the two is meant.
      if (!type.entry || !type.span || workload.strategy.has("rollingUpdate") === true || !isServed(workload, workspace)) continue;
      // Data that two pods must not write at the same time is what the strategy is for.
      if (boundTo(workload.pod, workspace) !== undefined) continue;
      const isMeant = isSingleton(object, type.entry.span.start);
      report({
        span: type.span,
        message: `With \`Recreate\` all pods of \`${object.title}\` end before a new one starts, so every release is an outage. ${isMeant ? "Keep it only as long as two must never run side by side." : "Use a rolling update."}`,
        ...(isMeant && { severity: "info" }),
        fixes: isMeant ? [] : fixesOf("Use a rolling update", "unsafe", object, newPodsFirst(workload)),
      });
    }
  },
});

/** Whether the name of an object, or a comment on the line or right above, says that it must run only once. */
function isSingleton({ file, name, document }: ManifestObject, offset: number): boolean {
  const says =
    /singleton|leader|single[- ](?:instance|writer|replica|pod|node)|only one|only once|at most one|one at a time|never run|simultan|concurren|in parallel|two (?:instances|copies|pods)|migrat|lock|sqlite/i;
  if (/singleton|leader/i.test(name.value ?? "")) return true;
  const { source } = file;
  const line = source.lineOf(offset);
  for (let near = Math.max(source.lineOf(document.span.start), line - 3); near <= line; near++) {
    if (says.test(/#.*/.exec(source.slice(source.lineSpan(near)))?.[0] ?? "")) return true;
  }
  return false;
}
