import type { Job, Workflow } from "../../languages/workflow/model.ts";
import { deployJobOf, isStaticSite } from "../../pipeline/deploy.ts";
import { addNeeds, fixesOf } from "../../pipeline/edit.ts";
import { isTested, needsFor, runsWith, waitsFor, workBefore } from "../../pipeline/gates.ts";
import { imagePushesOf } from "../../pipeline/images.ts";
import { listOf } from "../../pipeline/report.ts";
import { stagesOf, testsBefore } from "../../pipeline/stages.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/stage-out-of-order",
  language: "workflow",
  category: "reliability",
  severity: "info",
  preset: "recommended",
  summary: "An image is pushed, or a deployment starts, without waiting for a test or build of the same workflow.",
  why: `
A pipeline goes from the cheap checks to the costly steps: lint, type check, unit and integration tests, the image, staging, its smoke test, production. What is pushed or deployed should wait for every check that the same event runs.

Tests that run side by side are good. Silent where a job waits for no tests at all, which other rules report, for jobs that run only sometimes, and for tests of the image itself.`,
  examples: [
    {
      title: "A deployment that leaves the integration tests out",
      bad: "on:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  integration:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm run test:integration\n  deploy:\n    needs: test\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
      good: "on:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  integration:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm run test:integration\n  deploy:\n    needs: [test, integration]\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C1", "C6"],
  uncovers: ["workflow/ignored-test-failure", "workflow/silently-skipped-deploy"],
  check(file, { report, workspace }) {
    const found = new Map<Job, readonly Job[]>();
    for (const job of file.jobs) {
      const missing = missingBefore(job, file, workspace);
      if (missing.length > 0) found.set(job, missing);
    }
    for (const [job, all] of found) {
      // What a job before is told to wait for comes before this one as well.
      const missing = all.filter((one) => !job.closure.some((needed) => found.get(needed)?.includes(one)));
      const ids = needsFor(job, missing);
      if (ids.length === 0) continue;
      report({
        span: job.idSpan,
        message: `\`${job.id}\` does not wait for ${listOf(missing)}, so it goes on when ${missing.length === 1 ? "that has" : "these have"} failed. Add ${ids.map((id) => `\`${id}\``).join(" and ")} to its \`needs\`.`,
        fixes: fixesOf(`Wait for ${ids.map((id) => `\`${id}\``).join(" and ")}`, "unsafe", file, addNeeds(job, ids)),
      });
    }
  },
});

/** The checks and builds of the same runs that a job which pushes images or deploys does not wait for. */
function missingBefore(job: Job, file: Workflow, workspace: Workspace): readonly Job[] {
  if (!job.needsEntry) return [];
  const deployment = deployJobOf(job, workspace);
  if (deployment ? isStaticSite(deployment) : !imagePushesOf(job).some(({ pushes }) => pushes !== false)) return [];
  if (testsBefore(job, workspace) !== true) return [];
  return workBefore(file, workspace).filter((one) => {
    if (waitsFor(one, job) || job.closure.includes(one) || !runsWith(one, job, workspace)) return false;
    const stages = stagesOf(one, workspace);
    // A build belongs in front of a deployment; tests that need an image or a running system come when they come.
    if (!isTested(stages)) return deployment !== undefined && stages.has("image");
    return !one.closure.some((needed) => deployJobOf(needed, workspace)) && one.continueOnError === undefined;
  });
}
