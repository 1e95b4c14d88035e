import { fixesOf, removeKey } from "../../cluster/edit.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      securityContext:\n        runAsNonRoot: true\n${more}`;

export default defineRule({
  id: "kubernetes/proc-mount",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "strict",
  summary: "The container sees all of the kernel's /proc.",
  why: `
A container runtime hides or write-protects parts of \`/proc\` that tell about the node or change it. \`procMount: Unmasked\` shows them. It is meant for containers that start containers of their own in a user namespace (\`hostUsers: false\`), and is left alone there.`,
  examples: [{ title: "The runtime's own", bad: pod("        procMount: Unmasked\n"), good: pod("") }],
  links: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["kube-linter:unsafe-proc-mount", "polaris:procMount", "trivy:KSV-0027"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (workload?.pod.spec.boolean("hostUsers").or(true) !== true) continue;
      for (const container of workload.pod.allContainers) {
        const mount = container.securityContext.text("procMount");
        if (mount.value !== "Unmasked" || !mount.entry) continue;
        report({
          span: mount.entry.span,
          message:
            "`Unmasked` shows the container the parts of `/proc` that tell about the node and change it. Remove `procMount`, or run the pod with `hostUsers: false`.",
          fixes: fixesOf("Remove `procMount`", "unsafe", object, removeKey(object, mount)),
        });
      }
    }
  },
});
