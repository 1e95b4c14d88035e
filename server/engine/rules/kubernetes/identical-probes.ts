import { rangeText } from "../../cluster/duration-text.ts";
import { fixesOf } from "../../cluster/edit.ts";
import { dependencyAskedBy, rivalOf } from "../../cluster/liveness.ts";
import { detection, failureThresholdForTolerance } from "../../cluster/probe-timing.ts";
import { askedBy, probesOf, setNumber, together } from "../../cluster/probes.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      livenessProbe:\n        httpGet:\n          path: /healthz\n          port: 8080\n        periodSeconds: 10\n        failureThreshold: ${more}\n      readinessProbe:\n        httpGet:\n          path: /healthz\n          port: 8080\n        periodSeconds: 10\n        failureThreshold: 3\n`;

export default defineRule({
  id: "kubernetes/identical-probes",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Liveness asks the same as readiness and acts no later.",
  why: `
Readiness takes an overloaded pod out of service so that it can recover. Where liveness asks the same and acts at the same time, the pod is killed instead: its load moves to the others, which are killed next.

The same endpoint is fine as long as liveness is more patient: its earliest restart, \`periodSeconds\` × (\`failureThreshold\` − 1), must not come before the latest moment at which readiness has acted. The fix makes it twice that. Where the two merely overlap, and where both only ask whether a port is open, it is an information.`,
  examples: [{ title: "Out of service first, restarted later", bad: pod("3"), good: pod("8") }],
  links: ["https://kubernetes.io/docs/concepts/workloads/pods/probes/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["H3"],
  uncovers: ["kubernetes/liveness-on-dependency"],
  alsoKnownAs: ["kube-score:pod-probes-identical"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      if (object.isPatch) continue;
      for (const liveness of probesOf(object)) {
        const rival = rivalOf(liveness);
        // An endpoint for dependencies is the worse fault, as long as the probes merely overlap.
        if (!rival || (!rival.isSure && dependencyAskedBy(liveness))) continue;
        const { handler } = rival;
        const [kill, unready] = [detection(rival.liveness), detection(rival.readiness)];
        const threshold = failureThresholdForTolerance(rival.liveness, rival.readiness, 2);
        report({
          span: (liveness.failureThreshold.isKnown ? liveness.failureThreshold : liveness.periodSeconds).span ?? liveness.entry.keySpan,
          message: `Liveness and readiness both ask ${askedBy(handler)}, and liveness restarts the container after ${rangeText(kill)}, when readiness may just have taken it out of service (${rangeText(unready)}). Give liveness more patience: \`failureThreshold: ${threshold}\`.`,
          ...(!rival.isSure && { severity: "info" as const }),
          fixes: fixesOf(
            `Set \`failureThreshold: ${threshold}\` on liveness`,
            "unsafe",
            object,
            together(setNumber(liveness, "failureThreshold", threshold)),
          ),
        });
      }
    }
  },
});
