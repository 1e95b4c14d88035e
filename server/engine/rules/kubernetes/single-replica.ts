import * as z from "zod/mini";
import { boundTo } from "../../cluster/claims.ts";
import { fixesOf, insertSpecKey, setValue } from "../../cluster/edit.ts";
import { isMetricsPort } from "../../cluster/new-probes.ts";
import { effectiveReplicas, isAutoscaled } from "../../cluster/replicas.ts";
import { rolloutOf } from "../../cluster/rollout.ts";
import { isServed } from "../../cluster/selection.ts";
import { servedPorts } from "../../cluster/served.ts";
import { severityOfMissing } from "../../cluster/unit.ts";
import type { Workload } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const service = "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n";
const deployment = (replicas: number) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: ${replicas}\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n${service}`;

export default defineRule({
  id: "kubernetes/single-replica",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A service that one pod alone answers, so that users wait whenever that pod goes.",
  why: `With one pod every drained node, eviction and crash is an outage: until another pod has been scheduled, has pulled its image and has started,
nobody answers.

Run two pods or more, or let an autoscaler do so.

Nothing is reported without a Service in front, where an autoscaler or Kustomize sets the number, for a volume that only one node can have, and
beside \`Recreate\`, which wants a single pod. For
databases and claims that cannot be seen it is information: more pods alone would not help there.`,
  examples: [{ title: "Two pods", bad: deployment(1), good: deployment(2), files: {} }],
  links: ["https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#dealing-with-disruptions"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1", "P2"],
  alsoKnownAs: ["kube-linter:minimum-three-replicas", "kube-score:deployment-replicas", "polaris:deploymentMissingReplicas"],
  uncovers: [
    "kubernetes/missing-disruption-budget",
    "kubernetes/missing-spread",
    "kubernetes/low-rollout-capacity",
    "kubernetes/missing-min-ready-seconds",
    "kubernetes/anti-affinity-blocks-surge",
  ],
  options: z.object({
    replicas: z._default(z.int().check(z.minimum(2)), 2).check(z.describe("How many pods the fix sets.")),
  }),
  judges: "part",
  check(file, { workspace, options, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if ((workload?.kind !== "Deployment" && workload?.kind !== "Rollout") || workload.isJob) continue;
      const { replicas } = workload;
      // Where a template writes beside it, it may stand under a condition.
      if (replicas.or(1) !== 1 || object.spec.isOpen || isCanary(workload) || !isServed(workload, workspace)) continue;
      const { by } = effectiveReplicas(workload, workspace);
      if (by !== "field" && by !== "default") continue;
      // Who wants all old pods gone before a new one comes wants only one.
      if (rolloutOf(workload, workspace).type === "recreate") continue;
      const severity = severityOfMissing(object, ["spec", "replicas"], "warning", workspace);
      const bound = boundTo(workload.pod, workspace);
      if (severity === undefined || bound === "volume") continue;
      const isSure = isAutoscaled(workload, workspace) === false && bound === undefined && !isForCluster(workload, workspace);
      const edits = replicas.isAbsent ? insertSpecKey(object, "replicas", options.replicas) : setValue(object, replicas, options.replicas);
      report({
        span: replicas.span ?? object.nameSpan,
        message:
          bound === "data"
            ? `\`${object.title}\` keeps data in one pod, so its users wait whenever that pod goes. More pods alone would each keep their own: use something that replicates.`
            : `\`${object.title}\` runs one pod, so nobody answers while that is moved to another node or restarted. Run two or more.`,
        severity: isSure ? severity : "info",
        fixes: bound === undefined ? fixesOf(`Set \`replicas: ${options.replicas}\``, "unsafe", object, edits) : [],
      });
    }
  },
});

/** Whether a workload is the small one of two: the new version beside the one that has most of the traffic. */
function isCanary({ object, templateLabels }: Workload): boolean {
  return (
    /(?:^|-)canary$/.test(object.name.value ?? "") ||
    ["track", "role", "version"].some((key) => templateLabels.text(key).value === "canary")
  );
}

/** Whether what a workload serves is for the cluster alone: an operator, of which one works at a time, or numbers for whoever measures. */
function isForCluster(workload: Workload, workspace: Workspace): boolean {
  if (
    /(?:^|-)(?:operator|controller|controller-manager|scheduler|leader|singleton|exporter|collector)$/.test(
      workload.object.name.value ?? "",
    )
  )
    return true;
  const ports = workload.pod.containers.flatMap((container) => servedPorts(container, workspace));
  return ports.length > 0 && ports.every(({ port }) => port !== undefined && isMetricsPort(port));
}
