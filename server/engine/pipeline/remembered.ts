import type { Job } from "../languages/workflow/model.ts";
import { formOf } from "../languages/workflow/parts.ts";
import { type Answer, isUnchanged, rootOf, Watching } from "../workspace/watching.ts";
import type { Workspace } from "../workspace/workspace.ts";

/**
 * A function of a part of a file that remembers what it gave, until something that it read of the workspace has changed. A fact would be kept
 * for as long as the workspace; what is kept here goes with the file's model.
 */
export function remembered<K extends object, T>(compute: (key: K, workspace: Workspace) => T): (key: K, workspace: Workspace) => T {
  return rememberedBy((key) => key, compute);
}

/**
 * What is told of a job by its own text, the workflow's surroundings of all jobs (see `languages/parts.ts`) and the workspace, and holds no places of the file: kept over
 * the versions of a file in which the job stays as it is.
 */
export function rememberedByText<T>(compute: (job: Job, workspace: Workspace) => T): (job: Job, workspace: Workspace) => T {
  return rememberedBy(formOf, compute);
}

/** The same for what asks nothing of the workspace. */
export function rememberByText<T>(compute: (job: Job) => T): (job: Job) => T {
  const known = new WeakMap<object, { readonly value: T }>();
  return (job) => {
    const form = formOf(job);
    let found = known.get(form);
    if (!found) {
      found = { value: compute(job) };
      known.set(form, found);
    }
    return found.value;
  };
}

function rememberedBy<K extends object, T>(
  ownerOf: (key: K) => object,
  compute: (key: K, workspace: Workspace) => T,
): (key: K, workspace: Workspace) => T {
  const known = new WeakMap<object, { readonly root: Workspace; readonly answers: readonly Answer[]; readonly value: T }>();
  return (key, workspace) => {
    const root = rootOf(workspace);
    const owner = ownerOf(key);
    const entry = known.get(owner);
    if (entry && entry.root === root && entry.answers.every((answer) => isUnchanged(answer, workspace))) return entry.value;
    const watching = new Watching(workspace);
    const value = compute(key, watching);
    known.set(owner, { root, answers: [...watching.answers.values()], value });
    return value;
  };
}
