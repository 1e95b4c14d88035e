import { findRunner, runnerState } from "../../knowledge/runners.ts";
import { rewordNodeFix } from "../../pipeline/report.ts";
import { runnerLabels } from "../../pipeline/runner-labels.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/retired-runner",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A job runs on a machine that GitHub has switched off.",
  why: `
GitHub takes the images of its runners out of service some years after they came. A job that still asks for one fails, or waits for a runner that never comes. An image that is only announced to go is told as information, with the day on which it ends.

The fix writes the oldest image that is still there and nearest to the old one; what is installed on it has changed with it.`,
  examples: [
    {
      title: "Ubuntu 20.04",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-20.04\n    steps:\n      - run: make test\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/runners/github-hosted-runners", "https://github.com/actions/runner-images"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:runner-label"],
  judges: "part",
  check(file, { report, today }) {
    const seen = new Set<unknown>();
    for (const job of file.jobs) {
      const labels = runnerLabels(job);
      // Beside `self-hosted` it is one's own label.
      if (labels.some(({ label }) => label.toLowerCase() === "self-hosted") || job.runsOn?.group) continue;
      for (const { label, node } of labels) {
        const runner = findRunner(label);
        const state = runner && runnerState(runner, today);
        if (!runner || !state || state === "current" || seen.has(node.span.start)) continue;
        seen.add(node.span.start);
        const advice = runner.replacement === undefined ? "Choose another" : `Write \`${runner.replacement}\``;
        const message =
          state === "retired"
            ? `GitHub has switched \`${label}\` off${runner.retired === undefined ? "" : ` (${runner.retired})`}, so this job cannot run. ${advice}.`
            : `\`${label}\` is deprecated${runner.retired === undefined ? "" : ` and ends on ${runner.retired}`}. ${advice} before then.`;
        report({
          span: node.span,
          message,
          fixes: rewordNodeFix(file, node, runner.replacement, "unsafe"),
          ...(state === "deprecated" && { severity: "info" as const, tags: ["deprecated" as const] }),
        });
      }
    }
  },
});
