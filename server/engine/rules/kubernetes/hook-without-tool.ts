import { missingTool } from "../../cluster/container-tools.ts";
import { fixesOf } from "../../cluster/edit.ts";
import { sleepAction, translate } from "../../cluster/exec-command.ts";
import { hooksOf, keyOf, probesOf, replaceHandler } from "../../cluster/probes.ts";
import { isAtLeast } from "../../knowledge/kubernetes-apis.ts";
import { defineRule } from "../../rule.ts";

const files = {
  Dockerfile:
    'FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /server .\n\nFROM gcr.io/distroless/static-debian13\nCOPY --from=build /server /server\nUSER 65532\nCMD ["/server"]\n',
  "compose.yaml": "services:\n  web:\n    build: .\n    image: registry.example.com/web\n",
};
const pod = (handler: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      lifecycle:\n        preStop:\n${handler}`;

export default defineRule({
  id: "kubernetes/hook-without-tool",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A hook or probe runs a program that the image does not have.",
  why: `
Images made from \`scratch\` or distroless ones hold the application and nothing else: no shell, no \`sleep\`, no \`curl\`. A \`preStop\` hook that needs one fails at once, so the container gets its stop signal without the wait; a probe that needs one fails for ever.

The kubelet waits (\`sleep\`, Kubernetes 1.30 and later) and asks (\`httpGet\`, \`tcpSocket\`, \`grpc\`) without a program in the container. Judged is the Dockerfile of the workspace that the image is built from, or an image that is known to hold nothing else.`,
  examples: [
    {
      title: "The kubelet waits",
      path: "pod.yaml",
      bad: pod('          exec:\n            command: [sleep, "10"]\n'),
      good: pod("          sleep:\n            seconds: 10\n"),
      files,
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-implementations"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["H3"],
  uncovers: [
    "kubernetes/default-probe-timeout",
    "kubernetes/heavy-exec-probe",
    "kubernetes/identical-probes",
    "kubernetes/liveness-on-dependency",
    "kubernetes/malformed-http-probe",
    "kubernetes/plaintext-grpc-probe",
    "kubernetes/pre-stop-over-grace",
    "kubernetes/unknown-probe-port",
  ],
  judges: "part",
  check(file, { workspace, kubernetesVersion, report }) {
    for (const object of file.objects) {
      const hooks = hooksOf(object).flatMap(({ handler, name, container }) => (handler ? [{ handler, container, where: name }] : []));
      const probes = probesOf(object).flatMap(({ handler, kind, container }) =>
        handler ? [{ handler, container, where: keyOf(kind) }] : [],
      );
      for (const { handler, container, where } of [...probes, ...hooks]) {
        const missing = missingTool(handler, container, workspace);
        if (!missing) continue;
        const isProbe = where.endsWith("Probe");
        const translation = isProbe
          ? translate(handler, container)
          : isAtLeast(kubernetesVersion, "1.30")
            ? sleepAction(handler)
            : undefined;
        report({
          span: handler.command.nodes[0]?.span ?? handler.entry.keySpan,
          message: `\`${where}\` needs \`${missing.tool}\`, which ${missing.where} does not have, so it fails whenever it is run. ${translation ? `Use the \`${translation.kind}\` handler, which needs no program.` : isProbe ? "Use `httpGet`, `tcpSocket` or `grpc`." : "Use `sleep` or `httpGet`, or put the program into the image."}`,
          fixes: translation ? fixesOf(`Use \`${translation.kind}\``, "unsafe", object, replaceHandler(object, handler, translation)) : [],
        });
      }
    }
  },
});
