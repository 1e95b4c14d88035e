import type { Job, Workflow } from "../languages/workflow/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { allOf, type Edits, setPermissions } from "./edit.ts";
import { neededScopes } from "./permissions.ts";

/** The edits that grant no more than what is seen to be needed. */
export interface LeastPrivilege {
  readonly edits: Edits;
  /** Something may need more than what could be seen. */
  readonly isGuess: boolean;
}

/**
 * Grants the jobs without `permissions` of their own what they need: what is read at the top of the workflow, what is written in the jobs that do so.
 * A workflow of one job has all of it at the top.
 */
export function grantLeast(workflow: Workflow, workspace: Workspace): LeastPrivilege {
  const jobs = workflow.jobs.filter(({ permissions }) => !permissions);
  const top = new Map<string, string>([["contents", "read"]]);
  const blocks: Edits[] = [];
  let isGuess = false;
  for (const job of jobs) {
    const { scopes, isComplete } = neededScopes(job, workspace);
    if (!isComplete) isGuess = true;
    if (scopes.some(({ level }) => level === "write")) {
      isGuess = true;
      if (workflow.jobs.length > 1) {
        blocks.push(setPermissions(job, scopesOf(job, workspace)));
        continue;
      }
    }
    for (const { scope, level } of scopes) if (top.get(scope) !== "write") top.set(scope, level);
  }
  return { edits: allOf(setPermissions(workflow, Object.fromEntries(top)), ...blocks), isGuess };
}

/** What a block of a job has to grant; the contents to read wherever more may be needed than what is seen. */
export function scopesOf(job: Job, workspace: Workspace): Record<string, string> {
  const { scopes, isComplete } = neededScopes(job, workspace);
  const granted: Record<string, string> = isComplete && scopes.length > 0 ? {} : { contents: "read" };
  for (const { scope, level } of scopes) granted[scope] = level;
  return granted;
}
