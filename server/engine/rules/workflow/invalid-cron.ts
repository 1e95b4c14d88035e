import { readCron } from "../../languages/workflow/cron.ts";
import { isPlainText } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/invalid-cron",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The time of a schedule cannot be read.",
  why: `
A schedule has five fields: minute, hour, day of the month, month, day of the week (0 is Sunday). Each takes numbers, \`*\`, ranges (\`1-5\`), lists (\`0,30\`) and steps (\`*/15\`), months and weekdays also names. Seconds, years, \`?\`, \`L\`, \`W\` and \`@daily\` of other crons are not there. GitHub refuses a workflow with a time that it cannot read.

Times are UTC unless \`timezone\` names another.`,
  examples: [
    {
      title: "A minute that there is not",
      bad: "on:\n  schedule:\n    - cron: '60 4 * * *'\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on:\n  schedule:\n    - cron: '59 4 * * *'\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["actionlint:events"],
  judges: "part",
  check(file, { report }) {
    for (const { cron } of file.trigger("schedule")?.schedules ?? []) {
      if (!isPlainText(cron) || cron.text === "" || cron.node.alias) continue;
      const read = readCron(cron.text);
      if ("message" in read) report({ span: cron.mapped.spanToSource(read.span), message: read.message });
    }
  },
});
