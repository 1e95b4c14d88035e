import { defineRule } from "../../rule.ts";

const pod = (port: number) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      ports:\n        - containerPort: ${port}\n`;

export default defineRule({
  id: "kubernetes/ssh-port",
  language: "kubernetes",
  category: "security",
  severity: "info",
  preset: "optional",
  summary: "The container offers SSH.",
  why: `
A shell over SSH in a container goes past the cluster's own rights and logs, and needs keys that somebody has to keep. \`kubectl exec\` and \`kubectl debug\` open a shell under the rights of who asks. Git servers and bastions, which are there for SSH, are an exception to note in a comment.`,
  examples: [{ title: "The application's port", bad: pod(22), good: pod(8080) }],
  links: ["https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/"],
  since: "0.3.0",
  patterns: ["P4"],
  alsoKnownAs: ["kube-linter:ssh-port"],
  judges: "part",
  check(file, { report }) {
    for (const { workload } of file.objects) {
      for (const { containerPort, protocol } of workload?.pod.allContainers.flatMap(({ ports }) => ports) ?? []) {
        if (containerPort.value !== 22 || protocol.or("TCP") !== "TCP" || !containerPort.span) continue;
        report({
          span: containerPort.span,
          message: "Port 22 is SSH: a way in past the cluster's rights and logs. Use `kubectl exec` or `kubectl debug` instead.",
        });
      }
    }
  },
});
