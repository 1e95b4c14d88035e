import type { Trigger, Workflow } from "../../languages/workflow/model.ts";
import { flow, raw } from "../../languages/yaml/patch.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { type Edits, fixesOf, insertKey, setValue } from "../../pipeline/edit.ts";
import {
  branchGuard,
  defaultBranchName,
  guard,
  isOpenToAnyBranch,
  isReachedFromPullRequest,
  isTested,
  waitsFor,
} from "../../pipeline/gates.ts";
import { stagesOf } from "../../pipeline/stages.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/deploy-from-any-branch",
  language: "workflow",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A push to any branch deploys.",
  why: `
\`push\` without \`branches\` starts for every branch, so everybody who may push a branch deploys code that nobody has reviewed. Name the default branch in the trigger, or in the job's \`if\` where the tests should run on all branches.

With an \`environment\` it is advice alone: its settings may name the branches that can deploy. Silent where the branch decides where the deployment goes.`,
  examples: [
    {
      title: "A push without branches",
      bad: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
      good: "on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
    },
  ],
  links: [
    "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#push",
    "https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  uncovers: ["workflow/uncached-image-build"],
  check(file, { report, workspace }) {
    const push = file.trigger("push");
    const open = deployJobs(file, workspace).filter(
      (deployment) => isOpenToAnyBranch(deployment, workspace) && !isReachedFromPullRequest(deployment, workspace),
    );
    const [first] = open;
    if (!push || !first) return;
    const branch = defaultBranchName(file, workspace);
    const filter = fixesOf(`Start for pushes to \`${branch}\` alone`, "unsafe", file, withBranch(file, push, branch));
    const condition = branchGuard(first, workspace);
    const guards = open.length === 1 && condition !== undefined ? guard(first, condition, workspace) : undefined;
    const guarded = fixesOf(`Deploy from \`${branch}\` alone`, "unsafe", file, guards);
    // Where other jobs test what is pushed to the branches, they should go on.
    const testsBranches =
      !file.trigger("pull_request") &&
      file.jobs.some((job) => job !== first.job && isTested(stagesOf(job, workspace)) && !waitsFor(job, first.job));
    report({
      span: push.span,
      message: `A push to any branch runs \`${first.job.id}\`, so what nobody has reviewed is deployed. Name the branch that may be, in \`branches\` or in the job's \`if\`.`,
      fixes: testsBranches ? [...guarded, ...filter] : [...filter, ...guarded],
      ...(open.every(({ job }) => job.environment) && { severity: "info" as const }),
    });
  },
});

function withBranch(file: Workflow, push: Trigger, branch: string): Edits {
  if (!/^[\w./-]+$/.test(branch)) return undefined;
  const branches = flow(branch);
  const present = push.filter("branches");
  if (present) return setValue(file, present.entry, branches);
  const on = file.onEntry;
  if (!on) return undefined;
  if (push.entry) {
    if (push.config) return insertKey(file, push.config, "branches", branches, ["branches", "tags", "paths", "paths-ignore"]);
    return push.entry.value?.kind === "sequence" ? undefined : setValue(file, push.entry, { branches });
  }
  // What a comment in the list is about could not be told any more.
  if (file.comments.some(({ span }) => span.start >= on.span.start && span.end <= on.span.end)) return undefined;
  const lines = file.triggers.map(({ event }) => (event === "push" ? `push:\n  branches: [${branch}]` : `${event}:`));
  return setValue(file, on, raw(lines.join("\n")));
}
