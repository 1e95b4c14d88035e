import { migrated, retiredIn } from "../../cluster/api-versions.ts";
import { fixesOf } from "../../cluster/edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "kubernetes/deprecated-api",
  language: "kubernetes",
  category: "operability",
  severity: "warning",
  preset: "recommended",
  summary: "The apiVersion is served by now, but deprecated.",
  why: `
The API server answers with a warning, and a later release will not serve the version any more: the next upgrade of the cluster breaks the deployment.

The release is that of \`kubernetesVersion\` in the configuration, else the newest; what that does not serve any more is told by \`kubernetes/removed-api\`.`,
  examples: [
    {
      title: "Endpoints written by hand",
      bad: "apiVersion: v1\nkind: Endpoints\nmetadata:\n  name: database\nsubsets:\n  - addresses:\n      - ip: 10.0.0.12\n    ports:\n      - port: 5432\n",
      good: "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n  name: database-1\n  labels:\n    kubernetes.io/service-name: database\naddressType: IPv4\nports:\n  - port: 5432\nendpoints:\n  - addresses:\n      - 10.0.0.12\n",
    },
  ],
  links: ["https://kubernetes.io/docs/reference/using-api/deprecation-guide/"],
  since: "0.3.0",
  patterns: [],
  judges: "part",
  alsoKnownAs: ["kube-score:stable-version"],
  check(file, { kubernetesVersion, report }) {
    for (const object of file.objects) {
      const { span } = object.apiVersion;
      const retired = retiredIn(object, kubernetesVersion);
      if (!retired || retired.isRemoved || !span) continue;
      const { deprecated, removed, replacement, advice } = retired.api;
      const fixed = replacement === undefined ? undefined : migrated(object, replacement);
      const end = removed === undefined ? "" : ` and removed in ${removed}`;
      const use = replacement === undefined ? (advice ?? "") : `Use \`${replacement}\`.`;
      report({
        span,
        message: `${object.kind} of \`${object.apiVersion.value}\` is deprecated since Kubernetes ${deprecated}${end}. ${use}`,
        tags: ["deprecated"],
        fixes: fixed ? fixesOf(`Change to \`${replacement}\``, fixed.isSafe ? "safe" : "unsafe", object, fixed.edits) : [],
      });
    }
  },
});
