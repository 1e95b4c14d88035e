import { findRunner } from "../../knowledge/runners.ts";
import type { Job } from "../../languages/workflow/model.ts";
import { rewordNodeFix } from "../../pipeline/report.ts";
import { runnerLabels } from "../../pipeline/runner-labels.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/runner-alias",
  language: "workflow",
  category: "reproducibility",
  severity: "hint",
  preset: "optional",
  summary: "A job runs on whatever image GitHub calls the latest.",
  why: `
\`ubuntu-latest\` is another image from one day to the next, when GitHub moves the label on: tools come and go with it, and a workflow fails that nobody has touched. With the image's own name the change comes when you make it. Who wants new images by themselves leaves this rule off.`,
  examples: [
    {
      title: "The latest Ubuntu",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-26.04\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/runners/github-hosted-runners"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    const seen = new Set<unknown>();
    for (const job of file.jobs) {
      for (const { label, node } of runnerLabels(job)) {
        const alias = /-latest\b/i.test(label) ? findRunner(label)?.alias : undefined;
        if (alias === undefined || seen.has(node.span.start)) continue;
        seen.add(node.span.start);
        report({
          span: node.span,
          message: `\`${label}\` becomes another image when GitHub moves it on. Write \`${alias}\`, which it is now, to decide on that yourself.`,
          // What leaves rows of the matrix out names it too.
          fixes: isExcluded(job, label) ? [] : rewordNodeFix(file, node, alias, "unsafe"),
        });
      }
    }
  },
});

function isExcluded({ strategy, workflow }: Job, label: string): boolean {
  const exclude = strategy?.exclude;
  return exclude !== undefined && workflow.source.slice(exclude.span).includes(label);
}
