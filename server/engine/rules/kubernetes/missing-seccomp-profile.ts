import { fixesOf } from "../../cluster/edit.ts";
import { effectiveField } from "../../cluster/pod-security.ts";
import { namesOf, restrictPod, setContainerSecurity, setPodSecurity } from "../../cluster/security-context.ts";
import { severityOfMissingInPod } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  securityContext:\n    runAsNonRoot: true\n${more}  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      securityContext:\n        allowPrivilegeEscalation: false\n`;

export default defineRule({
  id: "kubernetes/missing-seccomp-profile",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "strict",
  summary: "System calls are not filtered.",
  why: `
Unless a profile is named (or the kubelet runs with \`seccompDefault\`), Kubernetes starts containers without a seccomp filter: every system call of the kernel can be reached, those that break out of containers among them. \`RuntimeDefault\` takes the filter that the container runtime brings, which ordinary applications never notice. The restricted Pod Security Standard asks for it; \`Unconfined\` is refused by the baseline one.

A missing profile is a remark, one for the whole pod. Nothing is reported in patches, where a template may set it, for Windows pods and for privileged containers, to which no filter is applied.`,
  examples: [{ title: "The runtime's own filter", bad: pod(""), good: pod("    seccompProfile:\n      type: RuntimeDefault\n") }],
  links: ["https://kubernetes.io/docs/tutorials/security/seccomp/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["kube-score:container-seccomp-profile", "polaris:linuxHardening", "checkov:CKV_K8S_31", "trivy:KSV-0030"],
  judges: "part",
  uncovers: ["kubernetes/privileged-port"],
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || workload.pod.isWindows) continue;
      const { pod } = workload;
      const type = pod.securityContext.mapping("seccompProfile").text("type");
      const unconfined = [
        { field: type, edits: () => setPodSecurity(pod, ["seccompProfile", "type"], "RuntimeDefault") },
        ...pod.allContainers.map((container) => ({
          field: container.securityContext.mapping("seccompProfile").text("type"),
          edits: () => setContainerSecurity(container, ["seccompProfile", "type"], "RuntimeDefault"),
        })),
      ];
      for (const { field, edits } of unconfined) {
        if (field.value !== "Unconfined" || !field.span) continue;
        report({
          span: field.span,
          message: "`Unconfined` lets every system call through, and the baseline Pod Security Standard refuses it. Take `RuntimeDefault`.",
          fixes: fixesOf("Take `RuntimeDefault`", "unsafe", object, edits()),
        });
      }
      if (!severityOfMissingInPod(pod, ["securityContext", "seccompProfile"], "info", workspace)) continue;
      const open = pod.allContainers.filter(
        (container) =>
          !container.securityContext.boolean("privileged").value &&
          effectiveField(container, (context) => context.mapping("seccompProfile").text("type")).isAbsent,
      );
      if (!open[0]) continue;
      report({
        span: open[0].nameSpan,
        message: `The system calls of ${namesOf(open)} are not filtered. Set \`seccompProfile: {type: RuntimeDefault}\` in the pod's \`securityContext\`.`,
        severity: "info",
        fixes: [
          ...fixesOf(
            "Take the runtime's default profile",
            "unsafe",
            object,
            setPodSecurity(pod, ["seccompProfile"], { type: "RuntimeDefault" }),
          ),
          ...fixesOf("Meet the restricted Pod Security Standard", "unsafe", object, restrictPod(pod, workspace)),
        ],
      });
    }
  },
});
