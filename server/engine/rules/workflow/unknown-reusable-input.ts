import { fixesOf, renameKey } from "../../pipeline/edit.ts";
import { didYouMean } from "../../pipeline/report.ts";
import { calledWorkflow, undeclared } from "../../pipeline/reusable.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unknown-reusable-input",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A job gives the workflow that it calls an input which that does not declare.",
  why: `
A workflow takes the inputs that stand below its \`workflow_call\` and no others: GitHub refuses the calling file. Workflows of other repositories are not judged.`,
  examples: [
    {
      title: "A slip in a name",
      files: {
        ".github/workflows/deploy.yml":
          "on:\n  workflow_call:\n    inputs:\n      environment:\n        type: string\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      },
      bad: "on: push\njobs:\n  deploy:\n    uses: ./.github/workflows/deploy.yml\n    with:\n      enviroment: staging\n",
      good: "on: push\njobs:\n  deploy:\n    uses: ./.github/workflows/deploy.yml\n    with:\n      environment: staging\n",
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
      const called = job.with.length > 0 ? calledWorkflow(job, workspace) : undefined;
      if (!called) continue;
      for (const { value, meant } of undeclared(job.with, called.trigger.inputs)) {
        const { name, keySpan, entry } = value;
        report({
          span: keySpan,
          message: `The called workflow declares no input \`${name}\`, and GitHub refuses this file.${didYouMean(meant, " Take it out, or declare it there.")}`,
          fixes: meant === undefined ? [] : fixesOf(`Write \`${meant}\``, "unsafe", file, renameKey(file, entry, meant)),
        });
      }
    }
  },
});
