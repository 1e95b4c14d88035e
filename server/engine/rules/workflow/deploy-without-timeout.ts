import { isPutInPlace } from "../../pipeline/concurrency.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { fixesOf, insertJobKey } from "../../pipeline/edit.ts";
import { hasStepTimeouts } from "../../pipeline/timeouts.ts";
import { defineRule } from "../../rule.ts";

const file = (more: string) =>
  `on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n${more}    environment: production\n    steps:\n      - run: kubectl set image deployment/web web=web:2\n`;

export default defineRule({
  id: "workflow/deploy-without-timeout",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A deployment that hangs blocks all others for six hours.",
  why: `
Without \`timeout-minutes\` GitHub gives a job six hours. A deployment that hangs (a cluster that does not answer, a question that nobody is there to answer) keeps its concurrency group all that time, and the fix cannot get out. With a limit near what it usually takes it fails while somebody still looks.`,
  examples: [{ title: "A limit", bad: file(""), good: file("    timeout-minutes: 15\n") }],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  alsoKnownAs: ["ghalint:job_timeout_minutes_is_required"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const deploy of deployJobs(file, workspace)) {
      const { job } = deploy;
      if (job.uses || job.steps.length === 0 || job.map?.entry("timeout-minutes") || hasStepTimeouts(job, deploy)) continue;
      report({
        span: job.idSpan,
        message: `\`${job.id}\` has no \`timeout-minutes\`: if it hangs, it holds up every later deployment for six hours. Give it somewhat more than it usually takes.`,
        ...((deploy.strength === "medium" || isPutInPlace(deploy)) && { severity: "info" }),
        fixes: fixesOf("Set `timeout-minutes: 15`", "unsafe", file, insertJobKey(job, "timeout-minutes", 15)),
      });
    }
  },
});
