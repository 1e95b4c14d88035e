import { deployJobs } from "../../pipeline/deploy.ts";
import { fixesOf } from "../../pipeline/edit.ts";
import { branchGuard, guard, pullRequestEvents, verdictOf } from "../../pipeline/gates.ts";
import { trustedRefGuards } from "../../pipeline/ineffective-guard.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/deploy-on-pull-request",
  language: "workflow",
  category: "security",
  severity: "error",
  preset: "recommended",
  summary: "A pull request starts a deployment.",
  why: `
A pull request is code that nobody has accepted yet. Under \`pull_request\` whoever can push a branch deploys it, and a fork's run fails for want of secrets; under \`pull_request_target\` a stranger's pull request runs with the secrets, which is an error. Keep the job out of pull requests by its \`if\`.

Silent for previews (by the names of job and environment), for what runs on a closed or labelled pull request, and where event or branch decide where the deployment goes.`,
  examples: [
    {
      title: "A job that pull requests start as well",
      bad: "on:\n  push:\n    branches: [main]\n  pull_request:\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
      good: "on:\n  push:\n    branches: [main]\n  pull_request:\njobs:\n  deploy:\n    if: github.ref == 'refs/heads/main'\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  uncovers: [
    "workflow/ungated-deploy",
    "workflow/deploy-from-any-branch",
    "workflow/silently-skipped-deploy",
    "workflow/uncancelled-pull-request-runs",
    "workflow/uncached-image-build",
    "workflow/template-in-script",
  ],
  judges: "connected",
  check(file, { report, workspace }) {
    for (const deployment of deployJobs(file, workspace)) {
      const { job } = deployment;
      const events = pullRequestEvents(deployment, workspace);
      if (events.length === 0 || trustedRefGuards(deployment, workspace).length > 0) continue;
      const isTarget = events.includes("pull-request-target-fork");
      const event = isTarget ? "pull_request_target" : "pull_request";
      const both = isTarget && events.length > 1;
      const byEvent = both
        ? "github.event_name != 'pull_request' && github.event_name != 'pull_request_target'"
        : `github.event_name != '${event}'`;
      const byBranch =
        !isTarget && verdictOf(deployment, "push-default", workspace) !== "never" ? branchGuard(deployment, workspace) : undefined;
      report({
        span: job.idSpan,
        message: isTarget
          ? `A pull request from any fork runs \`${job.id}\` with the repository's secrets, by \`pull_request_target\`. Deploy only what has been merged.`
          : `A pull request runs \`${job.id}\`, so code is deployed that nobody has accepted. Deploy only what has been merged.`,
        fixes: [
          ...(byBranch === undefined
            ? []
            : fixesOf("Deploy from the default branch alone", "unsafe", file, guard(deployment, byBranch, workspace))),
          ...fixesOf("Leave pull requests out", "unsafe", file, guard(deployment, byEvent, workspace)),
        ],
        ...(!isTarget && { severity: "warning" as const }),
      });
    }
  },
});
