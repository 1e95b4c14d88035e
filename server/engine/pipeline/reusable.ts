import type { Job, NamedValue, Trigger, Workflow } from "../languages/workflow/model.ts";
import { nearest } from "../text/nearest.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { calleeOf } from "./callee.ts";

/** A workflow of this repository that a job calls, with what it declares. */
export interface CalledWorkflow {
  readonly workflow: Workflow;
  readonly trigger: Trigger;
}

/** The workflow that a job calls; undefined where it cannot be read, is broken, or cannot be called. */
export function calledWorkflow(job: Job, workspace: Workspace): CalledWorkflow | undefined {
  const workflow = job.uses && calleeOf(job.uses, job.workflow, workspace);
  if (workflow?.language !== "workflow" || workflow.isTemplate || workflow.problems.length > 0) return undefined;
  const trigger = workflow.trigger("workflow_call");
  return trigger && { workflow, trigger };
}

/** The values that a call hands over under names which the called workflow does not declare, each with the one that may have been meant. Case does not matter. */
export function undeclared(
  given: readonly NamedValue[],
  declared: readonly { readonly name: string }[],
): readonly { readonly value: NamedValue; readonly meant: string | undefined }[] {
  const isIn = (list: readonly { readonly name: string }[]) => {
    const names = new Set(list.map(({ name }) => name.toLowerCase()));
    return (name: string) => names.has(name.toLowerCase());
  };
  const isDeclared = isIn(declared);
  const isGiven = isIn(given);
  const free = declared.map(({ name }) => name).filter((name) => !isGiven(name));
  return given.filter(({ name }) => !isDeclared(name)).map((value) => ({ value, meant: nearest(value.name, free) }));
}
