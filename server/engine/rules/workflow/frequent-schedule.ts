import { readCron, shortestGap } from "../../languages/workflow/cron.ts";
import { isPlainText } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/frequent-schedule",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A schedule comes more often than GitHub runs it.",
  why: `
The shortest interval at which GitHub starts scheduled workflows is five minutes. What is to come more often comes every five minutes, later still when much is going on, and uses up the minutes of the account.`,
  examples: [
    {
      title: "Every minute",
      bad: "on:\n  schedule:\n    - cron: '* * * * *'\njobs:\n  watch:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make watch\n",
      good: "on:\n  schedule:\n    - cron: '*/5 * * * *'\njobs:\n  watch:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make watch\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["actionlint:events"],
  judges: "part",
  check(file, { report }) {
    for (const { cron } of file.trigger("schedule")?.schedules ?? []) {
      if (!isPlainText(cron) || cron.node.alias) continue;
      const read = readCron(cron.text);
      if ("message" in read) continue;
      const gap = shortestGap(read);
      if (gap >= 5) continue;
      const often = gap === 1 ? "minute" : `${gap} minutes`;
      report({
        span: cron.span,
        message: `This is to run every ${often}, but GitHub starts a schedule every five minutes at most. Make it \`*/5\` or rarer.`,
      });
    }
  },
});
