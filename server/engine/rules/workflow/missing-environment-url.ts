import { isProbe } from "../../knowledge/test-commands.ts";
import type { Job } from "../../languages/workflow/model.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { fixesOf, insertKey } from "../../pipeline/edit.ts";
import type { DeployJob } from "../../pipeline/model.ts";
import { programsOf } from "../../pipeline/programs.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

/** Platforms that serve what they are given on the web. */
const web =
  /^(?:pages|cloudflare(?:-pages|-workers)?|netlify|firebase(?:-hosting)?|vercel|cloud-run|app-engine|azure-app-service|azure-container-apps|azure-static-web-apps|heroku|fly-io|surge|render|railway|deno-deploy|app-runner|amplify|digitalocean-app-platform|fastapi-cloud)$/;

/** The output of an action that holds the address, by the documentation of each. */
const outputs: Readonly<Record<string, string>> = {
  "actions/deploy-pages": "page_url",
  "azure/static-web-apps-deploy": "static_web_app_url",
  "azure/webapps-deploy": "webapp-url",
  "cloudflare/pages-action": "url",
  "cloudflare/wrangler-action": "deployment-url",
  "google-github-actions/deploy-cloudrun": "url",
  "nwtgck/actions-netlify": "deploy-url",
};

export default defineRule({
  id: "workflow/missing-environment-url",
  language: "workflow",
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "The environment of a deployment to the web has no address.",
  why: `
GitHub shows \`environment.url\` beside the deployment and in the pull request, and a smoke test can read what the deployment goes to from the same place. Reported where \`environment\` is a mapping and the platform serves the web.`,
  examples: [
    {
      title: "Pages without an address",
      bad: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment:\n      name: github-pages\n    steps:\n      - id: deployment\n        uses: actions/deploy-pages@v4\n",
      good: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment:\n      name: github-pages\n      url: ${{ steps.deployment.outputs.page_url }}\n    steps:\n      - id: deployment\n        uses: actions/deploy-pages@v4\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idenvironment"],
  since: "0.2.0",
  fix: "safe",
  patterns: ["C4"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const deployment of deployJobs(file, workspace)) {
      const { environment } = deployment.job;
      const map = environment?.map;
      if (!environment || !map || map.alias || map.entry("url")) continue;
      if (!deployment.steps.some(({ platform }) => web.test(platform))) continue;
      const url = addressOf(deployment, workspace);
      report({
        span: environment.entry.keySpan,
        message: "This environment has no `url`, so nobody finds what was deployed from the run. Add it.",
        fixes: url === undefined ? [] : fixesOf("Add `url`", "safe", file, insertKey(file, map, "url", url, ["name", "url"])),
      });
    }
  },
});

/** The output of the action that deploys, else the address that the job asks afterwards. */
function addressOf({ job, steps }: DeployJob, workspace: Workspace): string | undefined {
  for (const { step } of steps) {
    const output = outputs[step.uses?.action ?? ""];
    const id = step.id?.literal;
    if (output !== undefined && id !== undefined) return `\${{ steps.${id}.outputs.${output} }}`;
  }
  return probedAddress(job, workspace);
}

function probedAddress(job: Job, workspace: Workspace): string | undefined {
  for (const step of job.steps) {
    for (const { name, args } of programsOf(step, workspace)) {
      if (!isProbe(name, args)) continue;
      const address = args.map((arg) => /^https:\/\/[\w.-]+(?::\d+)?/.exec(arg)?.[0]).find((one) => one !== undefined);
      if (address !== undefined) return address;
    }
  }
  return undefined;
}
