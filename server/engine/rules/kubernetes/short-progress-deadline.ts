import { fixesOf, setValue } from "../../cluster/edit.ts";
import { startupWindow } from "../../cluster/probe-timing.ts";
import { deadlineIsTooShort, defaultProgressDeadlineSeconds, progressDeadlineFor } from "../../cluster/rolling-update.ts";
import type { Workload } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const deployment = (deadline: number) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  minReadySeconds: 10\n  progressDeadlineSeconds: ${deadline}\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n          startupProbe:\n            periodSeconds: 5\n            failureThreshold: 25\n            httpGet:\n              path: /healthz\n              port: 8080\n`;

export default defineRule({
  id: "kubernetes/short-progress-deadline",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A rollout is called failed before its pods have had the time that they are given.",
  why: `After \`progressDeadlineSeconds\` without progress a rollout counts as failed: \`kubectl rollout status\` ends with an error, and pipelines roll back.
A deadline that is no longer than what the startup probe allows a pod, or than \`minReadySeconds\`, fails healthy releases on slow days.
The API server takes no deadline that is not longer than \`minReadySeconds\`.

Give it the startup time, \`minReadySeconds\` and a minute for pulling the image; the default is 600.`,
  examples: [{ title: "Shorter than the startup probe allows", bad: deployment(60), good: deployment(210) }],
  links: ["https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1", "R1"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (workload?.kind !== "Deployment" && workload?.kind !== "Rollout") continue;
      const deadline = object.spec.integer("progressDeadlineSeconds");
      const minReady = object.spec.integer("minReadySeconds");
      const minReadySeconds = minReady.or(0);
      // What a patch does not set, the object below it does.
      const deadlineSeconds = object.isPatch ? deadline.value : deadline.or(defaultProgressDeadlineSeconds);
      if (deadlineSeconds === undefined || minReadySeconds === undefined) continue;
      const readySeconds = startSeconds(workload);
      const needed = progressDeadlineFor(readySeconds, minReadySeconds);
      const fixes = deadline.isKnown
        ? fixesOf(`Set \`progressDeadlineSeconds: ${needed}\``, "unsafe", object, setValue(object, deadline, needed))
        : [];
      const isRejected = deadlineSeconds <= minReadySeconds;
      const span = deadline.span ?? (isRejected ? minReady.span : undefined);
      if (!span) continue;
      if (isRejected) {
        report({
          span,
          message: `The deadline of ${deadlineSeconds} s is not longer than \`minReadySeconds\` (${minReadySeconds}), so the API server rejects it. Give it ${needed} s.`,
          fixes,
        });
      } else if (deadlineIsTooShort(deadlineSeconds, readySeconds, minReadySeconds)) {
        report({
          span,
          message: `A pod may take ${readySeconds} s to start, but after ${deadlineSeconds} s without progress the rollout counts as failed. Give it ${needed} s.`,
          severity: "warning",
          fixes,
        });
      }
    }
  },
});

/** Seconds that the slowest container is given by its own probes until it is ready; 0 where nothing is said. */
function startSeconds({ pod }: Workload): number {
  const seconds = pod.containers.map((container) => {
    const startup = container.probe("startup")?.timing;
    const delay = container.probe("readiness")?.timing?.initialDelaySeconds ?? 0;
    return Math.max(startup ? startupWindow(startup).guaranteed : 0, delay);
  });
  return Math.max(0, ...seconds);
}
