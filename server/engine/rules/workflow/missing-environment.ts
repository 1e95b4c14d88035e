import { deployJobs, isStaticSite } from "../../pipeline/deploy.ts";
import { fixesOf, insertJobKey } from "../../pipeline/edit.ts";
import { environmentNameOf } from "../../pipeline/environment-name.ts";
import { isDocumentation } from "../../pipeline/gates.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/missing-environment",
  language: "workflow",
  category: "operability",
  severity: "warning",
  preset: "recommended",
  summary: "A deployment names no environment.",
  why: `
An \`environment\` gives a deployment secrets and variables of its own, which no other job can read, and a history of what was deployed when. Its settings can limit the branches that deploy and, where the plan has them, ask somebody to approve.

A name that an expression gives counts, and whether the environment exists is not asked: it is made at the first run. Advice alone for static sites, and for jobs whose name alone tells that they deploy; documentation is left out.`,
  examples: [
    {
      title: "A job that deploys to production",
      bad: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
      good: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: kubectl apply -f k8s\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  uncovers: [
    "workflow/missing-rollback",
    "workflow/production-without-staging",
    "workflow/production-before-staging",
    "workflow/inconsistent-environment-name",
    "workflow/dangerous-trigger",
  ],
  check(file, { report, workspace }) {
    for (const deployment of deployJobs(file, workspace)) {
      const { job, strength } = deployment;
      // A call holds no environment: the called workflow's jobs do.
      if (job.uses || job.environment || job.map?.entry("environment") || isDocumentation(deployment)) continue;
      const name = environmentNameOf(deployment, workspace);
      const isAdvice = isStaticSite(deployment) || strength === "medium";
      report({
        span: job.idSpan,
        message: `\`${job.id}\` deploys without an \`environment\`, so it has no secrets, no rules and no history of its own. Add \`environment: ${name}\`.`,
        fixes: fixesOf(`Deploy to the environment \`${name}\``, "unsafe", file, insertJobKey(job, "environment", name)),
        ...(isAdvice && { severity: "info" as const }),
      });
    }
  },
});
