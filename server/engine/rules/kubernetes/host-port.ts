import { fixesOf, removeKey } from "../../cluster/edit.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      ports:\n        - containerPort: 8080\n${more}`;

export default defineRule({
  id: "kubernetes/host-port",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The container takes a port of its node.",
  why: `
With \`hostPort\` a node can hold one pod of the kind: a rollout that starts a new pod first waits for a free node, for ever on a small cluster. The port is open on the node's own address, past Services and often past network policies. The baseline Pod Security Standard refuses it. A Service of type ClusterIP behind an Ingress or a Gateway does what is wanted.

Agents of the node, which run as a DaemonSet, are left alone, and so are pods with \`hostNetwork\`, where the API sets it itself.`,
  examples: [{ title: "Reached through a Service", bad: pod("          hostPort: 80\n"), good: pod("") }],
  links: ["https://kubernetes.io/docs/concepts/configuration/overview/#services"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4", "S1"],
  alsoKnownAs: ["polaris:hostPortSet", "checkov:CKV_K8S_26", "trivy:KSV-0024"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || workload.kind === "DaemonSet" || !workload.pod.hostNetwork.isAbsent) continue;
      for (const { mapping } of workload.pod.allContainers.flatMap(({ ports }) => ports)) {
        const hostPort = mapping.integer("hostPort");
        if (!hostPort.value || !hostPort.entry) continue;
        report({
          span: hostPort.entry.span,
          message: `\`hostPort: ${hostPort.value}\` lets one such pod fit on a node, so that a rollout waits for a free one, and opens the port on the node's address. Reach the pod through a Service.`,
          fixes: fixesOf("Remove `hostPort`", "unsafe", object, removeKey(object, hostPort)),
        });
      }
    }
  },
});
