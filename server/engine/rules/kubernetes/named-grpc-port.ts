import { fixesOf, setValue } from "../../cluster/edit.ts";
import { probesOf } from "../../cluster/probes.ts";
import { defineRule } from "../../rule.ts";

const pod = (port: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: api\nspec:\n  containers:\n    - name: api\n      image: registry.example.com/api:1.4.2\n      ports:\n        - name: grpc\n          containerPort: 50051\n      readinessProbe:\n        grpc:\n          port: ${port}\n`;

export default defineRule({
  id: "kubernetes/named-grpc-port",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A gRPC probe names its port, where only a number is allowed.",
  why: `
\`httpGet\` and \`tcpSocket\` take the name of a port as well as its number; \`grpc\` takes the number alone, and the API server rejects a name. Write the number that stands in \`containerPort\`.`,
  examples: [{ title: "The port's number", bad: pod("grpc"), good: pod("50051") }],
  links: [
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#define-a-grpc-liveness-probe",
  ],
  since: "0.3.0",
  fix: "safe",
  patterns: ["H3"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const { handler } of probesOf(object)) {
        const port = handler?.kind === "grpc" ? handler.port : undefined;
        // A number in quotes is a wrong type, as it would be anywhere.
        if (typeof port?.value !== "string" || /^\d+$/.test(port.value) || !port.span) continue;
        const number = handler?.portNumber;
        report({
          span: port.span,
          message: `A \`grpc\` probe takes a number, not \`"${port.value}"\`, and the API server rejects it. Write ${number === undefined ? "the port's number" : `\`${number}\``}.`,
          fixes: number === undefined ? [] : fixesOf(`Write \`${number}\``, "safe", object, setValue(object, port, number)),
        });
      }
    }
  },
});
