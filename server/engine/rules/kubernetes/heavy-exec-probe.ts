import { missingTool } from "../../cluster/container-tools.ts";
import { fixesOf } from "../../cluster/edit.ts";
import { type ExecCommand, execOf, translate } from "../../cluster/exec-command.ts";
import { keyOf, probesOf, replaceHandler } from "../../cluster/probes.ts";
import { defineRule } from "../../rule.ts";

const pod = (handler: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      ports:\n        - name: http\n          containerPort: 8080\n      readinessProbe:\n${handler}`;

/** A probe that is made less often costs little. */
const often = 10;
/** Programs that take long to start, or that only ask what the kubelet can ask itself. */
const heavy =
  /^(?:curl|wget|java|node|npm|npx|yarn|python[\d.]*|ruby|rails|bundle|php|perl|dotnet|mongo|mongosh|kafka-.*|nodetool|rabbitmqctl|rabbitmq-diagnostics|grpc_health_probe)$/;

export default defineRule({
  id: "kubernetes/heavy-exec-probe",
  language: "kubernetes",
  category: "performance",
  severity: "info",
  preset: "recommended",
  summary: "A probe starts a shell or a heavy program every few seconds.",
  why: `
Each probe by \`exec\` starts a process in the container, which counts against its CPU and memory: an interpreter or a \`curl\` every few seconds is a load of its own, and where CPU is short it runs into its timeout. The program also has to be kept in the image.

The kubelet asks HTTP, TCP and gRPC itself, without any process in the container. What cannot be asked so can be asked less often. Reported is what is started every ten seconds or more often; \`sh -c\` only where what it runs could be started without it.`,
  examples: [
    {
      title: "Asked by the kubelet",
      bad: pod("        exec:\n          command: [curl, -f, http://localhost:8080/ready]\n"),
      good: pod("        httpGet:\n          path: /ready\n          port: http\n"),
    },
    {
      title: "gRPC",
      bad: pod("        exec:\n          command: [grpc_health_probe, -addr=:50051]\n"),
      good: pod("        grpc:\n          port: 50051\n"),
    },
  ],
  links: [
    "https://kubernetes.io/docs/concepts/workloads/pods/probes/",
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
  ],
  since: "0.3.0",
  fix: "unsafe",
  uncovers: [
    "kubernetes/default-probe-timeout",
    "kubernetes/identical-probes",
    "kubernetes/liveness-on-dependency",
    "kubernetes/malformed-http-probe",
    "kubernetes/plaintext-grpc-probe",
    "kubernetes/unknown-probe-port",
  ],
  patterns: ["H3"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      for (const probe of probesOf(object)) {
        const { handler, timing, container } = probe;
        const exec = handler && execOf(handler);
        if (!handler || !exec || !timing || Math.max(timing.periodSeconds, timing.timeoutSeconds) > often) continue;
        const translation = translate(handler, container);
        const program = translation?.program ?? heavyIn(exec);
        if (program === undefined || missingTool(handler, container, workspace)) continue;
        report({
          span: handler.entry.keySpan,
          message: translation
            ? `\`${keyOf(probe.kind)}\` starts \`${program}\` in the container every ${timing.periodSeconds} s for what the kubelet asks itself. Use \`${translation.kind}\`.`
            : `\`${keyOf(probe.kind)}\` starts \`${program}\` in the container every ${timing.periodSeconds} s, which takes its CPU and may run into the timeout. Ask by \`httpGet\`, \`grpc\` or \`tcpSocket\`, or less often.`,
          fixes: translation
            ? fixesOf(`Ask by \`${translation.kind}\``, "unsafe", object, replaceHandler(object, handler, translation))
            : [],
        });
      }
    }
  },
});

function heavyIn(exec: ExecCommand): string | undefined {
  const program = exec.commands.find(({ name }) => name !== undefined && heavy.test(name))?.name;
  if (program !== undefined || exec.shell === undefined) return program;
  // One plain command behind `sh -c` needs no shell.
  const isPlain = exec.commands.length === 1 && /^[\w\s./=:@,+-]*$/.test(exec.script ?? "");
  return isPlain ? exec.shell : undefined;
}
