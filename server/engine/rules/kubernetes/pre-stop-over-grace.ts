import { fixesOf, insertPodKey, setValue } from "../../cluster/edit.ts";
import { sleepOf } from "../../cluster/exec-command.ts";
import { lacksGrace } from "../../cluster/served.ts";
import { defaultGraceSeconds, leavesNoDrain, minimumDrainSeconds, termination } from "../../cluster/termination.ts";
import { isPartial } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const pod = (grace: number) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  terminationGracePeriodSeconds: ${grace}\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      lifecycle:\n        preStop:\n          sleep:\n            seconds: 20\n`;

export default defineRule({
  id: "kubernetes/pre-stop-over-grace",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A preStop hook takes the whole grace period.",
  why: `
The grace period begins with the deletion, and the preStop hook runs inside it: the stop signal only follows when the hook is done. Where hook and grace period are nearly the same, the application has no time to finish its requests and is killed in their middle.

The grace period (\`terminationGracePeriodSeconds\`, 30 where it is not written) should be the hook's time plus what the application needs to finish. A \`sleep\` action over it is rejected by the API server; all else is a warning.`,
  examples: [{ title: "Time to finish after the hook", bad: pod(20), good: pod(50) }],
  links: ["https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["H3"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const pod = object.workload?.pod;
      const grace = pod?.terminationGracePeriodSeconds;
      const graceSeconds = grace?.or(defaultGraceSeconds);
      if (!pod || !grace || graceSeconds === undefined) continue;
      const waits = pod.containers.flatMap((container) => {
        const { handler } = container.preStop;
        const seconds = handler && sleepOf(handler);
        return handler && seconds !== undefined && leavesNoDrain(seconds, graceSeconds) ? [{ handler, seconds }] : [];
      });
      if (waits.length === 0 || (grace.isAbsent && isPartial(object, workspace)) || lacksGrace(pod, workspace)) continue;
      const needed = Math.ceil(Math.max(...waits.map(({ seconds }) => seconds))) + 30;
      const edits = grace.isAbsent ? insertPodKey(pod, "terminationGracePeriodSeconds", needed) : setValue(object, grace, needed);
      for (const { handler, seconds } of waits) {
        const { drain, isHookCut } = termination({ graceSeconds, preStopSeconds: seconds });
        const of = `of the ${graceSeconds} s of the grace period${grace.isAbsent ? " (the default)" : ""}`;
        report({
          span: (handler.kind === "sleep" ? handler.mapping.integer("seconds").span : undefined) ?? handler.entry.keySpan,
          message: isHookCut
            ? `The preStop hook takes ${seconds} ${of}: ${handler.kind === "sleep" ? "the API server rejects that" : `it is cut, and the application is killed ${minimumDrainSeconds} s after the signal`}. Set \`terminationGracePeriodSeconds: ${needed}\`.`
            : `The preStop hook takes ${seconds} ${of}, so the application is killed ${drain} s after the stop signal. Set \`terminationGracePeriodSeconds: ${needed}\`.`,
          ...(!(isHookCut && handler.kind === "sleep") && { severity: "warning" as const }),
          fixes: fixesOf(`Set \`terminationGracePeriodSeconds: ${needed}\``, "unsafe", object, edits),
        });
      }
    }
  },
});
