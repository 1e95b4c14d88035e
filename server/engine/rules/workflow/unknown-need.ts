import { jobMeantBy } from "../../languages/workflow/job.ts";
import { didYouMean, isPlainText, rewordFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unknown-need",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A job needs a job that is not there.",
  why: `
\`needs\` names jobs of the same workflow by their ids, not by their names. GitHub refuses a workflow in which a job needs one that is not there, and jobs of other workflows cannot be waited for: \`workflow_run\` starts a workflow when another has ended.`,
  examples: [
    {
      title: "A job that was renamed",
      bad: "on: push\njobs:\n  tests:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n  deploy:\n    needs: test\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      good: "on: push\njobs:\n  tests:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n  deploy:\n    needs: tests\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  alsoKnownAs: ["actionlint:job-needs"],
  check(file, { report }) {
    const seen = new Set<unknown>();
    for (const job of file.jobs) {
      for (const need of job.needs) {
        if (!isPlainText(need) || need.text === "" || file.job(need.text) || seen.has(need.node.span.start)) continue;
        seen.add(need.node.span.start);
        // Where nearly everything is wrong, looking for what each one means takes long and helps nobody.
        const meant = seen.size <= 20 ? jobMeantBy(need.text, job)?.id : undefined;
        report({
          span: need.span,
          message: `No job of this workflow has the id \`${need.text}\`, and GitHub refuses the file.${didYouMean(meant, " Add the job, or take it out of `needs`.")}`,
          fixes: rewordFix(file, need, meant, "unsafe"),
        });
      }
    }
  },
});
