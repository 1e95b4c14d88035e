import type { Text } from "../../languages/workflow/model.ts";
import { hasRefGuard } from "../../pipeline/condition.ts";
import { defaultBranches } from "../../pipeline/default-branch.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { fixesOf } from "../../pipeline/edit.ts";
import { literalOfPattern, matchesPattern } from "../../pipeline/filter-pattern.ts";
import {
  branchGuard,
  conditionsBefore,
  guard,
  isChosenByBranch,
  isOpenTo,
  isOpenToAnyBranch,
  isReachedFromPullRequest,
} from "../../pipeline/gates.ts";
import type { DeployJob } from "../../pipeline/model.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/ungated-deploy",
  language: "workflow",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "Branches of work in progress, or a merge queue, start a deployment.",
  why: `
A deployment should come from what has been merged. A pattern in \`branches\` that takes all topic branches, \`branches-ignore\`, or \`merge_group\` let code through that has not. Ask for the default branch in the job's \`if\`.

With an \`environment\` it is advice alone: its settings may name the branches that can deploy. Branches that are listed by name, patterns for releases and hotfixes, tags and runs by hand are not reported, nor is a deployment whose target the branch decides.`,
  examples: [
    {
      title: "Topic branches that deploy",
      bad: "on:\n  push:\n    branches: [main, feature/**]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
      good: "on:\n  push:\n    branches: [main, feature/**]\njobs:\n  deploy:\n    if: github.ref == 'refs/heads/main'\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  judges: "connected",
  check(file, { report, workspace }) {
    if (file.isReusableOnly) return;
    for (const deployment of deployJobs(file, workspace)) {
      const { job, tier } = deployment;
      if (tier === "preview" || tier === "development" || isChosenByBranch(deployment)) continue;
      if (conditionsBefore(deployment).some(hasRefGuard)) continue;
      if (isReachedFromPullRequest(deployment, workspace) || isOpenToAnyBranch(deployment, workspace)) continue;
      const from = sourceOf(deployment, workspace);
      if (from === undefined) continue;
      const condition = branchGuard(deployment, workspace);
      report({
        span: job.idSpan,
        message: `${from} runs \`${job.id}\`, so code is deployed that has not been merged. Ask for the default branch in its \`if\`.`,
        fixes:
          condition === undefined
            ? []
            : fixesOf("Deploy from the default branch alone", "unsafe", file, guard(deployment, condition, workspace)),
        ...(job.environment && { severity: "info" as const }),
      });
    }
  },
});

/** Branches from which one releases, or that stand for an environment. */
const releases =
  /^(?:rel(?:eases?)?|hot-?fix(?:es)?|stable|support|maint(?:enance)?|backports?|v?\d|v\*|v\[|prod(?:uction)?|stag(?:e|ing)|deploy|env(?:ironments?)?|main|master)/i;

/** What else than the default branch deploys, as the beginning of a sentence. */
function sourceOf(deployment: DeployJob, workspace: Workspace): string | undefined {
  const { workflow } = deployment.job;
  const push = workflow.trigger("push");
  if (push && isOpenTo(deployment, "push-branch", workspace)) {
    const pattern = push.filter("branches")?.patterns?.find((one) => isOfTopics(one, workspace));
    if (pattern) return `A push to any branch that \`${pattern.text}\` matches`;
    if (push.filter("branches-ignore")) return "A push to any branch that `branches-ignore` does not name";
  }
  return isOpenTo(deployment, "merge-group", workspace) ? "A pull request in the merge queue" : undefined;
}

function isOfTopics({ text, literal }: Text, workspace: Workspace): boolean {
  if (literal === undefined || literalOfPattern(text) !== undefined || text.startsWith("!")) return false;
  return !releases.test(text) && !defaultBranches(workspace).some((name) => matchesPattern(text, name));
}
