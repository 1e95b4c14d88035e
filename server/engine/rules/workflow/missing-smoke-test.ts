import { raw } from "../../languages/yaml/patch.ts";
import { deployJobs, isStaticSite } from "../../pipeline/deploy.ts";
import { type Edits, fixesOf, insertStepAfter, quoteScalar } from "../../pipeline/edit.ts";
import type { DeployJob } from "../../pipeline/model.ts";
import { isSmokeTested } from "../../pipeline/smoke.ts";
import { defineRule } from "../../rule.ts";

const probe = "curl --fail --silent --show-error --retry 5 --retry-all-errors";

export default defineRule({
  id: "workflow/missing-smoke-test",
  language: "workflow",
  category: "reliability",
  severity: "info",
  preset: "recommended",
  summary: "Nothing asks the system whether it works after a deployment.",
  why: `
A rollout that has ended shows that processes run, not that they answer. One request behind the deployment, in the same job or in one that needs it, tells at once, and a step with \`failure()\` can roll back.

Requests by \`curl\` and the like, end-to-end tests and anything that is named so count. Silent for static sites and infrastructure, for environments of development, for jobs whose name alone tells that they deploy, and where what comes after cannot be seen.`,
  examples: [
    {
      title: "An address that nobody asks",
      bad: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment:\n      name: production\n      url: https://www.example.com\n    steps:\n      - run: kubectl apply -f k8s\n",
      good: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment:\n      name: production\n      url: https://www.example.com\n    steps:\n      - run: kubectl apply -f k8s\n      - name: Smoke test\n        run: curl --fail --silent --show-error --retry 5 --retry-all-errors https://www.example.com\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idenvironment"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C6"],
  judges: "connected",
  check(file, { report, workspace }) {
    for (const deployment of deployJobs(file, workspace)) {
      const { job, steps, tier, evidence } = deployment;
      if (steps.length === 0 || tier === "development" || tier === "preview" || isStaticSite(deployment) || !isService(deployment))
        continue;
      // Another workflow may follow: the called one's caller, or what runs on the deployment's status.
      if (file.isReusableOnly || isSmokeTested(deployment, workspace) !== false) continue;
      report({
        span: steps.at(-1)?.span ?? evidence,
        message: `Nothing checks that what \`${job.id}\` has deployed works. Send it a request, such as \`curl --fail --retry 5\`, in a step or job behind it.`,
        fixes: fixesOf("Add a request to the environment's address", "unsafe", file, request(deployment)),
      });
    }
  },
});

/** Platforms on which something runs that answers. Kamal asks it by itself before it sends the traffic there. */
function isService({ steps }: DeployJob): boolean {
  return steps.some(
    ({ platform }) =>
      !/^(?:terraform|opentofu|pulumi|cdk|cdk-for-terraform|cloudformation|bicep|ansible|a-script|s3|lambda|sam|serverless-framework|argo-cd|flux|codedeploy|cloud-deploy|octopus-deploy|azure-resource-manager|expo|databricks|supabase|shopify|sst|kamal)$/.test(
        platform,
      ),
  );
}

function request({ job, steps }: DeployJob): Edits {
  const { url } = job.environment ?? {};
  const last = steps.at(-1)?.step;
  if (!url || !last || last.if || last.parent || job.systems?.has("windows")) return undefined;
  const text = url.text.trim();
  if (url.literal !== undefined) {
    if (!/^https?:\/\/[\w.:/~-]+$/.test(text)) return undefined;
    return insertStepAfter(last, raw(`name: Smoke test\nrun: ${quoteScalar(`${probe} ${text}`, job.workflow)}`));
  }
  if (!/^(?:https?:\/\/)?\$\{\{[^}]+\}\}[\w./-]*$/.test(text)) return undefined;
  return insertStepAfter(last, raw(`name: Smoke test\nrun: ${probe} "$URL"\nenv:\n  URL: ${text}`));
}
