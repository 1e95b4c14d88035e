import * as z from "zod/mini";
import { durationText } from "../../cluster/duration-text.ts";
import { fixesOf, insertSpecKey } from "../../cluster/edit.ts";
import { failureThresholdForWindow, startupWindow } from "../../cluster/probe-timing.ts";
import { probesOf, setNumber, together } from "../../cluster/probes.ts";
import { defineRule } from "../../rule.ts";

const pod = (threshold: number) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      startupProbe:\n        httpGet:\n          path: /healthz\n          port: 8080\n        periodSeconds: 2\n        failureThreshold: ${threshold}\n`;

export default defineRule({
  id: "kubernetes/unfit-startup-window",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A startup probe that leaves too little time to start, or more than the rollout waits.",
  why: `
A container that has not answered its startup probe \`failureThreshold\` times in a row is killed and started again, which takes no less time. What is certain to be left for the start is \`initialDelaySeconds\` + \`periodSeconds\` × (\`failureThreshold\` − 1); on a busy node even a fast application needs ten seconds.

Where the window is longer than \`progressDeadlineSeconds\` of the Deployment (600 where it is not written), a rollout is reported as failed while its pods may still be starting.`,
  examples: [{ title: "Time for a busy node", bad: pod(3), good: pod(6) }],
  links: ["https://kubernetes.io/docs/concepts/workloads/pods/probes/#startup-probe"],
  since: "0.3.0",
  fix: "unsafe",
  uncovers: ["kubernetes/short-progress-deadline"],
  patterns: ["H3"],
  options: z.object({
    seconds: z._default(z.int().check(z.minimum(1)), 10).check(z.describe("How long the window must be at least.")),
  }),
  judges: "part",
  check(file, { options, report }) {
    for (const object of file.objects) {
      for (const probe of probesOf(object)) {
        const { timing, kind, failureThreshold, periodSeconds } = probe;
        if (kind !== "startup" || !timing || (object.isPatch && (failureThreshold.isAbsent || periodSeconds.isAbsent))) continue;
        const { guaranteed, quoted } = startupWindow(timing);
        const span = (failureThreshold.isKnown ? failureThreshold : periodSeconds).span ?? probe.entry.keySpan;
        if (guaranteed < options.seconds) {
          const threshold = failureThresholdForWindow(options.seconds, timing);
          report({
            span,
            message: `The startup probe only waits ${guaranteed} s for certain before it has the container killed, and the next start takes no less. Leave it at least ${options.seconds} s: \`failureThreshold: ${threshold}\`.`,
            fixes: fixesOf(
              `Set \`failureThreshold: ${threshold}\``,
              "unsafe",
              object,
              together(setNumber(probe, "failureThreshold", threshold)),
            ),
          });
          continue;
        }
        // A deadline that is written is judged by itself.
        const deadline = object.spec.integer("progressDeadlineSeconds");
        if (object.workload?.kind !== "Deployment" || !deadline.isAbsent || guaranteed <= 600 || object.isPatch) continue;
        const needed = Math.ceil((quoted + (object.spec.integer("minReadySeconds").or(0) ?? 0) + 60) / 30) * 30;
        report({
          span,
          message: `The startup probe waits ${durationText(quoted)}, but a rollout without progress is reported as failed after 10 min, the default. Set \`progressDeadlineSeconds\`, or shorten the window.`,
          fixes: fixesOf(
            `Set \`progressDeadlineSeconds: ${needed}\``,
            "unsafe",
            object,
            insertSpecKey(object, "progressDeadlineSeconds", needed),
          ),
        });
      }
    }
  },
});
