import { usualBranches } from "../languages/workflow/branches.ts";
import type { Fact, Workspace } from "../workspace/workspace.ts";
import { literalOfPattern } from "./filter-pattern.ts";

const remoteHead: Fact<string | undefined> = {
  name: "default branch",
  compute(workspace) {
    // Written by `git clone`. A fetch does not follow when the branch is renamed, but then the old name has gone from the workflows, too.
    const [, name] = /^ref:\s*refs\/remotes\/origin\/(\S+)\s*$/.exec(workspace.read(".git/refs/remotes/origin/HEAD") ?? "") ?? [];
    return name;
  },
};

/** The repository's default branch as its clone knows it; undefined where that cannot be seen. */
export function knownDefaultBranch(workspace: Workspace): string | undefined {
  return workspace.derive(remoteHead);
}

/** The names that the default branch may have, never none: the one that the clone knows, else the usual ones. */
export function defaultBranches(workspace: Workspace): readonly string[] {
  const known = knownDefaultBranch(workspace);
  return known === undefined ? usualBranches : [known];
}

/** Whether a pattern of `branches` names the default branch and no other: `main`, but neither `**` nor `ma*`. */
export function isDefaultBranchPattern(pattern: string, workspace: Workspace): boolean {
  const name = literalOfPattern(pattern);
  return name !== undefined && defaultBranches(workspace).includes(name);
}
