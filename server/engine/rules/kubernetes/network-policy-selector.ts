import { fixesOf, replaceScalar } from "../../cluster/edit.ts";
import { nearestMiss } from "../../cluster/label-mismatch.ts";
import { known } from "../../cluster/objects.ts";
import { selectsNothing, workloadKinds } from "../../cluster/selection.ts";
import { findAround, isPartial } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const application = (label: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector:\n    matchLabels:\n      app: ${label}\n  policyTypes:\n    - Ingress\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/network-policy-selector",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The NetworkPolicy protects no pod.",
  why: `
A policy whose selector fits no pod is accepted and does nothing: what it was to protect stays open to the whole cluster. The message shows the workload that comes nearest. It speaks only where one comes near; nothing is reported where a chart, an operator, an overlay or another repository may bring the pods.`,
  examples: [{ title: "The label of the pods", files: {}, bad: application("webb"), good: application("web") }],
  links: ["https://kubernetes.io/docs/concepts/services-networking/network-policies/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["kube-linter:dangling-networkpolicy", "kube-score:networkpolicy-targets-pod"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (object.kind !== "NetworkPolicy" || object.group !== "networking.k8s.io" || isPartial(object, workspace)) continue;
      const selector = object.spec.mapping("podSelector");
      if (!selector.entry || !selectsNothing(object, workspace)) continue;
      const own = known(object, workspace);
      const around = findAround(object, workspace, workloadKinds, () => true);
      const candidates = around.isDistant ? [] : around.objects.flatMap((one) => (one.podLabels ? [{ labels: one.podLabels, one }] : []));
      const near = own.selector && nearestMiss(own.selector, candidates);
      const [missed, ...others] = near?.mismatches ?? [];
      if (!near || !missed) continue;
      const field = selector.mapping("matchLabels").text(missed.key);
      report({
        span: selector.entry.keySpan,
        message: `No pods have these labels, so the policy protects none. Nearest is \`${near.candidate.one.object.title}\`, whose \`${missed.key}\` is ${missed.found === undefined ? "not set" : `\`${missed.found}\``}: select the labels of its pod template.`,
        related: [{ path: near.candidate.one.path, span: near.candidate.one.object.nameSpan, message: "The nearest" }],
        fixes:
          others.length === 0 && missed.found !== undefined && field.isKnown
            ? fixesOf(`Write \`${missed.found}\``, "unsafe", object, replaceScalar(object, field, missed.found))
            : [],
      });
    }
  },
});
