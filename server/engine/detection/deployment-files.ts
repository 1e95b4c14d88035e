import type { Workspace } from "../workspace/workspace.ts";
import type { DeploymentFiles } from "./model.ts";

/** The deployment files of an application's folder and, as far as they may be about it, of the whole workspace. */
export function deploymentFilesOf(_folder: string, _workspace: Workspace): DeploymentFiles {
  return { dockerfiles: [], ignoreFiles: [], composeFiles: [], workflows: [], manifests: [], platformFiles: [] };
}
