import type { Job, Workflow } from "../languages/workflow/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { publishJobs } from "./deploy.ts";
import { mayReach } from "./simulate.ts";

/** The jobs that publish under tags and releases, and those that make what these publish. */
export function releasingJobs(workflow: Workflow, workspace: Workspace): ReadonlySet<Job> {
  const found = new Set<Job>();
  if (!workflow.trigger("release") && !workflow.trigger("push")) return found;
  for (const { job, steps } of publishJobs(workflow, workspace)) {
    if (steps.every(({ registry }) => registry === "a container registry")) continue;
    if (!isForReleases(job, workspace)) continue;
    found.add(job);
    const takes = job.steps.some(({ uses }) => uses?.action === "actions/download-artifact");
    if (takes) for (const before of job.closure) if (before.stepsUsing("actions/upload-artifact").length > 0) found.add(before);
  }
  return found;
}

/** Whether tags or releases start a job: not every push, as then its workflow is no workflow of releases. */
function isForReleases(job: Job, workspace: Workspace): boolean {
  const reaches = mayReach(job, "release", workspace) !== "never" || mayReach(job, "push-tag", workspace) !== "never";
  return reaches && mayReach(job, "push-branch", workspace) !== "runs" && mayReach(job, "push-default", workspace) !== "runs";
}
