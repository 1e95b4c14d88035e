import { fixesOf, insertKey } from "../../cluster/edit.ts";
import { severityOfMissing } from "../../cluster/unit.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const job = (keys: string) =>
  `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\nspec:\n${keys}  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: migrate\n          image: ghcr.io/example/web:1.4.2\n          args: [migrate]\n`;

export default defineRule({
  id: "kubernetes/unbounded-job",
  language: "kubernetes",
  category: "operability",
  severity: "info",
  preset: "strict",
  summary: "A Job stays behind after its end, or may fail for hours.",
  why: `
A finished Job and its pods stay in the cluster until somebody deletes them; \`ttlSecondsAfterFinished\` has the cluster do it. A failing Job is tried again with growing pauses, up to six minutes each: with a \`backoffLimit\` above the default of 6 it can go on failing for an hour before anybody is told, unless \`activeDeadlineSeconds\` ends it.

Jobs of a CronJob are cleared away by its history limits, and hooks of Helm and Argo CD by these tools. A tool that keeps the cluster equal to Git makes a Job again that was deleted: run what must not come again as a hook there.`,
  examples: [
    {
      title: "Cleared away a day after its end",
      bad: job("  backoffLimit: 3\n"),
      good: job("  backoffLimit: 3\n  ttlSecondsAfterFinished: 86400\n"),
    },
  ],
  links: [
    "https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/",
    "https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup",
  ],
  since: "0.3.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["kube-linter:job-ttl-seconds-after-finished"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || (workload.kind !== "Job" && workload.kind !== "CronJob")) continue;
      const spec = workload.kind === "Job" ? object.spec : object.spec.at("jobTemplate", "spec");
      const isMissing = (path: readonly string[]) => severityOfMissing(object, path, "info", workspace) !== undefined;
      const isLeft = workload.kind === "Job" && spec.has("ttlSecondsAfterFinished") === false && isHook(object) === false;
      if (isLeft && isMissing(["spec", "ttlSecondsAfterFinished"])) {
        report({
          span: object.nameSpan,
          message:
            "A finished Job stays in the cluster with its pods until somebody deletes it. Set `ttlSecondsAfterFinished` to have it cleared away.",
          fixes: fixesOf("Clear it away a day after its end", "unsafe", object, insertKey(object, spec, "ttlSecondsAfterFinished", 86_400)),
        });
      }
      const limit = spec.integer("backoffLimit");
      const isOpenEnded =
        spec.has("activeDeadlineSeconds") === false &&
        workload.pod.spec.has("activeDeadlineSeconds") === false &&
        workload.pod.spec.isKnown;
      const path = [...(workload.kind === "Job" ? [] : ["spec", "jobTemplate"]), "spec", "activeDeadlineSeconds"];
      if (limit.value !== undefined && limit.span && limit.value > 6 && isOpenEnded && isMissing(path)) {
        report({
          span: limit.span,
          message: `${limit.value} attempts with pauses of up to six minutes go on failing for hours before anybody is told. Set \`activeDeadlineSeconds\`, or fewer attempts.`,
          fixes: fixesOf("End it after an hour", "unsafe", object, insertKey(object, spec, "activeDeadlineSeconds", 3600)),
        });
      }
    }
  },
});

/** Whether a tool that deletes the Job by itself runs it; undefined where that cannot be seen. */
function isHook({ annotations }: ManifestObject): boolean | undefined {
  if (annotations.isOpen) return undefined;
  return annotations.entries.some(({ key }) => /^(?:helm\.sh\/hook|argocd\.argoproj\.io\/hook|[\w.-]*fluxcd\.io\/)/.test(key));
}
