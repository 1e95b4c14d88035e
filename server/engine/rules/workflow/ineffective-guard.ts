import type { Workflow } from "../../languages/workflow/model.ts";
import { deployJobs, publishJobs } from "../../pipeline/deploy.ts";
import { fixesOf } from "../../pipeline/edit.ts";
import { rewrite } from "../../pipeline/expression-edit.ts";
import { imagePushes } from "../../pipeline/images.ts";
import { type TrustedRefGuard, trustedRefGuards } from "../../pipeline/ineffective-guard.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const about: Readonly<Record<TrustedRefGuard["event"], string>> = {
  pull_request_target: "Compare `github.event.pull_request.head.repo.full_name`, or deploy after the merge.",
  workflow_run: "Compare `github.event.workflow_run.head_branch` and `.event`.",
  issue_comment: "Ask who has written the comment, by `github.event.comment.author_association`.",
};

export default defineRule({
  id: "workflow/ineffective-guard",
  language: "workflow",
  category: "security",
  severity: "error",
  preset: "recommended",
  summary: "A condition on the branch holds in every run of its event, and guards nothing.",
  why: `
Under \`workflow_run\`, \`pull_request_target\` and \`issue_comment\`, \`github.ref\` is the default branch, whatever has started the run. A deployment that asks for it is open to every branch and fork.

Of \`workflow_run\`, the run before is in \`github.event.workflow_run\`: its \`head_branch\`, \`event\` and \`conclusion\`. Silent where the condition asks for these, where the trigger names branches, and for jobs that neither deploy nor publish.`,
  examples: [
    {
      title: "The ref of a run that follows another one",
      bad: "on:\n  workflow_run:\n    workflows: [CI]\n    types: [completed]\njobs:\n  deploy:\n    if: github.event.workflow_run.conclusion == 'success' && github.ref == 'refs/heads/main'\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
      good: "on:\n  workflow_run:\n    workflows: [CI]\n    types: [completed]\njobs:\n  deploy:\n    if: github.event.workflow_run.conclusion == 'success' && github.event.workflow_run.head_branch == 'main'\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
    },
  ],
  links: [
    "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run",
    "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request_target",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  uncovers: ["workflow/unchecked-workflow-run", "workflow/deploy-on-pull-request"],
  judges: "connected",
  check(file, { report, workspace }) {
    const seen = new Set<number>();
    for (const deployment of risky(file, workspace)) {
      for (const guard of trustedRefGuards(deployment, workspace)) {
        const { comparison, event } = guard;
        if (seen.has(comparison.span.start)) continue;
        seen.add(comparison.span.start);
        report({
          span: comparison.span,
          message: `Under \`${event}\`, \`${comparison.path}\` is the default branch in every run, so this lets all of them through. ${about[event]}`,
          fixes: fixesOf("Compare the branch of the run before", "unsafe", file, headBranch(file, guard)),
        });
      }
    }
  },
});

/** What a stranger should not be able to start. */
function risky(file: Workflow, workspace: Workspace) {
  const pushes = imagePushes(file).flatMap((push) => (push.pushes === false ? [] : [{ job: push.job, steps: [{ step: push.step }] }]));
  return [...deployJobs(file, workspace), ...publishJobs(file, workspace), ...pushes];
}

function headBranch(file: Workflow, { condition, comparison, event }: TrustedRefGuard) {
  if (event !== "workflow_run" || file.triggers.some((trigger) => trigger.event !== "workflow_run")) return undefined;
  const place = condition.text.whole ?? condition.text.expressions[0];
  if (!place || !condition.expression) return undefined;
  const { source } = condition.expression;
  const start = source.segments.length === 1 ? comparison.span.start - source.toSource(0) : -1;
  if (start < 0) return undefined;
  const name = String(comparison.literal).replace(/^refs\/heads\//, "");
  const part = { start, end: start + comparison.span.end - comparison.span.start };
  return rewrite(file, place, part, `github.event.workflow_run.head_branch == '${name.replaceAll("'", "''")}'`);
}
