import { fixesOf } from "../../cluster/edit.ts";
import { restrictPod, setContainerSecurity } from "../../cluster/security-context.ts";
import { severityOfMissingIn } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      securityContext:\n        runAsNonRoot: true\n${more}`;

export default defineRule({
  id: "kubernetes/privilege-escalation",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "strict",
  summary: "A process in the container can gain more rights than it was started with.",
  why: `
Unless \`allowPrivilegeEscalation: false\` is set, a program with the set-user-id bit (\`su\`, \`mount\`, \`ping\` in many images) makes root of any user, and \`runAsNonRoot\` only holds for the first process. The setting costs nothing for applications that need no such program; the restricted Pod Security Standard asks for it.

Nothing is reported where a template may set it, in patches, for Windows pods, and for containers that are privileged or have \`SYS_ADMIN\`, where the API does not take \`false\`.`,
  examples: [{ title: "No more rights than at the start", bad: pod(""), good: pod("        allowPrivilegeEscalation: false\n") }],
  links: ["https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["kube-linter:privilege-escalation-container", "polaris:privilegeEscalationAllowed", "checkov:CKV_K8S_20", "trivy:KSV-0001"],
  judges: "part",
  uncovers: ["kubernetes/privileged-port"],
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || workload.pod.isWindows) continue;
      for (const container of workload.pod.allContainers) {
        const escalation = container.securityContext.boolean("allowPrivilegeEscalation");
        const severity = escalation.isAbsent
          ? severityOfMissingIn(container, ["securityContext", "allowPrivilegeEscalation"], "warning", workspace)
          : "warning";
        if (!(escalation.isAbsent || escalation.value) || !severity) continue;
        const adds = container.securityContext.mapping("capabilities").list("add").texts;
        if (container.securityContext.boolean("privileged").value || adds.some((text) => /^(?:CAP_)?(?:SYS_ADMIN|ALL)$/i.test(text ?? "")))
          continue;
        report({
          span: escalation.entry?.span ?? container.nameSpan,
          message: `A process of ${container.called()} can become root through a set-user-id program. Set \`allowPrivilegeEscalation: false\`.`,
          severity,
          fixes: [
            ...fixesOf(
              "Set `allowPrivilegeEscalation: false`",
              "unsafe",
              object,
              setContainerSecurity(container, ["allowPrivilegeEscalation"], false),
            ),
            ...(escalation.isAbsent
              ? fixesOf("Meet the restricted Pod Security Standard", "unsafe", object, restrictPod(workload.pod, workspace))
              : []),
          ],
        });
      }
    }
  },
});
