import { fixesOf } from "../../cluster/edit.ts";
import { type SecurityLevel, type Violation, violationsOf } from "../../cluster/pod-security.ts";
import { namespaceOf } from "../../cluster/policies.ts";
import { restrictPod } from "../../cluster/security-context.ts";
import { isPartial, mayBeCompleted } from "../../cluster/unit.ts";
import { isAtLeast } from "../../knowledge/kubernetes-apis.ts";
import { defineRule } from "../../rule.ts";

const application = (more: string) =>
  `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      securityContext:\n        procMount: ${more}\n`;

export default defineRule({
  id: "kubernetes/pod-security-violation",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The namespace's Pod Security level refuses the pod.",
  why: `
A namespace with the label \`pod-security.kubernetes.io/enforce\` refuses pods that its level forbids. A Deployment is accepted all the same: only its ReplicaSet's events say that no pod can be made. The message names every field that fails, in the order in which the admission controller lists them, for the version in \`enforce-version\` (else the configured \`kubernetesVersion\`).

The namespace has to be in the workspace and named by the object. Nothing is reported in patches, or where an overlay may complete the object.`,
  examples: [
    { title: "As the baseline level asks", files: {}, bad: application("Unmasked"), good: application("Default") },
    {
      title: "As the restricted level asks",
      files: {
        "deploy/namespace.yaml":
          "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: restricted\n",
      },
      bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  securityContext:\n    runAsNonRoot: true\n    seccompProfile:\n      type: RuntimeDefault\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      securityContext:\n        capabilities:\n          drop:\n            - ALL\n",
      good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  securityContext:\n    runAsNonRoot: true\n    seccompProfile:\n      type: RuntimeDefault\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      securityContext:\n        allowPrivilegeEscalation: false\n        capabilities:\n          drop:\n            - ALL\n",
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/security/pod-security-admission/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  judges: "part",
  check(file, { workspace, kubernetesVersion, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || isPartial(object, workspace) || mayBeCompleted(object, workspace)) continue;
      const labels = namespaceOf(object, workspace)?.labels;
      const level = labels?.text("pod-security.kubernetes.io/enforce").value;
      if (!labels || (level !== "baseline" && level !== "restricted")) continue;
      const pinned = /^v?(1\.\d+)$/.exec(labels.text("pod-security.kubernetes.io/enforce-version").value ?? "")?.[1];
      const version = pinned && isAtLeast(kubernetesVersion, pinned) ? pinned : kubernetesVersion;
      const violations = violationsOf(workload.pod, level satisfies SecurityLevel, version);
      const [first] = violations;
      if (!first) continue;
      const restricts = violations.every(({ span }) => span === undefined);
      report({
        span: object.nameSpan,
        message: `The namespace \`${object.namespace.value}\` enforces \`${level}\` and refuses this pod: ${describe(violations)}.`,
        related: violations.flatMap(({ span, field, reason }) =>
          span ? [{ path: file.source.path, span, message: `\`${field}\` ${reason}` }] : [],
        ),
        fixes: restricts
          ? fixesOf("Meet the restricted Pod Security Standard", "unsafe", object, restrictPod(workload.pod, workspace))
          : [],
      });
    }
  },
});

/** The failing fields with the containers that they are missing from or wrong in. */
function describe(violations: readonly Violation[]): string {
  const byFault = new Map<string, string[]>();
  for (const { field, reason, container } of violations) {
    const fault = `\`${field}\` ${reason}`;
    const names = byFault.get(fault) ?? [];
    if (container) names.push(container.called());
    byFault.set(fault, names);
  }
  return [...byFault].map(([fault, names]) => (names.length > 0 ? `${fault} (${names.join(", ")})` : fault)).join("; ");
}
