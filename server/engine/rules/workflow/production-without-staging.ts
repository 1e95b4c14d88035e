import type { Workflow } from "../../languages/workflow/model.ts";
import { repositoryOf, workflowsOf } from "../../pipeline/callee.ts";
import { deployJobs, isStaticSite, tierOf } from "../../pipeline/deploy.ts";
import { verdictOf } from "../../pipeline/gates.ts";
import { defineRule } from "../../rule.ts";
import type { Fact, Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/production-without-staging",
  language: "workflow",
  category: "reliability",
  severity: "info",
  preset: "recommended",
  summary: "A push is deployed to production although the repository has a staging that it could pass first.",
  why: `
The repository holds settings for a staging: an overlay, a values file, a compose file or an environment of another workflow. A push that goes to production straight away passes it by. Deploy to staging first, test what runs there, and let production wait for that.

Silent where another workflow deploys to staging from other branches or by hand, for static sites, and where nothing shows that there is a staging.`,
  examples: [
    {
      title: "An overlay for staging that no job deploys",
      path: ".github/workflows/deploy.yml",
      bad: "on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: kubectl apply -k k8s/overlays/production\n",
      good: "on:\n  push:\n    branches: [main]\njobs:\n  staging:\n    runs-on: ubuntu-latest\n    environment: staging\n    steps:\n      - run: kubectl apply -k k8s/overlays/staging\n  deploy:\n    needs: staging\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: kubectl apply -k k8s/overlays/production\n",
      files: { "k8s/overlays/staging/kustomization.yaml": "resources:\n  - ../../base\n" },
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments"],
  since: "0.2.0",
  patterns: ["C6"],
  check(file, { report, workspace }) {
    const deployments = deployJobs(file, workspace);
    const straight = deployments.find(
      (one) =>
        one.tier === "production" && one.job.environment && !isStaticSite(one) && verdictOf(one, "push-default", workspace) === "runs",
    );
    if (!straight || deployments.some(({ tier, job }) => tier === "staging" || (tier === undefined && job.environment))) return;
    const { job } = straight;
    const shown = stagingElsewhere(file, workspace) ?? workspace.derive(stagingFile);
    if (shown === undefined || shown === "") return;
    report({
      span: job.environment?.name?.span ?? job.idSpan,
      message: `Every push goes straight to production, though \`${shown}\` shows that there is a staging. Deploy there first, and let \`${job.id}\` wait for it.`,
    });
  },
});

/** The other workflow that deploys to staging on the same push; "" where one does so on other occasions, so that production has had its test. */
function stagingElsewhere(file: Workflow, workspace: Workspace): string | undefined {
  const { path } = file.source;
  for (const other of workflowsOf(repositoryOf(path), workspace) ?? []) {
    if (other.source.path === path) continue;
    for (const deployment of deployJobs(other, workspace)) {
      if (deployment.tier !== "staging" && (deployment.tier !== undefined || !deployment.job.environment)) continue;
      return deployment.tier === "staging" && verdictOf(deployment, "push-default", workspace) === "runs" ? other.source.path : "";
    }
  }
  return undefined;
}

/** A file of settings for a staging. */
const stagingFile: Fact<string | undefined> = {
  name: "a file for staging",
  compute: (workspace) =>
    workspace
      .files()
      ?.find(
        (path) =>
          /(?:^|[/._-])(?:staging|stage|stg)(?=[/._-]|$)/i.test(path) &&
          /(?:^|\/)(?:k8s|kubernetes|overlays?|deploy(?:ment)?s?|helm|charts?|environments?|envs?|infra(?:structure)?|terraform)\/|(?:^|\/)(?:values|docker-compose|compose|kustomization|\.env)[.-]/i.test(
            path,
          ) &&
          /\.(?:ya?ml|tfvars|json|toml)$|(?:^|\/)\.env[.\w-]*$/.test(path) &&
          !/(?:^|\/)(?:tests?|examples?|fixtures|docs?|node_modules|vendor|\.github)\//.test(path) &&
          tierOf(path.replaceAll("/", " ")) === "staging",
      ),
};
