import { fixesOf, renameKey } from "../../pipeline/edit.ts";
import { didYouMean } from "../../pipeline/report.ts";
import { calledWorkflow, undeclared } from "../../pipeline/reusable.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unknown-reusable-secret",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A job passes the workflow that it calls a secret which that does not declare.",
  why: `
A workflow takes the secrets that stand below its \`workflow_call\`, or all of them by \`secrets: inherit\`. Another name below \`secrets\` makes GitHub refuse the calling file. Workflows of other repositories are not judged, and \`GITHUB_TOKEN\` is there without being passed.`,
  examples: [
    {
      title: "A slip in a name",
      files: {
        ".github/workflows/deploy.yml":
          "on:\n  workflow_call:\n    secrets:\n      DEPLOY_TOKEN:\n        required: false\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      },
      bad: "on: push\njobs:\n  deploy:\n    uses: ./.github/workflows/deploy.yml\n    secrets:\n      DEPLOY_TOKN: ${{ secrets.DEPLOY_TOKEN }}\n",
      good: "on: push\njobs:\n  deploy:\n    uses: ./.github/workflows/deploy.yml\n    secrets:\n      DEPLOY_TOKEN: ${{ secrets.DEPLOY_TOKEN }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#passing-inputs-and-secrets-to-a-reusable-workflow"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:workflow-call"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const job of file.jobs) {
      if (!job.secrets || job.secrets === "inherit" || job.secrets.length === 0) continue;
      const called = calledWorkflow(job, workspace);
      if (!called) continue;
      for (const { value, meant } of undeclared(job.secrets, called.trigger.secrets)) {
        const { name, keySpan, entry } = value;
        const advice =
          name.toUpperCase() === "GITHUB_TOKEN"
            ? " Take it out: the token is there without."
            : didYouMean(meant, " Take it out, or declare it there.");
        report({
          span: keySpan,
          message: `The called workflow declares no secret \`${name}\`, and GitHub refuses this file.${advice}`,
          fixes: meant === undefined ? [] : fixesOf(`Write \`${meant}\``, "unsafe", file, renameKey(file, entry, meant)),
        });
      }
    }
  },
});
