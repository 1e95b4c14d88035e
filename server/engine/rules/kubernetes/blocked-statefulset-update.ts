import { fixesOf, setValue } from "../../cluster/edit.ts";
import { effectiveReplicas } from "../../cluster/replicas.ts";
import { defineRule } from "../../rule.ts";

const statefulSet = (partition: number) =>
  `apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  serviceName: db\n  replicas: 3\n  selector:\n    matchLabels:\n      app: db\n  updateStrategy:\n    rollingUpdate:\n      partition: ${partition}\n  template:\n    metadata:\n      labels:\n        app: db\n    spec:\n      containers:\n        - name: db\n          image: postgres:18.1\n`;

export default defineRule({
  id: "kubernetes/blocked-statefulset-update",
  language: "kubernetes",
  category: "operability",
  severity: "info",
  preset: "strict",
  summary: "A StatefulSet whose pods are not replaced when it is applied.",
  why: `A rolling update of a StatefulSet leaves pods below \`partition\` as they are; with a partition as high as the replicas that is all of them. With
\`OnDelete\` no pod is replaced until somebody deletes it. The command that applied the change reports success, and the old version goes on running.

Both are tools for a careful update by hand: say so in a comment that ignores this rule, or take them away when the update is done.`,
  examples: [{ title: "A partition that was left behind", bad: statefulSet(3), good: statefulSet(0) }],
  links: ["https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1", "S3"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (workload?.kind !== "StatefulSet") continue;
      const { strategy } = workload;
      const type = strategy.text("type");
      if (type.value === "OnDelete" && type.span) {
        report({
          span: type.span,
          message: `With \`OnDelete\` no pod of \`${object.title}\` gets a new version until somebody deletes it. Use \`RollingUpdate\`.`,
          fixes:
            strategy.has("rollingUpdate") === false
              ? fixesOf("Use `RollingUpdate`", "unsafe", object, setValue(object, type, "RollingUpdate"))
              : [],
        });
        continue;
      }
      const partition = strategy.mapping("rollingUpdate").integer("partition");
      const most = effectiveReplicas(workload, workspace).maximum;
      if (partition.value === undefined || !partition.span || most === undefined || partition.value === 0 || partition.value < most)
        continue;
      if (object.isPatch && workload.replicas.isAbsent) continue;
      report({
        span: partition.span,
        message: `Pods below ${partition.value} keep their version, and \`${object.title}\` has ${most}: an update replaces none. Set \`partition: 0\`.`,
        fixes: fixesOf("Set `partition: 0`", "unsafe", object, setValue(object, partition, 0)),
      });
    }
  },
});
