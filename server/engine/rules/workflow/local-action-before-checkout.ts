import { findAction, refToWrite } from "../../knowledge/actions.ts";
import type { Job, Step } from "../../languages/workflow/model.ts";
import { raw } from "../../languages/yaml/patch.ts";
import { calleeOf } from "../../pipeline/callee.ts";
import { fixesOf, insertStepBefore } from "../../pipeline/edit.ts";
import { runnerLabels } from "../../pipeline/runner-labels.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/local-action-before-checkout",
  language: "workflow",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A step uses an action of this repository before anything is checked out.",
  why: `
A job starts in an empty folder. \`./folder\` is looked up there, so the repository has to be checked out first, in every job anew; else the step fails. \`$/folder\` names the action at the workflow's own commit and needs no checkout.

Silent where an earlier step may have put files there: an action that is not known, a script that fetches or writes, a runner of one's own that keeps its folder.`,
  examples: [
    {
      title: "Check out first",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ./.github/actions/setup\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - uses: ./.github/actions/setup\n",
    },
  ],
  links: [
    "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#example-using-an-action-in-the-same-repository-as-the-workflow",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  uncovers: ["workflow/unpinned-action", "workflow/stored-checkout-credentials", "workflow/uncancelled-pull-request-runs"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const job of file.jobs) {
      const step = firstLocal(job);
      if (!step?.uses || job.steps.slice(0, step.index).some((one) => mayFill(one, workspace))) continue;
      // A runner of one's own may keep the folder of the run before.
      const labels = runnerLabels(job);
      if (labels.length === 0 || labels.some(({ label }) => !/^(?:ubuntu|windows|macos)-/.test(label))) continue;
      report({
        span: step.uses.span,
        message: `\`${step.uses.text.text}\` is looked up in the job's folder, which is empty until the repository is checked out. Put a checkout in front.`,
        fixes: fixesOf("Check out the repository first", "unsafe", file, insertStepBefore(step, raw(`uses: ${checkoutOf(job)}`))),
      });
    }
  },
});

function firstLocal(job: Job): Step | undefined {
  return job.steps.find(({ uses }) => uses?.kind === "local" && !/\.ya?ml$/i.test(uses.path ?? ""));
}

/** Whether a step may put files into the job's folder. What is not known may. */
function mayFill(step: Step, workspace: Workspace): boolean {
  const { uses, run } = step;
  if (uses) {
    if (uses.kind === "self") {
      const callee = calleeOf(uses, step.file, workspace);
      return callee?.language !== "action" || callee.kind !== "composite" || callee.steps.some((one) => mayFill(one, workspace));
    }
    return !/^(?:actions\/(?:setup-[\w-]+|github-script|create-github-app-token)|step-security\/harden-runner|docker\/(?:login|setup-[\w-]+)-action|dorny\/paths-filter)$/.test(
      uses.action ?? "",
    );
  }
  if (!run) return false;
  const script = step.script ?? step.roughScript;
  return (
    !script ||
    script.errors.length > 0 ||
    !script.commands.every(
      ({ name }) => name !== undefined && /^(?:echo|printf|sleep|date|export|set|apt-get|env|printenv|df|free|rm|test|\[)$/.test(name),
    )
  );
}

/** The checkout as the file writes it elsewhere, with its comment, else the newest. */
function checkoutOf(job: Job): string {
  const { source, steps } = job.workflow;
  const other = steps.find(({ uses }) => uses?.action === "actions/checkout" && uses.refKind !== undefined && !uses.text.node.alias)?.uses;
  if (!other) return `actions/checkout@${refToWrite(findAction("actions/checkout") as NonNullable<ReturnType<typeof findAction>>) ?? "v7"}`;
  const comment = other.versionComment ? ` # ${other.versionComment.text}` : "";
  return source.slice(other.span).replace(/^["']|["']$/g, "") + comment;
}
