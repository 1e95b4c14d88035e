import { deployJobs, isStaticSite } from "../../pipeline/deploy.ts";
import { addNeeds, fixesOf } from "../../pipeline/edit.ts";
import { checksAfter, isDocumentation, needsFor, stagingBeside, workBeside } from "../../pipeline/gates.ts";
import { listOf } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unchained-deploy",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A deployment starts beside the tests and builds, as it waits for no job.",
  why: `
Jobs run at the same time unless \`needs\` puts them in order. A deployment without it starts together with the tests, and is out before they fail.

Silent where the job tests before it deploys, where nothing in the file tests or builds for the same event, and where the workflow follows the success of another one.`,
  examples: [
    {
      title: "A deployment that does not wait for the tests",
      bad: "on:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
      good: "on:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  deploy:\n    needs: test\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C1", "C4", "C6"],
  uncovers: [
    "workflow/untested-deploy",
    "workflow/stage-out-of-order",
    "workflow/ignored-test-failure",
    "workflow/silently-skipped-deploy",
  ],
  check(file, { report, workspace }) {
    for (const deployment of deployJobs(file, workspace)) {
      const { job } = deployment;
      const work = workBeside(job, workspace);
      if (work.length === 0 || isDocumentation(deployment)) continue;
      const staging = stagingBeside(deployment, workspace).map((one) => one.job);
      const ids = needsFor(job, [...work, ...staging, ...staging.flatMap((one) => checksAfter(one, workspace))]);
      report({
        span: job.idSpan,
        message: `\`${job.id}\` has no \`needs\`, so it deploys while ${listOf(work)} still ${work.length === 1 ? "runs" : "run"}, and also when ${work.length === 1 ? "that fails" : "one of these fails"}. Let it wait for ${ids.length === 1 ? `\`${ids[0]}\`` : "them"}.`,
        fixes: fixesOf(`Wait for ${ids.map((id) => `\`${id}\``).join(" and ")}`, "unsafe", file, addNeeds(job, ids)),
        ...(isStaticSite(deployment) && { severity: "info" as const }),
      });
    }
  },
});
