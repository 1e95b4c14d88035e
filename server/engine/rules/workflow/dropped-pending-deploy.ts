import { cancels, eventsOf, groupKey } from "../../pipeline/concurrency.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { fixesOf, insertKey } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";

const file = (more: string) =>
  `on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    concurrency:\n      group: deploy-production\n      cancel-in-progress: false\n${more}    steps:\n      - run: kubectl set image deployment/web web=web:2\n`;

export default defineRule({
  id: "workflow/dropped-pending-deploy",
  language: "workflow",
  category: "reliability",
  severity: "hint",
  preset: "optional",
  summary: "A deployment that waits is dropped when another one comes.",
  why: `
Of the runs that wait for a group, GitHub keeps the newest: a third deployment takes the place of the second, which is cancelled without ever having run. Where each brings the whole newest version that is as good; where every one of them counts (migrations, releases of several packages) none may be left out. \`queue: max\` lets all of them wait their turn.`,
  examples: [{ title: "Every deployment runs", bad: file(""), good: file("      queue: max\n") }],
  links: ["https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "connected",
  check(file, { workspace, report }) {
    for (const deploy of deployJobs(file, workspace)) {
      const { job } = deploy;
      const { concurrency } = job;
      if (!concurrency?.group || concurrency.queue) continue;
      const events = eventsOf(deploy, workspace);
      const group = concurrency.group;
      if (
        cancels(concurrency, job, events, workspace) ||
        (concurrency.cancelInProgress && concurrency.cancelInProgress.literal === undefined)
      )
        continue;
      if (!events.some((event) => groupKey(group, job, event, workspace) === "fixed")) continue;
      const { map } = concurrency;
      report({
        span: group.span,
        message: `Only one deployment waits here: a third one takes its place, and it never runs. Write \`queue: max\` where each of them counts.`,
        fixes: map ? fixesOf("Set `queue: max`", "unsafe", file, insertKey(file, map, "queue", "max")) : [],
      });
    }
  },
});
