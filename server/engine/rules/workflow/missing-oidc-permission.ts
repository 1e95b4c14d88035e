import { addPermissions, fixesOf } from "../../pipeline/edit.ts";
import { missingScopes, scopesInWords } from "../../pipeline/image-jobs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/missing-oidc-permission",
  language: "workflow",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A job proves who it is by OpenID Connect, and may not ask for the token.",
  why: `
Signing in to a cloud without keys, trusted publishing and signing without keys all ask GitHub for a token that says which workflow runs. It gives one to jobs with \`id-token: write\` alone, and \`permissions\` takes away every scope that it does not list.

Silent where keys are given as well, where no permissions are declared, and in workflows that are only called.`,
  examples: [
    {
      title: "A role in AWS",
      bad: "on: push\npermissions:\n  contents: read\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v6\n        with:\n          role-to-assume: ${{ vars.DEPLOY_ROLE }}\n          aws-region: eu-central-1\n",
      good: "on: push\npermissions:\n  contents: read\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    permissions:\n      contents: read\n      id-token: write\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v6\n        with:\n          role-to-assume: ${{ vars.DEPLOY_ROLE }}\n          aws-region: eu-central-1\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/concepts/security/openid-connect"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const job of file.jobs) {
      const missing = missingScopes(job, workspace);
      if (missing?.kind !== "oidc") continue;
      const words = scopesInWords(missing.scopes);
      report({
        span: missing.span,
        message: `\`${job.id}\` ${missing.reason}, and its permissions lack ${words}: the step fails. Grant it to the job.`,
        fixes: fixesOf(`Grant ${words}`, "unsafe", file, addPermissions(job, missing.scopes, workspace)),
      });
    }
  },
});
