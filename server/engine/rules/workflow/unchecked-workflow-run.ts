import type { Job, Step } from "../../languages/workflow/model.ts";
import { workflowNamed } from "../../pipeline/callee.ts";
import { deployJobs, publishJobs } from "../../pipeline/deploy.ts";
import { addCondition, fixesOf } from "../../pipeline/edit.ts";
import { trustedRefGuards } from "../../pipeline/ineffective-guard.ts";
import { guardsFailedRun, mayReach, reachOfStep } from "../../pipeline/simulate.ts";
import { defineRule } from "../../rule.ts";

const conclusion = "github.event.workflow_run.conclusion == 'success'";
const origin = "github.event.workflow_run.event == 'push'";

export default defineRule({
  id: "workflow/unchecked-workflow-run",
  language: "workflow",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A deployment follows another workflow without asking whether that went well.",
  why: `
\`workflow_run\` starts when the other workflow has ended, however it has ended: after tests that failed or were cancelled, too. Ask for its \`conclusion\` in the \`if\` of the job.

Where the other workflow runs for pull requests as well, those of forks start this one with the repository's secrets: ask for the \`event\` of the run before, too. Jobs that neither deploy nor publish are left out.`,
  examples: [
    {
      title: "A deployment after every run of the tests",
      bad: "on:\n  workflow_run:\n    workflows: [CI]\n    types: [completed]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
      good: "on:\n  workflow_run:\n    workflows: [CI]\n    types: [completed]\njobs:\n  deploy:\n    if: github.event.workflow_run.conclusion == 'success'\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C1", "C4"],
  judges: "connected",
  check(file, { report, workspace }) {
    const trigger = file.trigger("workflow_run");
    // Before the end there is no conclusion.
    if (!trigger || trigger.types?.some(({ literal }) => literal !== "completed")) return;
    const isAlone = file.triggers.length === 1;
    const others = file.triggers.map(({ event }) => event).filter((event) => event !== "workflow_run");
    const parents = trigger.workflows.map(({ literal }) =>
      literal === undefined ? undefined : workflowNamed(literal, workspace, file.source.path),
    );
    const isKnownOpen = parents.some((parent) => parent?.trigger("pull_request") ?? parent?.trigger("pull_request_target"));
    const jobs = new Map<Job, readonly { readonly step: Step }[]>();
    for (const { job, steps } of [...publishJobs(file, workspace), ...deployJobs(file, workspace)]) jobs.set(job, steps);
    for (const [job, steps] of jobs) {
      if (trustedRefGuards({ job, steps }, workspace).length > 0) continue;
      if ([...jobs.keys()].some((other) => job.closure.includes(other))) continue;
      const isReached = (event: "workflow-run-push" | "workflow-run-fork"): boolean =>
        mayReach(job, event, workspace) !== "never" &&
        (steps.length === 0 ||
          steps.some(({ step }) => reachOfStep(step, workspace).some((one) => one.event === event && one.verdict !== "never")));
      const stepGuards = steps.length > 0 && steps.every(({ step }) => guardsFailedRun(step));
      const isChecked = stepGuards || [job, ...job.closure].some((one) => guardsFailedRun(one) || asksForConclusion(one));
      const isFork = isKnownOpen && isReached("workflow-run-fork");
      if (isChecked ? !isFork : !isReached("workflow-run-push") && !isFork) continue;
      const conjuncts = [...(isChecked ? [] : [conclusion]), ...(isFork ? [origin] : [])].join(" && ");
      const condition = isAlone
        ? conjuncts
        : `${others.length === 1 ? `github.event_name == '${others[0]}'` : "github.event_name != 'workflow_run'"} || ${
            conjuncts.includes("&&") ? `(${conjuncts})` : conjuncts
          }`;
      report({
        span: job.idSpan,
        message: isChecked
          ? `The workflow before runs for pull requests too, so one from a fork starts \`${job.id}\` with the repository's secrets. Ask for \`${origin}\` in its \`if\`.`
          : `\`${job.id}\` runs however the workflow before has ended, so it is also started by tests that failed. Ask for \`${conclusion}\` in its \`if\`.`,
        fixes: fixesOf(
          isChecked ? "Run only after pushes" : "Run only after successful runs",
          "unsafe",
          file,
          addCondition(job, condition),
        ),
        ...(isChecked && { severity: "warning" as const }),
      });
    }
  },
});

/** The conclusion is in an expression that cannot be told, or a step of a job before reads it. */
function asksForConclusion(job: Job): boolean {
  // Who asks for a failure wants that one.
  if (/workflow_run\.conclusion/.test(job.if?.text.text ?? "")) return true;
  return job.steps.some(
    ({ if: condition, run, env }) =>
      (/conclusion/.test(run?.text ?? "") && /exit 1|GITHUB_OUTPUT/.test(run?.text ?? "")) ||
      (/workflow_run\.conclusion/.test(condition?.text.text ?? "") && /exit 1/.test(run?.text ?? "")) ||
      (env.some(({ value }) => /workflow_run\.conclusion/.test(value?.text ?? "")) && run !== undefined),
  );
}
