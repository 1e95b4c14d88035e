import { deployJobs } from "../../pipeline/deploy.ts";
import { appendToRun, fixesOf } from "../../pipeline/edit.ts";
import { programsOf } from "../../pipeline/programs.ts";
import { isAwaited, rolloutChecks, type Target, waitingLines, workloadChange } from "../../pipeline/rollout.ts";
import { defineRule } from "../../rule.ts";

const file = (more: string) =>
  `on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          kubectl set image deployment/web "web=$IMAGE"\n${more}`;

export default defineRule({
  id: "workflow/unawaited-rollout",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Nothing waits until Kubernetes has rolled out what was deployed.",
  why: `
\`kubectl apply\` and \`kubectl set image\` come back as soon as the cluster has noted what is wanted. Whether the new version ever starts they do not tell: with an image that cannot be pulled, or a container that crashes, the job is green and the old version runs on.

\`kubectl rollout status\` waits and fails when the time is up. A later \`kubectl wait\`, or a check in a job behind, is as good. Nothing is said of manifests that cannot be seen, unless their name tells that they hold a Deployment.`,
  examples: [
    { title: "Wait for the rollout", bad: file(""), good: file("          kubectl rollout status deployment/web --timeout=120s\n") },
  ],
  links: ["https://kubernetes.io/docs/reference/kubectl/generated/kubectl_rollout/kubectl_rollout_status/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const { job, steps } of deployJobs(file, workspace)) {
      const deploying = new Set(steps.filter(({ platform }) => platform === "kubernetes").map(({ step }) => step));
      if (deploying.size === 0) continue;
      const checks = rolloutChecks(job, workspace);
      // Whoever waits after the last change of a workload has waited for those before.
      const later = new Set<string>();
      for (const step of [...deploying].reverse()) {
        const missing: { readonly lines: readonly string[] | undefined; readonly targets: readonly Target[] }[] = [];
        let span = step.span;
        for (const program of programsOf(step, workspace)) {
          const change = workloadChange(program, step, workspace);
          const targets = change?.targets.filter((target) => !isAwaited(target, step, program.command, checks, job)) ?? [];
          if (!change || targets.length === 0) continue;
          if (missing.length === 0) span = program.span;
          missing.push({ targets, lines: waitingLines(change, targets, step) });
        }
        if (missing.length === 0) continue;
        const changed = missing.flatMap(({ targets }) =>
          targets.map(({ kind, name, namespace = "" }) => (name === undefined ? undefined : `${namespace} ${kind}/${name}`)),
        );
        if (changed.every((one) => one !== undefined && later.has(one))) continue;
        if (!step.if) for (const one of changed) if (one !== undefined) later.add(one);
        const [name] = missing.flatMap(({ targets }) =>
          targets.flatMap((target) => (target.name === undefined ? [] : [`${target.kind}/${target.name}`])),
        );
        const lines = missing.every((one) => one.lines) ? [...new Set(missing.flatMap((one) => one.lines ?? []))] : [];
        report({
          span,
          message: `Nothing waits for the rollout, so the job succeeds even when the new version never starts. Follow it with \`kubectl rollout status ${
            name !== undefined && !/[$`{]/.test(name) ? name : "deployment/<name>"
          } --timeout=120s\`.`,
          fixes: lines.length === 0 ? [] : fixesOf("Add `kubectl rollout status`", "unsafe", file, appendToRun(step, lines.join("\n"))),
        });
      }
    }
  },
});
