import type { Job } from "../../languages/workflow/model.ts";
import { knownDefaultBranch } from "../../pipeline/default-branch.ts";
import { addCondition, fixesOf, setInput } from "../../pipeline/edit.ts";
import { literalOfPattern } from "../../pipeline/filter-pattern.ts";
import { isBuildPush, lastingPushes } from "../../pipeline/image-jobs.ts";
import type { ImagePush } from "../../pipeline/model.ts";
import { holdsOn, mayReach, reachOfStep } from "../../pipeline/simulate.ts";
import { stagesOf, testStages } from "../../pipeline/stages.ts";
import { defineRule, type Fix } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/image-push-on-pull-request",
  language: "workflow",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A pull request pushes an image.",
  why: `
What a pull request proposes is not reviewed yet. Pushed under the names that others pull, it replaces what was; and for a pull request from a fork the push fails, since such a run has no secrets. Build for pull requests, so that it is known to work, and push after the merge.

Silent where an expression keeps pull requests out, where something unknown decides, and for registries on the runner. Tags of the pull request itself (\`pr-12\`) are only told as information.`,
  examples: [
    {
      title: "A job that builds and pushes",
      bad: "on:\n  push:\n    branches: [main]\n  pull_request:\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v7\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: ghcr.io/acme/web:${{ github.sha }}\n",
      good: "on:\n  push:\n    branches: [main]\n  pull_request:\njobs:\n  image:\n    if: github.ref == 'refs/heads/main'\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v7\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: ghcr.io/acme/web:${{ github.sha }}\n",
    },
  ],
  links: ["https://docs.docker.com/build/ci/github-actions/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  uncovers: ["workflow/deploy-from-any-branch", "workflow/uncancelled-pull-request-runs", "workflow/template-in-script"],
  judges: "connected",
  check(file, { report, workspace }) {
    const trigger = file.trigger("pull_request");
    if (!trigger || trigger.types?.every(({ text }) => text === "closed" || text === "labeled")) return;
    for (const job of file.jobs) {
      // An image for the review itself is meant to be there.
      if (/\b(?:preview|review|pr|ephemeral)\b/i.test(`${job.id} ${job.name?.text ?? ""}`.replaceAll(/[-_]/g, " "))) continue;
      for (const push of lastingPushes(job)) {
        if (!pushesOn(push, workspace)) continue;
        const isForReview =
          file.triggers.length === 1 || (push.tags.length > 0 && push.tags.every(({ text }) => isReviewTag(text))) || hasReviewRule(push);
        report({
          span: push.pushText?.span ?? push.span,
          message:
            "A pull request pushes this image before anybody has reviewed it, and one from a fork fails here for want of secrets. Build for pull requests, and push after the merge.",
          fixes: fixesFor(push, workspace),
          ...(isForReview && { severity: "info" }),
        });
        break;
      }
    }
  },
});

function pushesOn(push: ImagePush, workspace: Workspace): boolean {
  const { step, job, pushes, pushText } = push;
  if (reachOfStep(step, workspace).find(({ event }) => event === "pull-request")?.verdict !== "runs") return false;
  const expression = pushText?.whole?.expression;
  // `… && 'true' || 'false'` is a text, which is always true.
  if (expression && /'(?:true|false)'/i.test(expression.source.text)) return false;
  if (pushes === true) return !isDecidedInScript(push);
  if (!expression) return false;
  return holdsOn(job, expression, "pull-request", workspace) === true;
}

/** A command that runs under a condition of the script, or not at all after one. */
function isDecidedInScript({ step, span }: ImagePush): boolean {
  const { script, run } = step;
  if (!script || !run) return false;
  const command = script.commands.find(({ nameSpan }) => script.source.spanToSource(nameSpan).start === span.start);
  return (
    !command ||
    command.isConditional ||
    command.operator === "&&" ||
    command.operator === "||" ||
    /\bexit\b|\bpull_request\b/.test(run.text)
  );
}

function isReviewTag(text: string): boolean {
  return /\bpr-|event=pr\b|pull_request\.number|event\.number|head_ref/.test(text);
}

/** metadata-action names images of pull requests after them, by itself or by its rule. */
function hasReviewRule({ metadata }: ImagePush): boolean {
  if (!metadata) return false;
  const tags = metadata.input("tags")?.value?.text;
  return tags === undefined || tags.trim() === "" || isReviewTag(tags);
}

function fixesFor(push: ImagePush, workspace: Workspace): readonly Fix[] {
  const { job, step } = push;
  const file = job.workflow;
  const notOn = "github.event_name != 'pull_request'";
  const later = isBuildPush(step)
    ? push.step.input("outputs")
      ? []
      : fixesOf("Push unless it is for a pull request", "unsafe", file, setInput(step, "push", `\${{ ${notOn} }}`))
    : pushesAlone(push)
      ? fixesOf("Leave the step out for pull requests", "unsafe", file, addCondition(step, notOn))
      : [];
  const guard = guardOf(job, workspace);
  return guard === undefined ? later : [...fixesOf(`Run the job if \`${guard}\``, "unsafe", file, addCondition(job, guard)), ...later];
}

/** Whether a step does nothing but push. */
function pushesAlone({ step }: ImagePush): boolean {
  const commands = step.script?.commands ?? [];
  return (
    commands.length > 0 &&
    commands.every(({ name, args }) => /^(?:docker|podman)$/.test(name ?? "") && /^(?:push|login|tag)$/.test(args[0]?.text ?? ""))
  );
}

/** The condition for a job that does nothing but build and push; undefined for all others, and where other jobs need it for pull requests. */
function guardOf(job: Job, workspace: Workspace): string | undefined {
  if (job.if || [...stagesOf(job, workspace)].some((stage) => testStages.has(stage))) return undefined;
  if (job.dependents.some((one) => mayReach(one, "pull-request", workspace) !== "never")) return undefined;
  const { workflow } = job;
  const push = workflow.trigger("push");
  if (!push) return undefined;
  const patterns = push.filter("branches")?.patterns ?? [];
  const only = patterns.length === 1 ? literalOfPattern(patterns[0]?.literal ?? "*") : undefined;
  const branch = only ?? (patterns.length === 0 ? knownDefaultBranch(workspace) : undefined);
  const isForTags = push.filter("tags") || workflow.trigger("release");
  return branch !== undefined && !isForTags ? `github.ref == 'refs/heads/${branch}'` : "github.event_name != 'pull_request'";
}
