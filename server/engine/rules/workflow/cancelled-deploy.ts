import { isMigration } from "../../knowledge/deploy-commands.ts";
import type { Concurrency, Job } from "../../languages/workflow/model.ts";
import { cancels, eventsOf, groupKey, isPutInPlace } from "../../pipeline/concurrency.ts";
import { deployJobOf } from "../../pipeline/deploy.ts";
import { fixesOf, setValue } from "../../pipeline/edit.ts";
import type { DeployJob, SyntheticEvent } from "../../pipeline/model.ts";
import { programsOf } from "../../pipeline/programs.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const file = (value: string) =>
  `on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    concurrency:\n      group: deploy-production\n      cancel-in-progress: ${value}\n    steps:\n      - run: helm upgrade web ./chart --wait\n`;

export default defineRule({
  id: "workflow/cancelled-deploy",
  language: "workflow",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A newer run breaks off a deployment.",
  why: `
With \`cancel-in-progress\`, the next push stops the job wherever it is: half of the objects are applied, a Terraform state stays locked, a Helm release hangs in \`pending-upgrade\`, a migration is cut in two. Tests may be thrown away like that; a deployment has to come to its end.

It is an error where Terraform, Helm or a migration runs, a warning elsewhere, and nothing is said of static sites that the host puts in place as a whole.`,
  examples: [{ title: "A deployment that may be cancelled", bad: file("true"), good: file("false") }],
  links: ["https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency"],
  since: "0.2.0",
  fix: "safe",
  patterns: ["C4"],
  uncovers: ["workflow/concurrent-deploys", "workflow/dropped-pending-deploy"],
  check(file, { workspace, report }) {
    const seen = new Set<Concurrency>();
    for (const job of file.jobs) {
      // Asked first, as it takes the least.
      if (!mayCancel(job.concurrency) && !mayCancel(file.concurrency)) continue;
      const deploy = deployJobOf(job, workspace);
      if (!deploy || isPutInPlace(deploy)) continue;
      const events = eventsOf(deploy, workspace);
      for (const concurrency of [job.concurrency, file.concurrency]) {
        const text = concurrency?.cancelInProgress;
        if (!concurrency || !text || seen.has(concurrency) || !concurrency.cancelEntry) continue;
        // Runs that never share a group cannot cancel each other.
        // What a pull request deploys is a preview, or reported as such: a newer one replaces it.
        const sharing = events.filter((event) => !event.endsWith("pull-request") && !isAlone(concurrency, job, event, workspace));
        if (!cancels(concurrency, job, sharing, workspace)) continue;
        seen.add(concurrency);
        const isOwn = concurrency === job.concurrency;
        const forPulls = !isOwn && file.trigger("pull_request") && !events.some((event) => event.endsWith("pull-request"));
        const value = forPulls ? "${{ github.event_name == 'pull_request' }}" : false;
        const severity = deploy.strength === "medium" ? "info" : leavesHalves(deploy, workspace) ? undefined : "warning";
        report({
          span: text.span,
          message: `A newer run breaks off \`${job.id}\` in the middle of its deployment and leaves it half done. ${
            forPulls ? "Cancel runs of pull requests alone." : "Let it come to its end: `cancel-in-progress: false`."
          }`,
          ...(severity && { severity }),
          fixes: fixesOf(
            forPulls ? "Cancel runs of pull requests alone" : "Set `cancel-in-progress: false`",
            "safe",
            file,
            setValue(file, concurrency.cancelEntry, value),
          ),
        });
      }
    }
  },
});

function mayCancel(concurrency: Concurrency | undefined): boolean {
  const text = concurrency?.cancelInProgress;
  return text !== undefined && text.literal?.trim().toLowerCase() !== "false";
}

/** Whether every run that an event starts has a group of its own: by its commit or number, or by its tag, of which each is there once. */
function isAlone({ group }: Concurrency, job: Job, event: SyntheticEvent, workspace: Workspace): boolean {
  const key = group && groupKey(group, job, event, workspace);
  return key === "run" || (key === "ref" && (event === "push-tag" || event === "release"));
}

/** Whether something runs that cannot simply be started again once it was stopped. */
function leavesHalves({ job, steps }: DeployJob, workspace: Workspace): boolean {
  if (steps.some(({ platform }) => /^(?:helm|terraform|opentofu|pulumi|cloudformation|cdk)$/.test(platform))) return true;
  return job.steps.some((step) => programsOf(step, workspace).some(({ name, args }) => isMigration(name, args)));
}
