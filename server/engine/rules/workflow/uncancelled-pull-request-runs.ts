import type { Job } from "../../languages/workflow/model.ts";
import { calleeOf } from "../../pipeline/callee.ts";
import { deployJobOf } from "../../pipeline/deploy.ts";
import { fixesOf, insertWorkflowKey } from "../../pipeline/edit.ts";
import { mayReach } from "../../pipeline/simulate.ts";
import { stagesOf } from "../../pipeline/stages.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/uncancelled-pull-request-runs",
  language: "workflow",
  category: "performance",
  severity: "hint",
  preset: "strict",
  summary: "Runs of a pull request go on when a newer commit has made them useless.",
  why: `
Every push to a pull request starts a run, and those of the commits before go on to their end: runners are busy with what nobody will look at any more. A \`concurrency\` group of the workflow and the branch, with \`cancel-in-progress\` for pull requests, stops them; runs on branches, which may deploy, are let alone. Only jobs that pull requests start are looked at.`,
  examples: [
    {
      title: "Stop what is out of date",
      bad: "on: pull_request\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n",
      good: "on: pull_request\nconcurrency:\n  group: ${{ github.workflow }}-${{ github.ref }}\n  cancel-in-progress: true\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C2"],
  alsoKnownAs: ["zizmor:concurrency-limits"],
  uncovers: ["workflow/cancelled-deploy"],
  check(file, { workspace, report }) {
    const trigger = file.trigger("pull_request");
    if (!trigger || file.concurrency || file.jobs.length === 0) return;
    if (trigger.types && !trigger.types.some(({ literal }) => literal === undefined || literal === "synchronize")) return;
    // Jobs with groups of their own have been thought of, and called workflows may bring theirs.
    const jobs = file.jobs.filter(
      (job) => mayReach(job, "pull-request", workspace) !== "never" || mayReach(job, "fork-pull-request", workspace) !== "never",
    );
    // A deployment that pull requests start is the worse thing, and must not be cancelled either.
    if (jobs.some((job) => job.concurrency || deployJobOf(job, workspace))) return;
    if (jobs.every((job) => job.uses && mayCancel(job, workspace))) return;
    // Labels and merges take seconds: there is nothing to save.
    if (!jobs.some((job) => isWork(job, workspace))) return;
    const isAlone = file.triggers.length === 1;
    // `github.ref` is the base branch there, which all pull requests share.
    const hasTarget = file.trigger("pull_request_target") !== undefined;
    const group = `\${{ github.workflow }}-\${{ github.${hasTarget ? "event.pull_request.number || github.ref" : "ref"} }}`;
    const cancel = isAlone ? true : "${{ github.event_name == 'pull_request' }}";
    report({
      span: trigger.span,
      message:
        "A newer commit of a pull request leaves the runs of the older ones going. Add a `concurrency` group with `cancel-in-progress` for pull requests.",
      fixes: fixesOf(
        "Cancel outdated runs of pull requests",
        "unsafe",
        file,
        insertWorkflowKey(file, "concurrency", { group, "cancel-in-progress": cancel }),
      ),
    });
  },
});

/** Whether a job takes the code, tests or builds. */
function isWork(job: Job, workspace: Workspace): boolean {
  return job.uses !== undefined || job.steps.some(({ uses }) => uses?.action === "actions/checkout") || stagesOf(job, workspace).size > 0;
}

/** Whether a called workflow has a group of its own, or cannot be seen. */
function mayCancel(job: Job, workspace: Workspace): boolean {
  const callee = job.uses && calleeOf(job.uses, job.workflow, workspace);
  return callee?.language !== "workflow" || callee.concurrency !== undefined || callee.jobs.some(({ concurrency }) => concurrency);
}
