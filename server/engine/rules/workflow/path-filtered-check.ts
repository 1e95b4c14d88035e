import type { Workflow } from "../../languages/workflow/model.ts";
import { nameOfWorkflow, repositoryOf, workflowsOf } from "../../pipeline/callee.ts";
import { isTested } from "../../pipeline/gates.ts";
import { listOf } from "../../pipeline/report.ts";
import { stagesOf } from "../../pipeline/stages.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/path-filtered-check",
  language: "workflow",
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "Tests of pull requests are filtered by paths: as a required check they never report.",
  why: `
A workflow that \`paths\` keeps from starting reports nothing, and a branch rule that requires its jobs waits for ever. A job that its own \`if\` skips counts as passed: put the filter there, behind a job that looks at the changed files.

Whether a check is required stands in the settings of the repository, which cannot be seen. Silent where another workflow of the same name reports for the other paths.`,
  examples: [
    {
      title: "Tests that a change of the documentation does not start",
      bad: "on:\n  pull_request:\n    paths-ignore: ['**.md']\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n",
      good: "on:\n  pull_request:\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n",
    },
  ],
  links: [
    "https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/troubleshooting-required-status-checks",
  ],
  since: "0.2.0",
  patterns: [],
  check(file, { report, workspace }) {
    const trigger = file.trigger("pull_request") ?? file.trigger("pull_request_target");
    const filter = trigger?.filter("paths") ?? trigger?.filter("paths-ignore");
    if (!filter || file.trigger("merge_group")) return;
    const tests = file.jobs.filter((job) => isTested(stagesOf(job, workspace)));
    if (tests.length === 0 || hasTwin(file, workspace)) return;
    report({
      span: filter.keySpan,
      message: `Where \`${filter.key}\` keeps this workflow from starting, ${listOf(tests)} ${tests.length === 1 ? "reports" : "report"} nothing, and a rule that requires ${tests.length === 1 ? "it" : "them"} waits for ever. Skip by the \`if\` of the jobs instead.`,
    });
  },
});

/** Another workflow of the same name, for the paths that this one leaves out. */
function hasTwin(file: Workflow, workspace: Workspace): boolean {
  const name = nameOfWorkflow(file);
  const others = workflowsOf(repositoryOf(file.source.path), workspace) ?? [];
  return others.some(
    (one) => one.source.path !== file.source.path && nameOfWorkflow(one) === name && one.trigger("pull_request") !== undefined,
  );
}
