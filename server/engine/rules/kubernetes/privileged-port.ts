import { effectiveField } from "../../cluster/pod-security.ts";
import { defineRule } from "../../rule.ts";

const pod = (port: number) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      ports:\n        - containerPort: ${port}\n      securityContext:\n        runAsNonRoot: true\n`;

export default defineRule({
  id: "kubernetes/privileged-port",
  language: "kubernetes",
  category: "reliability",
  severity: "info",
  preset: "optional",
  summary: "A process that is not root listens below 1024.",
  why: `
Outside of a container, ports below 1024 are root's. Docker and containerd open them to all processes of a container (\`net.ipv4.ip_unprivileged_port_start=0\`), other runtimes and older nodes do not, and there the application stops with “permission denied”. A port above 1024 works everywhere; the Service in front can still have 80. Silent where \`NET_BIND_SERVICE\` is added or the parameter is set.`,
  examples: [{ title: "A port for everybody", bad: pod(80), good: pod(8080) }],
  links: ["https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/"],
  since: "0.3.0",
  patterns: ["D3"],
  alsoKnownAs: ["kube-linter:privileged-ports"],
  judges: "part",
  check(file, { report }) {
    for (const { workload } of file.objects) {
      if (!workload || workload.pod.isWindows || workload.pod.securityContext.list("sysctls").nodes.length > 0) continue;
      for (const container of workload.pod.allContainers) {
        if (effectiveField(container, (context) => context.boolean("runAsNonRoot")).value !== true) continue;
        const adds = container.securityContext.mapping("capabilities").list("add");
        if (adds.isOpen || adds.texts.some((text) => text === undefined || /NET_BIND_SERVICE|ALL/i.test(text))) continue;
        for (const { containerPort } of container.ports) {
          if (containerPort.value === undefined || containerPort.value >= 1024 || !containerPort.span) continue;
          report({
            span: containerPort.span,
            message: `Port ${containerPort.value} is root's on some container runtimes, and this container is not root. Listen above 1024; the Service can keep its port.`,
          });
        }
      }
    }
  },
});
