import * as z from "zod/mini";
import { nearestRunner, runnersDate } from "../../knowledge/runners.ts";
import { fromTable, rewordNodeFix } from "../../pipeline/report.ts";
import { runnerLabels } from "../../pipeline/runner-labels.ts";
import { defineRule } from "../../rule.ts";
import { compileGlob } from "../../text/glob.ts";

export default defineRule({
  id: "workflow/misspelt-runner-label",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The label of a runner looks like a misspelt one of GitHub's.",
  why: `
A job waits for a runner with its label, a day long, and then fails: nothing tells that the label is wrong. Only labels that are a letter or two off one of GitHub's own are told, as every other text can be the label of a runner of one's own or of another maker.`,
  examples: [
    {
      title: "Two letters that changed places",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-lastest\n    steps:\n      - run: make test\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/runners/github-hosted-runners"],
  since: "0.2.0",
  fix: "unsafe",
  uncovers: ["workflow/runner-alias"],
  patterns: [],
  alsoKnownAs: ["actionlint:runner-label"],
  options: z.strictObject({
    labels: z
      ._default(z.array(z.string()), [])
      .check(
        z.describe(
          "Labels of your own runners, as patterns such as `arm-*`; `self-hosted-runner.labels` of actionlint is read where there is no configuration.",
        ),
      ),
  }),
  judges: "part",
  check(file, { report, today, options }) {
    const own = options.labels.map((pattern) => compileGlob(pattern));
    const seen = new Set<unknown>();
    for (const job of file.jobs) {
      for (const { label, node } of runnerLabels(job)) {
        const meant = nearestRunner(label);
        if (meant === undefined || own.some((matches) => matches(label)) || seen.has(node.span.start)) continue;
        seen.add(node.span.start);
        report({
          span: node.span,
          message: `GitHub has no runner \`${label}\`, so this job would wait for a day and then fail. Write \`${meant}\`.`,
          fixes: rewordNodeFix(file, node, meant, "unsafe"),
          ...fromTable(runnersDate, today, undefined),
        });
      }
    }
  },
});
