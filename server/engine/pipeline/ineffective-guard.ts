import type { Condition, Job, Step } from "../languages/workflow/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type Comparison, comparisonsOf } from "./condition.ts";
import type { Reach, SyntheticEvent } from "./model.ts";
import { reachOf, reachOfStep } from "./simulate.ts";

/** A comparison of the ref that holds for every run of an event. */
export interface TrustedRefGuard {
  readonly target: Job | Step;
  readonly condition: Condition;
  readonly comparison: Comparison;
  readonly event: "pull_request_target" | "workflow_run" | "issue_comment";
}

/** The events that run for the default branch, whatever they are about. */
const events: readonly (readonly [SyntheticEvent, TrustedRefGuard["event"]])[] = [
  ["pull-request-target-fork", "pull_request_target"],
  ["workflow-run-fork", "workflow_run"],
  ["issue-comment", "issue_comment"],
];

const refs: ReadonlySet<string> = new Set(["github.ref", "github.ref_name"]);

/**
 * The comparisons of `github.ref` with a branch that should keep a deployment to it, but hold whatever has started the workflow: where an event runs for
 * the default branch, the ref names that. Empty where something else keeps out what comes from elsewhere.
 */
export function trustedRefGuards(
  { job, steps }: { readonly job: Job; readonly steps: readonly { readonly step: Step }[] },
  workspace: Workspace,
): readonly TrustedRefGuard[] {
  const found: TrustedRefGuard[] = [];
  const targets: readonly (Job | Step)[] = [job, ...new Set(steps.map(({ step }) => step))];
  for (const target of targets) {
    const condition = target.if;
    const comparison = comparisonsOf(condition).find(
      ({ path, operator, literal, isNegated }) =>
        refs.has(path) && operator === "==" && !isNegated && typeof literal === "string" && !literal.startsWith("refs/tags/"),
    );
    if (!condition || !comparison) continue;
    const reach = isJob(target) ? reachOf(target, workspace) : reachOfStep(target, workspace);
    const event = events.find(([synthetic, name]) => isReached(reach, synthetic) && !isFilteredByBranch(job, name));
    if (event && !asksForOrigin([job, ...job.closure, target])) found.push({ target, condition, comparison, event: event[1] });
  }
  return found;
}

function isJob(target: Job | Step): target is Job {
  return "workflow" in target;
}

function isReached(reach: readonly Reach[], event: SyntheticEvent): boolean {
  return reach.some((one) => one.event === event && one.verdict !== "never");
}

/** `branches` of `workflow_run` names those of the run before. */
function isFilteredByBranch(job: Job, event: string): boolean {
  const trigger = event === "workflow_run" ? job.workflow.trigger(event) : undefined;
  return (trigger?.filter("branches") ?? trigger?.filter("branches-ignore")) !== undefined;
}

/** Whether a condition asks where the run, the pull request or the comment comes from. */
function asksForOrigin(targets: readonly (Job | Step)[]): boolean {
  return targets.some(({ if: condition }) =>
    /head_branch|head_repository|head\.repo|head\.ref|head_ref|author_association|workflow_run\.event|github\.actor|labels?\b|merged/.test(
      condition?.text.text ?? "",
    ),
  );
}
