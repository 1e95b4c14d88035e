import { migrated, retiredIn } from "../../cluster/api-versions.ts";
import { fixesOf } from "../../cluster/edit.ts";
import { defineRule } from "../../rule.ts";

const budget = (version: string) =>
  `apiVersion: ${version}\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: web\n`;
const ingress = (version: string, backend: string) =>
  `apiVersion: ${version}\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  tls:\n    - hosts: [shop.example.com]\n      secretName: web-tls\n  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /\n${backend}`;

export default defineRule({
  id: "kubernetes/removed-api",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The apiVersion is not served any more.",
  why: `
Versions of an API are removed some releases after a better one came. A cluster of that release refuses the object: \`no matches for kind\`.

The release is that of \`kubernetesVersion\` in the configuration, else the newest. The fix changes the version, and the fields that have moved where that is certain: backends and path types of an Ingress, selectors of workloads, targets of an autoscaler.`,
  examples: [
    { title: "A budget of a removed version", bad: budget("policy/v1beta1"), good: budget("policy/v1") },
    {
      title: "An Ingress with fields that have moved",
      bad: ingress("extensions/v1beta1", "            backend:\n              serviceName: web\n              servicePort: 80\n"),
      good: ingress(
        "networking.k8s.io/v1",
        "            pathType: ImplementationSpecific\n            backend:\n              service:\n                name: web\n                port:\n                  number: 80\n",
      ),
    },
  ],
  links: ["https://kubernetes.io/docs/reference/using-api/deprecation-guide/"],
  since: "0.3.0",
  fix: "unsafe",
  uncovers: ["kubernetes/unknown-field", "kubernetes/missing-field", "kubernetes/wrong-type"],
  patterns: [],
  judges: "part",
  alsoKnownAs: ["kube-linter:no-extensions-v1beta", "kube-score:stable-version"],
  check(file, { kubernetesVersion, report }) {
    for (const object of file.objects) {
      const { span } = object.apiVersion;
      const retired = retiredIn(object, kubernetesVersion);
      if (!retired?.isRemoved || !span) continue;
      const { removed, replacement, advice, of } = retired.api;
      const fixed = replacement === undefined ? undefined : migrated(object, replacement);
      const use = replacement === undefined ? (advice ?? "Remove it.") : `Use \`${replacement}\`.`;
      report({
        span,
        message: `${of ?? "Kubernetes"} ${removed} and later do not serve ${object.kind} of \`${object.apiVersion.value}\`. ${use}`,
        // Which release of an add-on a cluster has is not known.
        ...(of !== undefined && { severity: "warning" }),
        fixes: fixed ? fixesOf(`Change to \`${replacement}\``, fixed.isSafe ? "safe" : "unsafe", object, fixed.edits) : [],
      });
    }
  },
});
