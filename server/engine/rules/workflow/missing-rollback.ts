import { isRollback } from "../../knowledge/deploy-commands.ts";
import type { Step } from "../../languages/workflow/model.ts";
import { allWorkflows } from "../../pipeline/callee.ts";
import { statusFunctionsOf } from "../../pipeline/condition.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { fixesOf, insertStepAtEnd } from "../../pipeline/edit.ts";
import { takesVersion } from "../../pipeline/gates.ts";
import { programsOf } from "../../pipeline/programs.ts";
import { directCommand, waitingLines, workloadChange } from "../../pipeline/rollout.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const file = (more: string) =>
  `on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: |\n          kubectl set image deployment/web "web=$IMAGE"\n          kubectl rollout status deployment/web --timeout=120s\n${more}`;

export default defineRule({
  id: "workflow/missing-rollback",
  language: "workflow",
  category: "operability",
  severity: "info",
  preset: "strict",
  summary: "Nothing brings the version before back when a deployment to production fails.",
  why: `
When a deployment fails half way, somebody has to know, under pressure, how to go back. A step with \`if: failure()\` that runs \`kubectl rollout undo\`, Helm's \`--rollback-on-failure\`, or a workflow that is started by hand with the version to deploy, has the way back ready and tried.

Only production (and what names no environment) on Kubernetes, Helm and Amazon ECS is looked at; platforms that keep the versions before ready have a button for it.`,
  examples: [
    {
      title: "A way back",
      bad: file(""),
      good: file("      - name: Roll back\n        if: failure()\n        run: kubectl rollout undo deployment/web\n"),
    },
  ],
  links: ["https://kubernetes.io/docs/reference/kubectl/generated/kubectl_rollout/kubectl_rollout_undo/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  judges: "connected",
  check(file, { workspace, report }) {
    for (const { job, steps, tier } of deployJobs(file, workspace)) {
      const [first] = steps;
      if (
        (tier !== "production" && (tier || job.environment)) ||
        !first ||
        job.uses ||
        !steps.every(({ platform }) => /^(?:kubernetes|helm|ecs)$/.test(platform))
      )
        continue;
      const around = [job, ...file.jobs.filter((other) => other.closure.includes(job))].flatMap((one) => one.steps);
      if (around.some((step) => bringsBack(step, workspace))) continue;
      if (takesVersion(file) || workspace.derive(allWorkflows).some(takesVersion)) return;
      const lines = steps.flatMap(({ step }) => undoLines(step, workspace));
      const text = lines.length === 1 ? lines[0] : `|\n${lines.map((line) => `  ${line}`).join("\n")}`;
      report({
        span: first.span,
        message: `Nothing brings the version before back when this deployment fails. Add a step with \`if: failure()\` that does, or a workflow that deploys a version of one's choice.`,
        fixes:
          lines.length === 0
            ? []
            : fixesOf("Add a step that rolls back", "unsafe", file, insertStepAtEnd(job, `name: Roll back\nif: failure()\nrun: ${text}`)),
      });
    }
  },
});

function bringsBack(step: Step, workspace: Workspace): boolean {
  const texts = [step.name?.text ?? "", ...step.with.map(({ name, value }) => `${name} ${value?.text ?? ""}`)];
  // CodeDeploy goes back by itself, as its deployment group says.
  if (step.with.some(({ name }) => name.startsWith("codedeploy-"))) return true;
  if (texts.some((text) => /\b(?:roll[ -]?back|undo|revert|atomic|circuit[- ]?breaker)\b/i.test(text))) return true;
  return programsOf(step, workspace).some(
    ({ name, args, opaque }) =>
      isRollback(name, args) ||
      args.some((arg) => /^--(?:atomic|rollback-on-failure|cleanup-on-fail)|deploymentCircuitBreaker|rollback/i.test(arg)) ||
      (opaque !== undefined && (/roll-?back|undo|revert/i.test(opaque) || statusFunctionsOf(step.if).has("failure"))),
  );
}

/** What takes the changes of a step back. */
function undoLines(step: Step, workspace: Workspace): readonly string[] {
  const lines: string[] = [];
  for (const program of programsOf(step, workspace)) {
    const change = workloadChange(program, step, workspace);
    if (!change) continue;
    // A variable that the script sets is not there in another step.
    const words = directCommand(program, step)?.args ?? [];
    if (words.some(({ text }) => text.includes("$") && change.targets.some(({ name }) => name !== undefined && text.endsWith(name))))
      return [];
    const waiting = waitingLines(change, change.targets, step);
    if (!waiting) return [];
    lines.push(...waiting.map((line) => line.replace(" rollout status ", " rollout undo ").replace(/ --timeout=120s$/, "")));
  }
  return [...new Set(lines)];
}
