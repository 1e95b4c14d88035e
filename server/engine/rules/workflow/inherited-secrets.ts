import type { Job, Workflow } from "../../languages/workflow/model.ts";
import { calleeOf } from "../../pipeline/callee.ts";
import { type Edits, fixesOf, removeKey, setValue } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/inherited-secrets",
  language: "workflow",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "A called workflow is given all secrets (`secrets: inherit`).",
  why: `
\`secrets: inherit\` hands over every secret that the caller can read, of the organization too, be it used or not, and what is used cannot be seen from here. Name those that the called workflow declares.

Secrets of an environment reach a called workflow's job by inheriting alone, so nothing is said where jobs of the called workflow have an environment.`,
  examples: [
    {
      title: "A workflow that needs one secret",
      bad: "on: push\npermissions: {}\njobs:\n  publish:\n    uses: ./.github/workflows/publish.yml\n    secrets: inherit\n",
      good: "on: push\npermissions: {}\njobs:\n  publish:\n    uses: ./.github/workflows/publish.yml\n    secrets:\n      API_KEY: ${{ secrets.API_KEY }}\n",
      files: {
        ".github/workflows/publish.yml":
          "on:\n  workflow_call:\n    secrets:\n      API_KEY:\n        required: true\npermissions: {}\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./publish.sh\n        env:\n          API_KEY: ${{ secrets.API_KEY }}\n",
      },
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#passing-inputs-and-secrets-to-a-reusable-workflow"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["zizmor:secrets-inherit", "ghalint:deny_inherit_secrets"],
  judges: "part",
  check(workflow, { workspace, report }) {
    for (const job of workflow.jobs) {
      const { secrets, secretsEntry, uses } = job;
      if (secrets !== "inherit" || !secretsEntry || !uses || secretsEntry.value?.alias) continue;
      const callee = calleeOf(uses, workflow, workspace);
      const called = callee?.language === "workflow" ? callee : undefined;
      if (called?.jobs.some(({ environment }) => environment)) continue;
      report({
        span: secretsEntry.value?.span ?? secretsEntry.keySpan,
        message:
          "`inherit` hands every secret of the repository and the organization over to the called workflow. Name those that it needs.",
        fixes: called ? fixesOf(titleOf(called), "unsafe", workflow, named(job, called)) : [],
      });
    }
  },
});

function titleOf(called: Workflow): string {
  return (called.trigger("workflow_call")?.secrets ?? []).length > 0 ? "Name the secrets that it declares" : "Remove `secrets: inherit`";
}

/** The secrets that the called workflow declares, in place of all; undefined where it reads others, or hands them on. */
function named(job: Job, called: Workflow): Edits {
  const { secretsEntry, workflow } = job;
  if (!secretsEntry || called.jobs.some(({ secrets }) => secrets === "inherit")) return undefined;
  const declared = called.trigger("workflow_call")?.secrets ?? [];
  const names = new Set(declared.map(({ name }) => name.toUpperCase()));
  for (const { expression } of called.expressions) {
    for (const { name, segments } of expression.accesses) {
      if (name !== "secrets") continue;
      const [segment] = segments;
      if (segment?.kind !== "name") return undefined;
      if (segment.name.toUpperCase() !== "GITHUB_TOKEN" && !names.has(segment.name.toUpperCase())) return undefined;
    }
  }
  if (declared.length === 0) return removeKey(workflow, secretsEntry);
  return setValue(workflow, secretsEntry, Object.fromEntries(declared.map(({ name }) => [name, `\${{ secrets.${name} }}`])));
}
