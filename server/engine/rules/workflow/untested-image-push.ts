import type { Job } from "../../languages/workflow/model.ts";
import { deployJobOf } from "../../pipeline/deploy.ts";
import { addNeeds, fixesOf } from "../../pipeline/edit.ts";
import { isBuildTag, lastingPushes } from "../../pipeline/image-jobs.ts";
import { namesOf } from "../../pipeline/report.ts";
import { reachOf } from "../../pipeline/simulate.ts";
import { testJobs, testsBefore } from "../../pipeline/stages.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/untested-image-push",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A job pushes an image for use beside the tests instead of after them.",
  why: `
\`latest\`, a branch's name or a version is what others pull. A job that pushes it without waiting for the tests of the same workflow hands out images whose tests fail a minute later.

Silent where the image has only a tag of its own (a commit, a run) that is promoted later, where the tests are those of the pushed image, and where this workflow has no tests at all.`,
  examples: [
    {
      title: "Pushed while the tests run",
      bad: "on:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: npm test\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: ghcr.io/acme/web:latest\n",
      good: "on:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: npm test\n  image:\n    needs: test\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: ghcr.io/acme/web:latest\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C1", "C3"],
  uncovers: ["workflow/ignored-test-failure"],
  check(file, { report, workspace }) {
    for (const job of file.jobs) {
      const push = lastingPushes(job).find(({ tags }) => tags.some((tag) => tag.kind !== "unknown" && !isBuildTag(tag)));
      if (!push || deployJobOf(job, workspace) || testsBefore(job, workspace) !== false) continue;
      const tests = testsBeside(job, workspace);
      if (tests.length === 0 || !isForUse(job, workspace)) continue;
      const ids = tests.map(({ id }) => id);
      const names = namesOf(ids);
      report({
        span: push.span,
        message: `This pushes an image for others to pull without waiting for ${names}, so it is out before the tests have failed. Let \`${job.id}\` need ${ids.length === 1 ? "it" : "them"}.`,
        fixes: fixesOf(`Wait for ${names}`, "unsafe", file, addNeeds(job, ids)),
      });
    }
  },
});

/** The test jobs that run when this one does and are not behind it, without those that others of them need anyway. */
function testsBeside(job: Job, workspace: Workspace): readonly Job[] {
  const events = new Set(reachOf(job, workspace).flatMap(({ event, verdict }) => (verdict === "never" ? [] : [event])));
  const tests = testJobs(job.workflow, workspace).filter(
    (test) =>
      test !== job &&
      !test.closure.includes(job) &&
      lastingPushes(test).length === 0 &&
      // A test that is skipped where this one runs would take it along.
      reachOf(test, workspace).every(({ event, verdict }) => !events.has(event) || verdict === "runs"),
  );
  return tests.filter((test) => !tests.some((other) => other !== test && other.closure.includes(test)));
}

/** Whether it runs for something else than pull requests. */
function isForUse(job: Job, workspace: Workspace): boolean {
  return reachOf(job, workspace).some(({ event, verdict }) => verdict !== "never" && !/pull-request|merge-group/.test(event));
}
