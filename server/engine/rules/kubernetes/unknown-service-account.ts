import { isPartial } from "../../cluster/unit.ts";
import { unknownName } from "../../cluster/unknown-name.ts";
import { defineRule } from "../../rule.ts";

const pod = (name: string) =>
  `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: reporter\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  serviceAccountName: ${name}\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/unknown-service-account",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The pod's service account is not among the objects applied with it.",
  why: `
The API refuses a pod whose service account does not exist: a Deployment then stays without pods, and only its ReplicaSet's events tell why.

It speaks where the account's name is close to one that is there, or where other service accounts are applied along with the pod; an account that a chart, an operator or another repository may make is left alone.`,
  examples: [{ title: "The account that is there", files: {}, bad: pod("reportr"), good: pod("reporter") }],
  links: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["kube-linter:non-existent-service-account"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const field = object.workload?.pod.serviceAccountName;
      if (!field?.span || field.value === "default" || isPartial(object, workspace)) continue;
      const unknown = unknownName(object, field, ["ServiceAccount"], workspace);
      if (!unknown) continue;
      report({
        span: field.span,
        message: `No ServiceAccount \`${field.value}\` is applied with this pod, and without it the API refuses the pod. ${unknown.advice}`,
        fixes: unknown.fixes,
      });
    }
  },
});
