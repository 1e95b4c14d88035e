import { fixesOf } from "../../cluster/edit.ts";
import { capabilitiesOf, dropsAll } from "../../cluster/pod-security.ts";
import { dropAll, restrictPod } from "../../cluster/security-context.ts";
import { severityOfMissingIn } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      securityContext:\n        allowPrivilegeEscalation: false\n${more}`;

export default defineRule({
  id: "kubernetes/kept-capabilities",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "strict",
  summary: "The container keeps the capabilities that the runtime gives to every process of root.",
  why: `
A container runtime leaves some fourteen capabilities of root to a container: changing owners, raw sockets, binding low ports, and more. Few applications use any. \`drop: ["ALL"]\` takes them away; what is needed is added by name (\`NET_BIND_SERVICE\` for a port below 1024). The restricted Pod Security Standard asks for it.

Nothing is reported where a template may set it, in patches, for Windows pods and for privileged containers.`,
  examples: [{ title: "None by default", bad: pod(""), good: pod("        capabilities:\n          drop:\n            - ALL\n") }],
  links: [
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    "https://man7.org/linux/man-pages/man7/capabilities.7.html",
  ],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["kube-linter:drop-net-raw-capability", "checkov:CKV_K8S_28", "checkov:CKV_K8S_37", "trivy:KSV-0003"],
  judges: "part",
  uncovers: ["kubernetes/privileged-port"],
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || workload.pod.isWindows) continue;
      for (const container of workload.pod.allContainers) {
        const severity = severityOfMissingIn(container, ["securityContext", "capabilities", "drop"], "warning", workspace);
        if (dropsAll(container) !== false || !severity || container.securityContext.boolean("privileged").value) continue;
        const drop = capabilitiesOf(container, "drop");
        report({
          span: drop.entry?.keySpan ?? container.nameSpan,
          message: `${container.called("first")} keeps the runtime's default capabilities, raw sockets among them. Drop \`ALL\`, and add by name what it needs.`,
          severity,
          fixes: [
            ...fixesOf("Drop all capabilities", "unsafe", object, dropAll(container)),
            ...(container.securityContext.mapping("capabilities").isAbsent
              ? fixesOf("Meet the restricted Pod Security Standard", "unsafe", object, restrictPod(workload.pod, workspace))
              : []),
          ],
        });
      }
    }
  },
});
