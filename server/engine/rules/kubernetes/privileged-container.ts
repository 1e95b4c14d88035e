import { fixesOf, removeKey } from "../../cluster/edit.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: builder\nspec:\n  containers:\n    - name: builder\n      image: registry.example.com/builder:2.1.0\n      securityContext:\n        runAsNonRoot: true\n${more}`;

export default defineRule({
  id: "kubernetes/privileged-container",
  language: "kubernetes",
  category: "security",
  severity: "error",
  preset: "recommended",
  summary: "A privileged container has all rights of the node.",
  why: `
\`privileged: true\` gives a container every capability, all devices of the node and none of the usual protections: whoever takes it over owns the node and every pod on it. Almost no application needs it; single capabilities (\`NET_ADMIN\`), a device plugin, or a rootless builder do.

Agents of the node that run as a DaemonSet (network and storage drivers) often do need it, and get a remark only.`,
  examples: [{ title: "Without the node's rights", bad: pod("        privileged: true\n"), good: pod("") }],
  links: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: [
    "kube-linter:privileged-container",
    "kube-score:container-security-context-privileged",
    "polaris:runAsPrivileged",
    "checkov:CKV_K8S_16",
    "trivy:KSV-0017",
  ],
  judges: "part",
  uncovers: [
    "kubernetes/writable-root-filesystem",
    "kubernetes/privilege-escalation",
    "kubernetes/missing-seccomp-profile",
    "kubernetes/kept-capabilities",
    "kubernetes/unverified-user",
  ],
  check(file, { report }) {
    for (const object of file.objects) {
      for (const container of object.workload?.pod.allContainers ?? []) {
        const privileged = container.securityContext.boolean("privileged");
        if (!privileged.value || !privileged.entry) continue;
        report({
          span: privileged.entry.span,
          message: `${container.called("first")} is privileged: whoever takes it over owns the node and all pods on it. Remove \`privileged\`, and add the single capability or device that it needs.`,
          ...(object.workload?.kind === "DaemonSet" && { severity: "info" }),
          fixes: fixesOf("Remove `privileged`", "unsafe", object, removeKey(object, privileged)),
        });
      }
    }
  },
});
