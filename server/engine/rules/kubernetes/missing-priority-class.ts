import { fixesOf, insertPodKey, placeholder } from "../../cluster/edit.ts";
import { severityOfMissingInPod } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const deployment = (more: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n${more}      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/missing-priority-class",
  language: "kubernetes",
  category: "reliability",
  severity: "info",
  preset: "optional",
  summary: "Pods without a priority class, which give way like all others when nodes are full.",
  why: `When a cluster is full, the scheduler makes room for pods of a higher priority by ending those of a lower one. Without
\`priorityClassName\` all have the same, and a batch job may keep the shop's front end from starting after a node has failed.

Define a few PriorityClasses for the cluster and name one in each workload.`,
  examples: [{ title: "A class of the cluster", bad: deployment(""), good: deployment("      priorityClassName: high-priority\n") }],
  links: ["https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P2"],
  alsoKnownAs: ["kube-linter:priority-class-name", "polaris:priorityClassNotSet"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload?.pod.spec.isKnown || workload.isJob) continue;
      const { spec } = workload.pod;
      if (spec.has("priorityClassName") !== false || spec.has("priority") !== false) continue;
      const severity = severityOfMissingInPod(workload.pod, ["priorityClassName"], "info", workspace);
      if (!severity) continue;
      report({
        span: object.nameSpan,
        message: `\`${object.title}\` has no \`priorityClassName\`, so its pods give way like any other when nodes are full. Name a class of the cluster.`,
        severity,
        fixes: fixesOf(
          "Name a priority class",
          "unsafe",
          object,
          insertPodKey(workload.pod, "priorityClassName", placeholder("high-priority")),
        ),
      });
    }
  },
});
