import { allOf, fixesOf, insertKey, setValue } from "../../cluster/edit.ts";
import { severityOfMissing } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const cronJob = (keys: string) =>
  `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: report\nspec:\n  schedule: 30 2 * * *\n${keys}  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: OnFailure\n          containers:\n            - name: report\n              image: ghcr.io/example/report:1.4.2\n`;

export default defineRule({
  id: "kubernetes/overlapping-cron-jobs",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "strict",
  summary: "Nobody has decided what a CronJob does when its last run still goes on, or when it is late.",
  why: `
By default a CronJob starts a run at its time even where the last one has not ended. When runs get slower than their schedule they pile up, and two backups or reports at once get in each other's way: \`concurrencyPolicy: Forbid\` leaves a run out, \`Replace\` ends the old one, and \`Allow\` says that overlapping is fine.

\`startingDeadlineSeconds\` says how late a run may still start, say after an outage of the control plane; without it a nightly job may start at noon. Below 10 seconds runs get lost, since the controller looks only every 10 seconds.`,
  examples: [
    {
      title: "One run at a time",
      bad: cronJob(""),
      good: cronJob("  concurrencyPolicy: Forbid\n  startingDeadlineSeconds: 300\n"),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#writing-a-cronjob-spec"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["kube-score:cronjob-has-deadline"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const object of file.objects) {
      const { spec } = object;
      if (object.workload?.kind !== "CronJob") continue;
      const has = (key: string) => spec.has(key) ?? true;
      const isMissing = (key: string) => !has(key) && severityOfMissing(object, ["spec", key], "info", workspace) !== undefined;
      const hasPolicy = !isMissing("concurrencyPolicy");
      const hasDeadline = !isMissing("startingDeadlineSeconds");
      const deadline = spec.integer("startingDeadlineSeconds");
      const late = () => insertKey(object, spec, "startingDeadlineSeconds", 300);
      if (!hasPolicy) {
        const forbid = insertKey(object, spec, "concurrencyPolicy", "Forbid");
        report({
          span: object.nameSpan,
          message:
            "A run starts even where the last one has not ended, so slow runs pile up. Set `concurrencyPolicy`: `Forbid`, `Replace`, or `Allow` where that is fine.",
          severity: "info",
          fixes: fixesOf("Let no run start beside another", "unsafe", object, !hasDeadline ? allOf(forbid, late()) : forbid),
        });
      } else if (!hasDeadline) {
        report({
          span: object.nameSpan,
          message: "A run that is late, say after an outage, starts however late it is. Set `startingDeadlineSeconds`.",
          severity: "info",
          fixes: fixesOf("Let no run start more than 5 minutes late", "unsafe", object, late()),
        });
      }
      if (deadline.value !== undefined && deadline.span && deadline.value >= 0 && deadline.value < 10) {
        report({
          span: deadline.span,
          message: "The controller looks every 10 seconds, so runs with a deadline below that get lost. Set at least 10.",
          fixes: fixesOf("Set `startingDeadlineSeconds: 300`", "unsafe", object, setValue(object, deadline, 300)),
        });
      }
    }
  },
});
