import type { Job } from "../../languages/workflow/model.ts";
import { pathOf, statusFunctionsOf } from "../../pipeline/condition.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { addCondition, allOf, fixesOf } from "../../pipeline/edit.ts";
import { mayReach, ownReachOf } from "../../pipeline/simulate.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/silently-skipped-deploy",
  language: "workflow",
  category: "operability",
  severity: "info",
  preset: "strict",
  summary: "A deployment is skipped without a word when a job that it needs is skipped.",
  why: `
A job that needs a skipped one is skipped as well, whatever its own \`if\` says. Where a job runs only for some changes or events, the deployment behind it comes to those alone, and the run is green all the same.

Where that is meant, say it in the deployment's own \`if\`; where it is not, \`!failure() && !cancelled()\` lets it run after skipped jobs. Silent where the deployment has no condition of its own and waits for one job: then that job's condition is its guard.`,
  examples: [
    {
      title: "Tests that run for changes of the code alone",
      bad: "on:\n  push:\n    branches: [main]\njobs:\n  test:\n    if: github.event_name == 'pull_request'\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  deploy:\n    needs: test\n    if: ${{ github.ref == 'refs/heads/main' }}\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
      good: "on:\n  push:\n    branches: [main]\njobs:\n  test:\n    if: github.event_name == 'pull_request'\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  deploy:\n    needs: test\n    if: ${{ github.ref == 'refs/heads/main' && !failure() && !cancelled() }}\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  uncovers: [
    "workflow/concurrent-deploys",
    "workflow/untested-deploy",
    "workflow/ungated-deploy",
    "workflow/deploy-from-any-branch",
    "workflow/deploy-on-pull-request",
    "workflow/stage-out-of-order",
  ],
  judges: "connected",
  check(file, { report, workspace }) {
    for (const { job } of deployJobs(file, workspace)) {
      if (statusFunctionsOf(job.if).size > 0) continue;
      const skipped = skippedBefore(job, workspace);
      if (!skipped) continue;
      const need = job.needs.find(({ text }) => {
        const needed = file.job(text);
        return needed && (needed === skipped || needed.closure.includes(skipped));
      });
      report({
        span: need?.span ?? job.idSpan,
        message: `When \`${skipped.id}\` is skipped by its \`if\`, \`${job.id}\` is skipped as well, and nothing shows it. Repeat the condition here, or add \`!failure() && !cancelled()\`.`,
        fixes: fixesOf("Add `!failure() && !cancelled()`", "unsafe", file, allOf(addCondition(job, "!failure() && !cancelled()"))),
      });
    }
  },
});

/** A job before that is skipped in a run in which the deployment's own condition would let it start. */
function skippedBefore(job: Job, workspace: Workspace): Job | undefined {
  const own = ownReachOf(job, workspace);
  const text = job.if?.text.text.replaceAll(/\s+/g, "") ?? "";
  const whole = job.workflow.source.text.slice(job.entry.span.start, job.entry.span.end).toLowerCase();
  return job.closure.find((needed) => {
    const condition = needed.if;
    if (!condition || statusFunctionsOf(condition).size > 0 || text.includes(condition.text.text.replaceAll(/\s+|\$\{\{|\}\}/g, "")))
      return false;
    const outputs = (condition.expression?.accesses ?? [])
      .map((access) => pathOf(access) ?? "")
      .filter((path) => path.startsWith("needs."));
    // What another job has found out, such as the files that have changed.
    if (outputs.length > 0)
      // Where the deployment takes the same, nothing else is there to deploy.
      return !outputs.some((path) => whole.includes(path)) && (job.if !== undefined || job.needs.length > 1);
    return job.if !== undefined && own.some(({ event, verdict }) => verdict === "runs" && mayReach(needed, event, workspace) === "never");
  });
}
