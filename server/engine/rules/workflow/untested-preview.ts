import { deployJobOf, deploysPreview } from "../../pipeline/deploy.ts";
import { addNeeds, fixesOf } from "../../pipeline/edit.ts";
import { isTested, needsFor, runsWith, waitsFor, workBefore } from "../../pipeline/gates.ts";
import { listOf } from "../../pipeline/report.ts";
import { stagesOf } from "../../pipeline/stages.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/untested-preview",
  language: "workflow",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "A preview of a pull request is deployed without waiting for the tests of the same workflow.",
  why: `
The stages of a pull request go from the cheap to the costly: lint, type check, unit and integration tests, then the preview. One that is deployed beside them is looked at and judged though the tests may have failed, and takes
resources for every push that would not have got so far.

Who wants the preview at once, whatever the tests say, switches this off. Silent for tests that run against the preview itself.`,
  examples: [
    {
      title: "A preview beside the tests",
      bad: "on: pull_request\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  preview:\n    runs-on: ubuntu-latest\n    environment: preview\n    steps:\n      - run: npx netlify deploy --dir dist\n",
      good: "on: pull_request\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  preview:\n    needs: test\n    runs-on: ubuntu-latest\n    environment: preview\n    steps:\n      - run: npx netlify deploy --dir dist\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C5"],
  check(file, { report, workspace }) {
    for (const job of file.jobs) {
      if (deployJobOf(job, workspace) || !deploysPreview(job, workspace)) continue;
      const missing = workBefore(file, workspace).filter(
        (one) =>
          isTested(stagesOf(one, workspace)) &&
          !waitsFor(one, job) &&
          !job.closure.includes(one) &&
          !deploysPreview(one, workspace) &&
          one.continueOnError === undefined &&
          runsWith(one, job, workspace),
      );
      const ids = needsFor(job, missing);
      if (ids.length === 0) continue;
      const names = ids.map((id) => `\`${id}\``).join(" and ");
      report({
        span: job.idSpan,
        message: `The preview does not wait for ${listOf(missing)}, so reviewers look at what may not even pass. Add ${names} to its \`needs\`.`,
        fixes: fixesOf(`Wait for ${names}`, "unsafe", file, addNeeds(job, ids)),
      });
    }
  },
});
