import { fixesOf, removeItem } from "../../cluster/edit.ts";
import { capabilitiesOf } from "../../cluster/pod-security.ts";
import { baselineCapabilities, capabilityName, dangerousCapabilities } from "../../knowledge/capabilities.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      securityContext:\n        capabilities:\n          drop:\n            - ALL\n          add:\n${more}            - NET_BIND_SERVICE\n`;

export default defineRule({
  id: "kubernetes/added-capability",
  language: "kubernetes",
  category: "security",
  severity: "error",
  preset: "recommended",
  summary: "The container gets a capability that reaches beyond itself.",
  why: `
Capabilities such as \`SYS_ADMIN\`, \`NET_ADMIN\` or \`SYS_PTRACE\` let a process mount file systems, change the network or look into other processes: with them, breaking out of the container is easy. \`ALL\` is as good as \`privileged\`. These are errors; others beyond the baseline Pod Security Standard (\`NET_RAW\`, \`SYS_TIME\`, \`IPC_LOCK\` …) are warnings, as a namespace that enforces the standard refuses the pod.

A container that is not started as root does not even get an added capability, unless its program carries it as a file capability. DaemonSets, agents of the node as a rule, get a remark only.`,
  examples: [{ title: "Only what a low port needs", bad: pod("            - SYS_ADMIN\n"), good: pod("") }],
  links: [
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    "https://man7.org/linux/man-pages/man7/capabilities.7.html",
  ],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: [
    "polaris:dangerousCapabilities",
    "polaris:insecureCapabilities",
    "checkov:CKV_K8S_25",
    "checkov:CKV_K8S_39",
    "trivy:KSV-0005",
    "trivy:KSV-0022",
  ],
  judges: "part",
  uncovers: ["kubernetes/privilege-escalation"],
  check(file, { report }) {
    for (const object of file.objects) {
      const isDaemon = object.workload?.kind === "DaemonSet";
      for (const container of object.workload?.pod.allContainers ?? []) {
        const list = capabilitiesOf(container, "add");
        for (const [index, item] of (list.sequence?.items ?? []).entries()) {
          const node = item.value;
          if (node?.kind !== "scalar" || file.isMasked(node.span) || node.text === "") continue;
          const name = capabilityName(node.text);
          if (baselineCapabilities.has(name)) continue;
          const isDangerous = dangerousCapabilities.has(name);
          report({
            span: node.span,
            message: isDangerous
              ? `\`${node.text}\` makes breaking out of ${container.called()} easy: it is nearly as good as \`privileged\`. Remove it, or give the work to a part of its own.`
              : `\`${node.text}\` is more than the baseline Pod Security Standard allows: a namespace that enforces it refuses the pod. Remove it where the application runs without.`,
            ...(isDaemon ? { severity: "info" } : !isDangerous && { severity: "warning" }),
            fixes: fixesOf(`Remove \`${node.text}\``, "unsafe", object, removeItem(object, list, index)),
          });
        }
      }
    }
  },
});
