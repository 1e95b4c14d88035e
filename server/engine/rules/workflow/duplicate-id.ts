import type { Job, Step, StepsFile } from "../../languages/workflow/model.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/duplicate-id",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "Two steps of a job have the same id.",
  why: `
An id names one step of its job: \`steps.build.outputs.tag\` could mean either of two. GitHub refuses the file; upper and lower case do not count. Steps of different jobs may have the same id.`,
  examples: [
    {
      title: "A step that was copied",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - id: unit\n        run: make unit\n      - id: unit\n        run: make integration\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - id: unit\n        run: make unit\n      - id: integration\n        run: make integration\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsid"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["actionlint:id"],
  check(file: StepsFile, { report }) {
    const byJob = new Map<Job | undefined, Map<string, Step>>();
    for (const step of file.steps) {
      const { id } = step;
      if (id?.literal === undefined || id.text === "" || id.text.includes("{{") || id.node.alias) continue;
      const seen = byJob.get(step.job) ?? new Map<string, Step>();
      byJob.set(step.job, seen);
      const name = id.text.toLowerCase();
      const earlier = seen.get(name);
      if (!earlier) seen.set(name, step);
      else if (earlier.item !== step.item) {
        const line = file.source.lineOf(earlier.id?.span.start ?? earlier.span.start) + 1;
        report({
          span: id.span,
          message: `The step in line ${line} has the id \`${earlier.id?.text}\` already, and GitHub refuses the file. Give this one another.`,
        });
      }
    }
  },
});
