import { fixesOf, replaceScalar } from "../../cluster/edit.ts";
import { findServiceAccount } from "../../cluster/service-accounts.ts";
import { findAround, isClosed, isPartial } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

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
      const { workload } = object;
      const field = workload?.pod.serviceAccountName;
      const name = field?.value;
      if (!workload || !field?.span || name === undefined || name === "default" || isPartial(object, workspace)) continue;
      const found = findServiceAccount(workload, workspace);
      if (found.objects.length > 0 || found.mayBeMore) continue;
      const others = findAround(object, workspace, ["ServiceAccount"], () => true);
      const names = others.objects.flatMap((one) => (one.name === undefined ? [] : [one.name]));
      // Nobody keeps his accounts here: they come from elsewhere.
      if (names.length === 0 || others.isDistant) continue;
      const meant = nearest(name, names);
      if (meant === undefined && !isClosed(object, workspace)) continue;
      report({
        span: field.span,
        message: `No ServiceAccount \`${name}\` is applied with this pod, and without it the API refuses the pod. ${meant === undefined ? "Add the account, or name one that is there." : `\`${meant}\` is there.`}`,
        fixes: meant === undefined ? [] : fixesOf(`Write \`${meant}\``, "unsafe", object, replaceScalar(object, field, meant)),
      });
    }
  },
});
