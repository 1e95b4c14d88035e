import type { Job, Trigger, Workflow } from "../languages/workflow/model.ts";
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
