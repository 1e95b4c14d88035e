import { fixesOf, insertKey } from "../../cluster/edit.ts";
import { execOf } from "../../cluster/exec-command.ts";
import { keyOf, probesOf } from "../../cluster/probes.ts";
import type { Handler } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: db\nspec:\n  containers:\n    - name: db\n      image: registry.example.com/db:17.2\n      readinessProbe:\n        exec:\n          command: [pg_isready, -U, postgres]\n${more}`;

/** Programs that are done at once. */
const quick = new Set([
  "cat",
  "test",
  "[",
  "ls",
  "stat",
  "true",
  "false",
  "echo",
  "exit",
  "kill",
  "pgrep",
  "pidof",
  "grep",
  "head",
  "tail",
  "cut",
  "wc",
  ":",
]);

export default defineRule({
  id: "kubernetes/default-probe-timeout",
  language: "kubernetes",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "A probe by command or HTTPS with the default timeout of one second.",
  why: `
Where \`timeoutSeconds\` is not written, one second counts, for commands as well (Kubernetes 1.20 and later). Starting a program in a container that is short of CPU, or a TLS handshake, may take longer, and the probe fails though the application works.

Say how long the answer may take. Commands that only look at a file or a process are not reported.`,
  examples: [{ title: "Time for the command", bad: pod(""), good: pod("        timeoutSeconds: 5\n") }],
  links: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["H3"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const probe of probesOf(object)) {
        const { handler, timeoutSeconds, timing } = probe;
        if (!handler || !timing || !timeoutSeconds.isAbsent || object.isPatch || !isSlow(handler)) continue;
        const seconds = Math.min(5, timing.periodSeconds);
        if (seconds < 2) continue;
        report({
          span: handler.entry.keySpan,
          message: `\`${keyOf(probe.kind)}\` ${handler.kind === "exec" ? "starts a program" : "makes a TLS handshake"} and waits one second for the answer, the default: under load it fails though the application works. Set \`timeoutSeconds\`.`,
          fixes: fixesOf(
            `Set \`timeoutSeconds: ${seconds}\``,
            "unsafe",
            object,
            insertKey(object, probe.mapping, "timeoutSeconds", seconds),
          ),
        });
      }
    }
  },
});

function isSlow(handler: Handler): boolean {
  if (handler.kind === "httpGet") return handler.scheme.value?.toUpperCase() === "HTTPS";
  const exec = execOf(handler);
  return exec !== undefined && !exec.commands.every(({ name }) => name !== undefined && quick.has(name));
}
