import type { Workspace } from "../workspace/workspace.ts";

/** The folders below one, relative to it, that may hold applications: the members that the workspace's own files list, and folders with a manifest. */
export function monorepoMembers(_folder: string, _workspace: Workspace): readonly string[] {
  return [];
}
