import type { NamedValue } from "../../languages/workflow/model.ts";
import { raw } from "../../languages/yaml/patch.ts";
import { fixesOf, setValue } from "../../pipeline/edit.ts";
import { isPlainText } from "../../pipeline/report.ts";
import { calledWorkflow } from "../../pipeline/reusable.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/wrong-reusable-input-type",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A job gives the workflow that it calls a value of another type than the input declares.",
  why: `
An input of \`workflow_call\` is a string, a number or a boolean. GitHub refuses a caller that gives a text where a number or a boolean is declared; quotes make a text of both. What an expression gives is not judged.`,
  examples: [
    {
      title: "A boolean in quotes",
      files: {
        ".github/workflows/deploy.yml":
          "on:\n  workflow_call:\n    inputs:\n      dry-run:\n        type: boolean\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      },
      bad: 'on: push\njobs:\n  deploy:\n    uses: ./.github/workflows/deploy.yml\n    with:\n      dry-run: "true"\n',
      good: "on: push\njobs:\n  deploy:\n    uses: ./.github/workflows/deploy.yml\n    with:\n      dry-run: true\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_callinputsinput_idtype"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:workflow-call"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const job of file.jobs) {
      const called = job.with.length > 0 ? calledWorkflow(job, workspace) : undefined;
      if (!called) continue;
      const inputs = new Map(called.trigger.inputs.map((input) => [input.name.toLowerCase(), input]));
      for (const given of job.with) {
        const type = inputs.get(given.name.toLowerCase())?.type;
        if ((type !== "boolean" && type !== "number") || !isPlainText(given.value) || isOfType(given, type)) continue;
        const { value } = given;
        const meant = meantBy(value.text.trim(), type);
        report({
          span: value.span,
          message: `\`${given.name}\` is declared as a ${type}, and GitHub refuses a text. ${meant === undefined ? `Give it a ${type}.` : `Write \`${meant}\`.`}`,
          fixes:
            meant === undefined || value.node.alias
              ? []
              : fixesOf(`Write \`${meant}\``, "unsafe", file, setValue(file, given.entry, raw(meant))),
        });
      }
    }
  },
});

function isOfType({ value }: NamedValue, type: "boolean" | "number"): boolean {
  // An empty value is taken as not given.
  return value === undefined || value.node.value === null || typeof value.node.value === type;
}

function meantBy(text: string, type: "boolean" | "number"): string | undefined {
  if (type === "number") return /^-?\d+(?:\.\d+)?$/.test(text) ? text : undefined;
  if (/^(?:true|yes|on)$/i.test(text)) return "true";
  return /^(?:false|no|off)$/i.test(text) ? "false" : undefined;
}
