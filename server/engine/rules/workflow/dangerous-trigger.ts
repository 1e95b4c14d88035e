import type { Job, Workflow } from "../../languages/workflow/model.ts";
import { knownActionOf } from "../../pipeline/action-inputs.ts";
import { conjunctsOf, pathOf } from "../../pipeline/condition.ts";
import type { SyntheticEvent } from "../../pipeline/model.ts";
import { mayReach } from "../../pipeline/simulate.ts";
import { untrustedCheckouts } from "../../pipeline/untrusted-checkout.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/dangerous-trigger",
  language: "workflow",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "A trigger gives strangers' pull requests a run with secrets.",
  why: `
\`pull_request_target\` and \`workflow_run\` start with the repository's secrets, its cache and a token that may write, also when a fork's pull request is the cause. They are right for labels and comments. Everything that a stranger can shape (code, artifacts, titles, branch names) is to be handled as data there.

Where \`pull_request\` is enough, use that. Silent where pull requests of forks are kept out by a condition or have been merged, and for workflows that only label, greet or check titles.`,
  examples: [
    {
      title: "A build that needs no rights",
      bad: "on: pull_request_target\npermissions:\n  contents: read\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: ./build.sh\n",
      good: "on: pull_request\npermissions:\n  contents: read\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: ./build.sh\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/security/secure-use"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["zizmor:dangerous-triggers", "scorecard:Dangerous-Workflow"],
  check(workflow, { workspace, report }) {
    // Where a stranger's code is checked out, that is said.
    if (untrustedCheckouts(workflow, workspace).length > 0) return;
    for (const { event, span } of workflow.triggers) {
      const synthetic = events[event];
      if (!synthetic || isHarmless(workflow, synthetic, workspace)) continue;
      report({
        span,
        message: `\`${event}\` runs with the repository's secrets and token even when a fork's pull request is the cause. Use \`pull_request\` where that is enough, and handle all that comes from the fork as data.`,
      });
    }
  },
});

const events: Readonly<Record<string, SyntheticEvent>> = {
  pull_request_target: "pull-request-target-fork",
  workflow_run: "workflow-run-fork",
};

/** Whether all that a stranger's pull request starts works on the pull request's page, and never on its code. */
function isHarmless(workflow: Workflow, event: SyntheticEvent, workspace: Workspace): boolean {
  return workflow.jobs.filter((job) => mayReach(job, event, workspace) !== "never").every((job) => isAfterMerge(job) || onlyCalls(job));
}

/** Whether a job waits until somebody has merged the pull request: then it is the repository's own code. */
function isAfterMerge(job: Job): boolean {
  return conjunctsOf(job.if?.expression).some((node) => {
    const path = node.kind === "operation" && node.operator === "==" ? node.operands.map(pathOf) : [pathOf(node)];
    return path.includes("github.event.pull_request.merged");
  });
}

/** Actions that label, greet, assign and check titles, by what their names have in common. */
const clerks =
  /label|greet|contributor-assistant|project|app-auth|first-interaction|assign|semantic-p|lock-threads|stale|add-to-project|title|welcome|\bcla\b|cla-|dco|fetch-metadata|comment|milestone|triage|reviewer|close|lgtm|thank|notif|slack|discord|create-github-app-token|github-app-token|step-security\/harden-runner/;

function onlyCalls(job: Job): boolean {
  if (job.uses) return false;
  return job.steps.every((step) => {
    if (step.uses) return knownActionOf(step)?.action.codeInputs.length ? false : clerks.test(step.uses.action ?? "");
    return (
      step.script?.commands.every(({ name }) => name !== undefined && /^(?:gh|echo|printf|exit|set|true|test|\[|\[\[)$/.test(name)) ??
      !step.run
    );
  });
}
