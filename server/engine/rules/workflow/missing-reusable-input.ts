import type { Job } from "../../languages/workflow/model.ts";
import { placeholder } from "../../languages/yaml/patch.ts";
import { allOf, type Edits, fixesOf, insertJobKey, insertKey } from "../../pipeline/edit.ts";
import { namesOf } from "../../pipeline/report.ts";
import { calledWorkflow } from "../../pipeline/reusable.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/missing-reusable-input",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A job does not give the workflow that it calls what that requires.",
  why: `
An input or secret with \`required: true\` below \`workflow_call\` must be given by every caller, or GitHub refuses the calling file. \`secrets: inherit\` gives all secrets. Workflows of other repositories are not judged.`,
  examples: [
    {
      title: "A secret that the called workflow requires",
      files: {
        ".github/workflows/deploy.yml":
          "on:\n  workflow_call:\n    secrets:\n      TOKEN:\n        required: true\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      },
      bad: "on: push\njobs:\n  deploy:\n    uses: ./.github/workflows/deploy.yml\n",
      good: "on: push\njobs:\n  deploy:\n    uses: ./.github/workflows/deploy.yml\n    secrets:\n      TOKEN: ${{ secrets.TOKEN }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_callinputs"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:workflow-call"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const job of file.jobs) {
      const called = calledWorkflow(job, workspace);
      if (!job.uses || !called) continue;
      const { inputs, secrets } = called.trigger;
      const given = new Set(job.with.map(({ name }) => name.toLowerCase()));
      const isReadable = !job.withEntry?.value || job.withEntry.value.kind === "map";
      const names = isReadable
        ? inputs.filter((one) => one.required && one.default === undefined && !given.has(one.name.toLowerCase())).map(({ name }) => name)
        : [];
      const known = job.secrets;
      const passed = new Set(known === "inherit" ? [] : (known ?? []).map(({ name }) => name.toLowerCase()));
      const areSecretsReadable = known !== "inherit" && (!job.secretsEntry?.value || job.secretsEntry.value.kind === "map");
      const hidden = areSecretsReadable
        ? secrets.filter((one) => one.required && !passed.has(one.name.toLowerCase())).map(({ name }) => name)
        : [];
      if (names.length + hidden.length === 0) continue;
      const parts = [
        names.length > 0 ? `the input${names.length > 1 ? "s" : ""} ${namesOf(names)}` : "",
        hidden.length > 0 ? `the secret${hidden.length > 1 ? "s" : ""} ${namesOf(hidden)}` : "",
      ].filter(Boolean);
      report({
        span: job.uses.span,
        message: `The called workflow requires ${parts.join(" and ")}, and GitHub refuses this file without. Pass ${names.length + hidden.length > 1 ? "them" : "it"} on.`,
        fixes: fixesOf(`Pass ${namesOf([...names, ...hidden])}`, "unsafe", file, passOn(job, names, hidden)),
      });
    }
  },
});

function passOn(job: Job, inputs: readonly string[], secrets: readonly string[]): Edits {
  const parts: Edits[] = [];
  if (inputs.length > 0) parts.push(below(job, "with", Object.fromEntries(inputs.map((name) => [name, placeholder(`<${name}>`)]))));
  if (secrets.length > 0) parts.push(below(job, "secrets", Object.fromEntries(secrets.map((name) => [name, `\${{ secrets.${name} }}`]))));
  return allOf(...parts);
}

function below(job: Job, key: string, values: Readonly<Record<string, string | ReturnType<typeof placeholder>>>): Edits {
  const entry = job.map?.entry(key);
  if (!entry) return insertJobKey(job, key, values);
  const map = entry.value;
  if (map?.kind !== "map" || map.alias) return undefined;
  return allOf(...Object.entries(values).map(([name, value]) => insertKey(job.workflow, map, name, value)));
}
