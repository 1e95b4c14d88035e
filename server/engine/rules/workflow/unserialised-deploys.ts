import { eventsOf, groupFor, groupKey } from "../../pipeline/concurrency.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { fixesOf, setValue } from "../../pipeline/edit.ts";
import type { SyntheticEvent } from "../../pipeline/model.ts";
import { defineRule } from "../../rule.ts";

const file = (group: string) =>
  `on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    concurrency:\n      group: ${group}\n      cancel-in-progress: false\n    steps:\n      - run: kubectl set image deployment/web web=web:2\n`;

export default defineRule({
  id: "workflow/unserialised-deploys",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The concurrency group of a deployment is another in every run.",
  why: `
Only runs with the same group wait for each other. A group with the commit (\`github.sha\`) or the run (\`github.run_id\`) in it is another one every time and holds nothing back. One with the branch or tag (\`github.ref\`) lets deployments of several branches or tags to one environment run at once.

What must not happen twice is a deployment to the same environment, so that is what the group is named after.`,
  examples: [{ title: "A group for each commit", bad: file("deploy-${{ github.sha }}"), good: file("deploy-production") }],
  links: ["https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  uncovers: ["workflow/dropped-pending-deploy"],
  check(file, { workspace, report }) {
    for (const deploy of deployJobs(file, workspace)) {
      const { job } = deploy;
      const group = job.concurrency?.group;
      if (!job.concurrency || !group || group.literal !== undefined || group.node.alias) continue;
      const events = eventsOf(deploy, workspace);
      const keys = new Map(events.map((event) => [event, groupKey(group, job, event, workspace)]));
      const isByRun = [...keys.values()].includes("run");
      if (!isByRun) {
        // Each branch may well have a place of its own to go to, unless one is named for all.
        if (job.environment?.name?.literal === undefined) continue;
        if (!hasSeveralRefs(events.filter((event) => keys.get(event) === "ref"))) continue;
      }
      const name = groupFor(deploy, workspace);
      const { entry, map } = job.concurrency;
      const groupEntry = map ? map.entry("group") : entry;
      report({
        span: group.span,
        message: isByRun
          ? `This group is another one in every run, so no deployment ever waits for another. Name it after the environment, as in \`${name ?? "deploy-production"}\`.`
          : `Every branch and tag has a group of its own here, so two of them may deploy to \`${job.environment?.name?.text}\` at once. Name the group after the environment.`,
        ...(deploy.strength === "medium" && { severity: "info" }),
        fixes: name === undefined || !groupEntry ? [] : fixesOf(`Write \`${name}\``, "unsafe", file, setValue(file, groupEntry, name)),
      });
    }
  },
});

/** Whether the events come with more than one branch or tag. A run that is started by hand is one of the default branch most of the time. */
function hasSeveralRefs(events: readonly SyntheticEvent[]): boolean {
  return events.some((event) => event === "push-tag" || event === "release" || event === "push-branch");
}
