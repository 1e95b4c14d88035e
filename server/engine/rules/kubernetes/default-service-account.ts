import { fixesOf, insertPodKey } from "../../cluster/edit.ts";
import { severityOfMissingInPod } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${more}  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/default-service-account",
  language: "kubernetes",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "The pod carries a token of the namespace's default service account.",
  why: `
Every pod gets a token for the cluster's API unless it says no. Most applications never call that API, and whoever takes one over finds the token at a known place; rights given to \`default\` by somebody later are then his. \`automountServiceAccountToken: false\` leaves the token out. An application that calls the API gets a service account of its own with just the rights it needs.

Nothing is reported where the pod names a service account, in patches, and where a template may set either.`,
  examples: [{ title: "No token", bad: pod(""), good: pod("  automountServiceAccountToken: false\n") }],
  links: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["kube-linter:default-service-account", "polaris:automountServiceAccountToken", "checkov:CKV_K8S_38", "trivy:KSV-0036"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || !severityOfMissingInPod(workload.pod, ["automountServiceAccountToken"], "info", workspace)) continue;
      const { spec, serviceAccountName } = workload.pod;
      if (spec.isAbsent || spec.has("automountServiceAccountToken") !== false || spec.has("serviceAccount") !== false) continue;
      if (!serviceAccountName.isAbsent && serviceAccountName.value !== "default") continue;
      report({
        span: serviceAccountName.span ?? object.nameSpan,
        message: `\`${object.title}\` carries a token of the service account \`default\`, though nothing says that it calls the cluster's API. Set \`automountServiceAccountToken: false\`, or name an account of its own.`,
        fixes: fixesOf(
          "Set `automountServiceAccountToken: false`",
          "unsafe",
          object,
          insertPodKey(workload.pod, "automountServiceAccountToken", false),
        ),
      });
    }
  },
});
