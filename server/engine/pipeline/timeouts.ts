import type { Job } from "../languages/workflow/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { DeployJob } from "./model.ts";
import { stagesOf } from "./stages.ts";

/** Whether the steps that may take long have limits of their own: those that deploy, else all that run a script or an action but for checkout and setup. */
export function hasStepTimeouts(job: Job, deploy?: DeployJob): boolean {
  const deploying = deploy?.steps.map(({ step }) => step) ?? [];
  const long =
    deploying.length > 0
      ? deploying
      : job.steps.filter(({ run, uses }) => run || !/^actions\/(?:checkout|setup-|cache|upload-|download-)/.test(uses?.action ?? ""));
  return long.length > 0 && long.every(({ timeoutMinutes, parent }) => timeoutMinutes ?? parent?.timeoutMinutes);
}

/** A limit, in minutes, that a job of these stages seldom needs. */
export function usualMinutes(job: Job, workspace: Workspace): number {
  const stages = stagesOf(job, workspace);
  if (stages.has("build") || stages.has("image") || stages.has("publish")) return 30;
  if (stages.has("unit") || stages.has("integration") || stages.has("e2e")) return 20;
  return stages.has("lint") || stages.has("typecheck") || stages.has("smoke") ? 10 : 30;
}
