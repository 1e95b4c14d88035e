import { deployJobOf } from "../../pipeline/deploy.ts";
import { fixesOf, insertJobKey } from "../../pipeline/edit.ts";
import { hasStepTimeouts, usualMinutes } from "../../pipeline/timeouts.ts";
import { defineRule } from "../../rule.ts";

const file = (more: string) => `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n${more}    steps:\n      - run: npm test\n`;

export default defineRule({
  id: "workflow/missing-timeout",
  language: "workflow",
  category: "reliability",
  severity: "hint",
  preset: "strict",
  summary: "A job that hangs runs for six hours.",
  why: `
Without \`timeout-minutes\` GitHub stops a job after six hours. One that hangs uses up minutes and a runner all that time, and tells nobody. Deployments have a rule of their own, \`workflow/deploy-without-timeout\`; a job whose steps that run something all have a limit is fine.`,
  examples: [{ title: "Tests", bad: file(""), good: file("    timeout-minutes: 20\n") }],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["ghalint:job_timeout_minutes_is_required"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const job of file.jobs) {
      if (job.uses || job.steps.length === 0 || job.map?.entry("timeout-minutes") || hasStepTimeouts(job)) continue;
      if (deployJobOf(job, workspace)) continue;
      const minutes = usualMinutes(job, workspace);
      report({
        span: job.idSpan,
        message: `\`${job.id}\` has no \`timeout-minutes\`: if it hangs, GitHub stops it after six hours. Give it somewhat more than it usually takes.`,
        fixes: fixesOf(`Set \`timeout-minutes: ${minutes}\``, "unsafe", file, insertJobKey(job, "timeout-minutes", minutes)),
      });
    }
  },
});
