import { cancels, deployGroup, eventsOf, groupFor, groupKey, isPutInPlace, outerGroups } from "../../pipeline/concurrency.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { fixesOf, insertJobKey } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";

const job = "    runs-on: ubuntu-latest\n    environment: production\n";
const steps = "    steps:\n      - run: ./deploy.sh\n      - run: kubectl set image deployment/web web=web:2\n";

export default defineRule({
  id: "workflow/concurrent-deploys",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Two deployments to the same place may run at once.",
  why: `
Two pushes in a row start two runs. Nothing makes the second deployment wait for the first, so the older version may be the one that is left running, and both change the same system at once.

A \`concurrency\` group, named after the environment, lets them in one by one; \`cancel-in-progress: false\` lets the one that runs come to its end. A group of the whole workflow does it too where it is the same for all runs that deploy; one that is made of the branch is weaker, as other branches and workflows are not in it.`,
  examples: [
    {
      title: "A deployment without a group",
      bad: `on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n${job}${steps}`,
      good: `on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n${job}    concurrency:\n      group: deploy-production\n      cancel-in-progress: false\n${steps}`,
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  alsoKnownAs: ["zizmor:concurrency-limits"],
  uncovers: ["workflow/dropped-pending-deploy"],
  check(file, { workspace, report }) {
    for (const deploy of deployJobs(file, workspace)) {
      const { job } = deploy;
      if (job.uses || job.concurrency) continue;
      const outer = outerGroups(job, workspace);
      const events = eventsOf(deploy, workspace);
      if (!outer || (events.length === 0 && job.if?.expression?.root?.kind === "literal")) continue;
      const keys = outer.flatMap(({ group }) =>
        group ? [new Set(events.map((event) => groupKey(group, job, event, workspace)))] : [new Set([undefined])],
      );
      // What cannot be told may well be the same for all.
      if (keys.some((set) => set.has(undefined) || (set.size === 1 && set.has("fixed")))) continue;
      // Deployments that are broken off are the worse thing, and told first.
      if (outer.some((one) => cancels(one, job, events, workspace)) && !isPutInPlace(deploy)) continue;
      const isByRef = keys.some((set) => !set.has("run"));
      const isWeak = deploy.strength === "medium" || isPutInPlace(deploy) || (isByRef && events.length === 1);
      const group = groupFor(deploy, workspace);
      const what = isByRef
        ? `Only the workflow's group, made of the branch, holds the deployment in \`${job.id}\`: one from another branch or workflow runs beside it.`
        : `Nothing keeps two runs of \`${job.id}\` apart: the older deployment may end last and stay.`;
      report({
        span: job.idSpan,
        message: `${what} Give the job a \`concurrency\` group named after its environment.`,
        ...(isWeak && { severity: "info" }),
        fixes:
          group === undefined
            ? []
            : fixesOf(`Add the group \`${group}\``, "unsafe", file, insertJobKey(job, "concurrency", deployGroup(group))),
      });
    }
  },
});
