import { fixesOf, removeKey } from "../../cluster/edit.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${more}  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n`;

const effects: Readonly<Record<string, string>> = {
  hostNetwork: "sees and answers all traffic of the node, is not held by network policies, and takes the node's ports for itself",
  hostPID: "sees all processes of the node with their environment, and can send them signals",
  hostIPC: "can read the shared memory of the node's processes",
};

export default defineRule({
  id: "kubernetes/host-namespaces",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The pod shares a namespace of the node.",
  why: `
\`hostNetwork\`, \`hostPID\` and \`hostIPC\` take the wall between a pod and its node down: traffic, processes or memory of everything else on the node can be reached. With \`hostNetwork\` the pod's ports are the node's, so that a second pod, one of a rollout too, does not fit on the same node. The baseline Pod Security Standard refuses all three.

Agents of the node, which run as a DaemonSet, are left alone.`,
  examples: [{ title: "A network of its own", bad: pod("  hostNetwork: true\n"), good: pod("") }],
  links: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: [
    "kube-linter:host-network",
    "kube-linter:host-pid",
    "kube-linter:host-ipc",
    "polaris:hostNetworkSet",
    "polaris:hostPIDSet",
    "polaris:hostIPCSet",
    "polaris:hostProcess",
    "checkov:CKV_K8S_17",
    "checkov:CKV_K8S_18",
    "checkov:CKV_K8S_19",
    "trivy:KSV-0008",
    "trivy:KSV-0009",
    "trivy:KSV-0010",
    "trivy:KSV-0103",
  ],
  uncovers: ["kubernetes/missing-network-policy", "kubernetes/host-port"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || workload.kind === "DaemonSet") continue;
      for (const [key, effect] of Object.entries(effects)) {
        const field = workload.pod.spec.boolean(key);
        if (!field.value || !field.entry) continue;
        report({
          span: field.entry.span,
          message: `With \`${key}\` the pod ${effect}. Remove it, unless the pod is an agent of the node.`,
          fixes: fixesOf(`Remove \`${key}\``, "unsafe", object, removeKey(object, field)),
        });
      }
      const hostProcess = workload.pod.securityContext.mapping("windowsOptions").boolean("hostProcess");
      if (hostProcess.value && hostProcess.entry) {
        report({
          span: hostProcess.entry.span,
          message:
            "A host process container has all rights of its Windows node. Remove `hostProcess`, unless the pod is an agent of the node.",
          fixes: fixesOf("Remove `hostProcess`", "unsafe", object, removeKey(object, hostProcess)),
        });
      }
    }
  },
});
