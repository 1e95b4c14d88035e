import { rangeText } from "../../cluster/duration-text.ts";
import { fixesOf } from "../../cluster/edit.ts";
import { leastPatience } from "../../cluster/liveness.ts";
import { detection } from "../../cluster/probe-timing.ts";
import { probesOf, setNumber, together } from "../../cluster/probes.ts";
import type { Probe } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const pod = (threshold: number) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      livenessProbe:\n        httpGet:\n          path: /healthz\n          port: 8080\n        periodSeconds: 5\n        failureThreshold: ${threshold}\n`;

export default defineRule({
  id: "kubernetes/impatient-liveness-probe",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A liveness probe that restarts a container after a short pause.",
  why: `
A liveness probe acts after \`failureThreshold\` failures in a row, \`periodSeconds\` apart. Where that may be less than ten seconds, a pause of the garbage collector, a short lack of CPU or a single lost answer is enough: the container is killed although it would have gone on, and under load all of them are, one after another.

Liveness is for what never comes back by itself. Leave it time, such as the defaults (three failures, ten seconds apart); readiness may act faster. One failure of a slower probe gets an information only.`,
  examples: [{ title: "Three failures in a row", bad: pod(1), good: pod(3) }],
  links: ["https://kubernetes.io/docs/concepts/workloads/pods/probes/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["H3"],
  uncovers: ["kubernetes/identical-probes"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const probe of probesOf(object)) {
        const { timing, kind } = probe;
        if (kind !== "liveness" || !timing || isSetElsewhere(probe)) continue;
        const found = detection(timing);
        if (found.best >= leastPatience) continue;
        const period = timing.periodSeconds * 2 >= leastPatience ? timing.periodSeconds : 10;
        const threshold = Math.max(timing.failureThreshold, 3);
        const title =
          period === timing.periodSeconds
            ? `Set \`failureThreshold: ${threshold}\``
            : `Set \`periodSeconds: ${period}\` and \`failureThreshold: ${threshold}\``;
        const isOne = timing.failureThreshold === 1;
        report({
          span: (probe.failureThreshold.isKnown ? probe.failureThreshold : probe.periodSeconds).span ?? probe.entry.keySpan,
          message: `${isOne ? "A single failed liveness probe" : `A pause of ${found.best} s`} is enough for a restart (${rangeText(found)} after a hang), so a short lack of CPU kills a healthy container. ${title.replace("Set", "Give it time:")}.`,
          ...(isOne && timing.periodSeconds >= leastPatience && { severity: "info" as const }),
          fixes: fixesOf(
            title,
            "unsafe",
            object,
            together(
              period === timing.periodSeconds ? [] : setNumber(probe, "periodSeconds", period),
              threshold === timing.failureThreshold ? [] : setNumber(probe, "failureThreshold", threshold),
            ),
          ),
        });
      }
    }
  },
});

/** In a part of an object the numbers that are not written may stand in what it is laid over. */
function isSetElsewhere({ failureThreshold, periodSeconds, container }: Probe): boolean {
  return container.pod.workload.object.isPatch && (failureThreshold.isAbsent || periodSeconds.isAbsent);
}
