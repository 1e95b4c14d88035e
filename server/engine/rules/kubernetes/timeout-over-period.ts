import { fixesOf } from "../../cluster/edit.ts";
import { keyOf, probesOf, setNumber, together } from "../../cluster/probes.ts";
import { defineRule } from "../../rule.ts";

const pod = (period: number) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      readinessProbe:\n        httpGet:\n          path: /ready\n          port: 8080\n        periodSeconds: ${period}\n        timeoutSeconds: 15\n`;

export default defineRule({
  id: "kubernetes/timeout-over-period",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A probe waits longer for its answer than its period is.",
  why: `
Probes of one container follow each other: the next is not made before the last has ended. With a timeout over the period, the period that counts is the timeout as soon as the application hangs, so it is found out later than the numbers say.

Make the period as long as the timeout, or the timeout shorter. Where \`periodSeconds\` is not written, it is 10.`,
  examples: [{ title: "A period that holds", bad: pod(5), good: pod(15) }],
  links: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes"],
  since: "0.3.0",
  fix: "unsafe",
  uncovers: ["kubernetes/identical-probes", "kubernetes/short-progress-deadline", "kubernetes/unfit-startup-window"],
  patterns: ["H3"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const probe of probesOf(object)) {
        const { timing, timeoutSeconds } = probe;
        if (!timing || !timeoutSeconds.isKnown || !timeoutSeconds.span || timing.timeoutSeconds <= timing.periodSeconds) continue;
        // The period of a part stands elsewhere.
        if (probe.periodSeconds.isAbsent && object.isPatch) continue;
        report({
          span: timeoutSeconds.span,
          message: `\`${keyOf(probe.kind)}\` waits ${timing.timeoutSeconds} s for an answer but is made every ${timing.periodSeconds} s: while the application hangs, it is asked every ${timing.timeoutSeconds} s only. Make the period as long as the timeout.`,
          fixes: fixesOf(
            `Set \`periodSeconds: ${timing.timeoutSeconds}\``,
            "unsafe",
            object,
            together(setNumber(probe, "periodSeconds", timing.timeoutSeconds)),
          ),
        });
      }
    }
  },
});
