import { addPermissions, fixesOf } from "../../pipeline/edit.ts";
import { missingScopes, scopesInWords } from "../../pipeline/image-jobs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/missing-attestation-permission",
  language: "workflow",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A job signs a statement and its token may not.",
  why: `
\`actions/attest\` and its relatives prove who they are with an OpenID Connect token (\`id-token: write\`) and store what they sign (\`attestations: write\`); with \`push-to-registry\` they push to GitHub's registry as well (\`packages: write\`). \`permissions\` takes away every scope that it does not list.

Silent where no permissions are declared, and in workflows that are only called.`,
  examples: [
    {
      title: "Provenance",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    permissions:\n      contents: read\n    steps:\n      - uses: actions/attest-build-provenance@v4\n        with:\n          subject-path: dist/app\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    permissions:\n      contents: read\n      attestations: write\n      id-token: write\n    steps:\n      - uses: actions/attest-build-provenance@v4\n        with:\n          subject-path: dist/app\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/secure-your-work/use-artifact-attestations/use-artifact-attestations"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const job of file.jobs) {
      const missing = missingScopes(job, workspace);
      if (missing?.kind !== "attestation") continue;
      const words = scopesInWords(missing.scopes);
      report({
        span: missing.span,
        message: `\`${job.id}\` ${missing.reason}, and its permissions lack ${words}: the step fails. Grant that to the job.`,
        fixes: fixesOf(`Grant ${words}`, "unsafe", file, addPermissions(job, missing.scopes, workspace)),
      });
    }
  },
});
