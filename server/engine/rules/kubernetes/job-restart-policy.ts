import { fixesOf, insertPodKey, setValue } from "../../cluster/edit.ts";
import { severityOfMissingInPod } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const job = (policy: string) =>
  `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\nspec:\n  ttlSecondsAfterFinished: 86400\n  template:\n    spec:\n${policy}      containers:\n        - name: migrate\n          image: ghcr.io/example/web:1.4.2\n          args: [migrate]\n`;

export default defineRule({
  id: "kubernetes/job-restart-policy",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The pods of a Job are to be restarted for ever.",
  why: `
A pod is restarted whenever it ends, unless \`restartPolicy\` says otherwise. A Job ends when its pods do, so the API server rejects a Job or CronJob whose policy is \`Always\`, and \`Always\` is what holds where none is written.

\`OnFailure\` starts the container again in the same pod, \`Never\` makes a new pod and keeps the failed one for its logs; a \`podFailurePolicy\` needs \`Never\`.`,
  examples: [{ title: "No policy", bad: job(""), good: job("      restartPolicy: OnFailure\n") }],
  links: ["https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-template"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["kube-score:cronjob-restartpolicy"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || (workload.kind !== "Job" && workload.kind !== "CronJob")) continue;
      const { pod } = workload;
      const policy = pod.restartPolicy;
      const isMissing = policy.isAbsent && pod.spec.isKnown && !object.document.isBroken;
      const severity = isMissing ? severityOfMissingInPod(pod, ["restartPolicy"], "error", workspace) : "error";
      if (!severity || (policy.value !== "Always" && !isMissing)) continue;
      const jobSpec = workload.kind === "Job" ? object.spec : object.spec.at("jobTemplate", "spec");
      const wanted = jobSpec.has("podFailurePolicy") ? "Never" : "OnFailure";
      report({
        span: policy.span ?? object.nameSpan,
        severity,
        message: `${isMissing ? "Without `restartPolicy` the pods are to be restarted for ever" : "The pods are to be restarted for ever"}, so the API server rejects this ${workload.kind}. Write \`restartPolicy: ${wanted}\`.`,
        fixes: fixesOf(
          `Set \`restartPolicy: ${wanted}\``,
          "unsafe",
          object,
          isMissing ? insertPodKey(pod, "restartPolicy", wanted) : setValue(object, policy, wanted),
        ),
      });
    }
  },
});
