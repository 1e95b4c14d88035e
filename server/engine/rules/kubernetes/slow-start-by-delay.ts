import * as z from "zod/mini";
import { allOf, fixesOf, insertContainerKey, type YamlInput } from "../../cluster/edit.ts";
import { failureThresholdForWindow, startupWindow } from "../../cluster/probe-timing.ts";
import { copyOf, probesOf, removeSilently } from "../../cluster/probes.ts";
import type { Probe } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const pod = (startup: string, delay: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n${startup}      livenessProbe:\n        httpGet:\n          path: /healthz\n          port: 8080\n${delay}        periodSeconds: 10\n`;

const period = 5;

export default defineRule({
  id: "kubernetes/slow-start-by-delay",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A slow start is waited for by a long delay of the liveness probe.",
  why: `
\`initialDelaySeconds\` is a guess. An application that takes longer is killed before it has started, over and over; one that starts faster is not watched until the delay is over.

A \`startupProbe\` asks until the application answers, up to \`failureThreshold\` × \`periodSeconds\`, and only then hands over to liveness and readiness. The fix gives it twice the delay, and at least as long as it had.`,
  examples: [
    {
      title: "Asked until it has started",
      bad: pod("", "        initialDelaySeconds: 60\n"),
      good: pod(
        "      startupProbe:\n        httpGet:\n          path: /healthz\n          port: 8080\n        periodSeconds: 5\n        failureThreshold: 24\n",
        "",
      ),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/workloads/pods/probes/#startup-probe"],
  since: "0.3.0",
  fix: "unsafe",
  uncovers: [
    "kubernetes/default-probe-timeout",
    "kubernetes/exec-without-shell",
    "kubernetes/heavy-exec-probe",
    "kubernetes/hook-without-tool",
    "kubernetes/malformed-http-probe",
    "kubernetes/plaintext-grpc-probe",
    "kubernetes/probe-host",
    "kubernetes/short-progress-deadline",
    "kubernetes/unfit-startup-window",
    "kubernetes/unknown-probe-port",
  ],
  patterns: ["H3"],
  options: z.object({
    seconds: z._default(z.int().check(z.minimum(1)), 30).check(z.describe("From which delay on a startup probe is asked for.")),
  }),
  judges: "part",
  check(file, { options, report }) {
    for (const object of file.objects) {
      for (const probe of probesOf(object)) {
        const { initialDelaySeconds: delay, container, kind, handler } = probe;
        if (kind !== "liveness" || delay.value === undefined || delay.value < options.seconds || !delay.span) continue;
        if (container.hasProbe("startup") !== false || object.isPatch) continue;
        const startup = handler && startupProbe(probe, delay.value);
        report({
          span: delay.span,
          message: `Liveness waits ${delay.value} s for the start: an application that takes longer is killed in a loop, a faster one is not watched until then. Let a \`startupProbe\` wait for it instead.`,
          fixes: startup
            ? fixesOf(
                "Wait by a `startupProbe` instead",
                "unsafe",
                object,
                allOf(removeSilently(object, delay), insertContainerKey(container, "startupProbe", startup)),
              )
            : [],
        });
      }
    }
  },
});

/** Asks the same as liveness, for twice the delay and no less than it had before. */
function startupProbe({ handler, timing, timeoutSeconds, container }: Probe, delay: number): YamlInput | undefined {
  if (!handler || !timing) return undefined;
  const { file } = container.pod.workload.object;
  const had = startupWindow(timing).guaranteed;
  const threshold = Math.max(
    Math.ceil((delay * 2) / period),
    failureThresholdForWindow(had, { initialDelaySeconds: 0, periodSeconds: period }),
  );
  return {
    [handler.kind]: copyOf(handler.entry.value, file),
    periodSeconds: period,
    ...(timeoutSeconds.isKnown && timing.timeoutSeconds <= period && { timeoutSeconds: timing.timeoutSeconds }),
    failureThreshold: threshold,
  };
}
