import { fixesOf } from "../../cluster/edit.ts";
import { effectiveField } from "../../cluster/pod-security.ts";
import { namesOf, requireNonRoot, restrictPod } from "../../cluster/security-context.ts";
import { severityOfMissingInPod } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const pod = (context: string) =>
  `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n${context}      containers:\n        - name: migrate\n          image: registry.example.com/migrate:1.4.2\n          securityContext:\n            allowPrivilegeEscalation: false\n`;

export default defineRule({
  id: "kubernetes/unverified-user",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "strict",
  summary: "Nothing makes sure that the container does not run as root.",
  why: `
Without \`runAsNonRoot: true\` the kubelet starts whatever user the image has, root included, and nobody notices when a new base image brings root back. With it such a container is refused before it starts. Clusters that enforce the restricted Pod Security Standard ask for it.

Set it once for the pod; the image needs a numeric \`USER\`, or \`runAsUser\` names one: the fix writes it where the Dockerfile of the repository has a name. A number other than 0 in \`runAsUser\` is as good. One finding stands for all containers of the pod. Nothing is reported in patches, where a template may set it, and for Windows pods.`,
  examples: [{ title: "Checked by the kubelet", bad: pod(""), good: pod("      securityContext:\n        runAsNonRoot: true\n") }],
  links: ["https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["D3", "P4"],
  alsoKnownAs: [
    "kube-linter:run-as-non-root",
    "kube-score:container-security-context-user-group-id",
    "polaris:runAsRootAllowed",
    "checkov:CKV_K8S_23",
    "trivy:KSV-0012",
  ],
  judges: "part",
  uncovers: ["kubernetes/privileged-port"],
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || workload.pod.isWindows) continue;
      const severity = severityOfMissingInPod(workload.pod, ["securityContext", "runAsNonRoot"], "warning", workspace);
      if (!severity) continue;
      const open = workload.pod.allContainers.filter(
        (container) =>
          // A privileged container has more rights than its user gives it, and is told so.
          container.securityContext.boolean("privileged").value !== true &&
          effectiveField(container, (context) => context.boolean("runAsNonRoot")).isAbsent &&
          effectiveField(container, (context) => context.integer("runAsUser")).isAbsent,
      );
      const [first] = open;
      if (!first) continue;
      report({
        span: first.nameSpan,
        message: `Nothing keeps ${namesOf(open)} from running as root. Set \`runAsNonRoot: true\` in the pod's \`securityContext\`: the kubelet then refuses an image that does.`,
        severity,
        fixes: [
          ...fixesOf("Set `runAsNonRoot: true` for the pod", "unsafe", object, requireNonRoot(workload.pod, workspace)),
          ...fixesOf("Meet the restricted Pod Security Standard", "unsafe", object, restrictPod(workload.pod, workspace)),
        ],
      });
    }
  },
});
