import { fixesOf, insertSpecKey, placeholder } from "../../cluster/edit.ts";
import { effectiveReplicas } from "../../cluster/replicas.ts";
import { findNamed, isPartial, severityOfMissing } from "../../cluster/unit.ts";
import { unknownName } from "../../cluster/unknown-name.ts";
import type { Workload } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const application = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: queue\nspec:\n  clusterIP: None\n  selector:\n    app: queue\n  ports:\n    - port: 5672\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: queue\nspec:\n  serviceName: ${name}\n  selector:\n    matchLabels:\n      app: queue\n  template:\n    metadata:\n      labels:\n        app: queue\n    spec:\n      containers:\n        - name: queue\n          image: registry.example.com/queue:4.1.0\n`;

export default defineRule({
  id: "kubernetes/statefulset-service",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The pods of the StatefulSet get no names of their own in DNS.",
  why: `
Each pod of a StatefulSet has a name in DNS (\`queue-0.queue\`), as long as \`serviceName\` is the name of a headless Service (\`clusterIP: None\`) that selects the pods. Members of a cluster find each other by these names. Without the Service, or with one that has an address of its own, the names do not resolve.

Nothing is reported in patches, and where a chart, an overlay or another repository may bring the Service. A missing \`serviceName\` is a remark: the field is optional since Kubernetes 1.33, and a set of pods that do not call each other by name does without.`,
  examples: [{ title: "The Service that is there", files: {}, bad: application("queu"), good: application("queue") }],
  links: ["https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  alsoKnownAs: ["kube-score:statefulset-has-servicename"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (object.kind !== "StatefulSet" || object.group !== "apps" || isPartial(object, workspace)) continue;
      const field = object.spec.text("serviceName");
      if (field.isAbsent) {
        if (!severityOfMissing(object, ["spec", "serviceName"], "info", workspace)) continue;
        report({
          span: object.nameSpan,
          message: `The pods of \`${object.title}\` have no names in DNS: \`serviceName\` names no Service. Name a headless one, if the pods call each other.`,
          severity: "info",
          fixes: fixesOf(
            "Set `serviceName`",
            "unsafe",
            object,
            insertSpecKey(object, "serviceName", placeholder(object.name.value ?? "service")),
          ),
        });
        continue;
      }
      if (field.value === undefined || !field.span) continue;
      const { objects } = findNamed(object, workspace, ["Service"], field.value);
      const [service] = objects;
      if (service) {
        const address = service.object.spec.text("clusterIP");
        if (objects.length > 1 || !(address.isAbsent || (address.isKnown && address.value !== "None"))) continue;
        // A single pod is usually called by the Service's own name.
        const { maximum } = effectiveReplicas(object.workload as Workload, workspace);
        report({
          span: field.span,
          ...(maximum !== undefined && maximum <= 1 && { severity: "info" }),
          message: `The Service \`${field.value}\` has an address of its own, so the pods' names (\`${object.name.value ?? "name"}-0.${field.value}\`) do not resolve. Set \`clusterIP: None\` there, or name a headless Service.`,
          related: [{ path: service.path, span: service.object.nameSpan, message: "The Service, which is not headless" }],
        });
        continue;
      }
      const unknown = unknownName(object, field, ["Service"], workspace);
      if (!unknown) continue;
      report({
        span: field.span,
        message: `No Service \`${field.value}\` is applied with this StatefulSet, so its pods' names do not resolve. ${unknown.advice}`,
        fixes: unknown.fixes,
      });
    }
  },
});
