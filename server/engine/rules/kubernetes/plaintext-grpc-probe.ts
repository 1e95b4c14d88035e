import { probesOf } from "../../cluster/probes.ts";
import { defineRule } from "../../rule.ts";

const pod = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: api\nspec:\n  containers:\n    - name: api\n      image: registry.example.com/api:1.4.2\n      ports:\n        - name: ${name}\n          containerPort: 50051\n      readinessProbe:\n        grpc:\n          port: 50051\n`;

export default defineRule({
  id: "kubernetes/plaintext-grpc-probe",
  language: "kubernetes",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "A gRPC probe on a port whose name says TLS.",
  why: `
The kubelet speaks gRPC without TLS. On a port that expects TLS every such probe fails, the pod never becomes ready or is restarted for ever.

Serve the health service on a port of its own without TLS, or ask by a command that can do TLS, such as \`grpc_health_probe -tls\`.`,
  examples: [{ title: "A port without TLS", bad: pod("grpcs"), good: pod("grpc") }],
  links: [
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#define-a-grpc-liveness-probe",
  ],
  since: "0.3.0",
  patterns: ["H3"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const { handler, container } of probesOf(object)) {
        if (handler?.kind !== "grpc" || handler.mapping.has("mode") !== false) continue;
        const number = handler.portNumber;
        const port = number === undefined ? undefined : container.ports.find(({ containerPort }) => containerPort.value === number);
        const name = port?.name.value;
        if (name === undefined || !/^grpcs$|tls|^https$/.test(name) || !handler.port.span) continue;
        report({
          span: handler.port.span,
          message: `The kubelet asks gRPC without TLS, and port \`${number}\` is called \`${name}\`: if it expects TLS, every probe fails. Serve the health service on a port without TLS.`,
        });
      }
    }
  },
});
