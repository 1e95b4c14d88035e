import { applicationIn, applicationsBelow } from "../detection/detect.ts";
import { labelOf } from "../detection/label.ts";
import { isReadinessPath } from "../languages/readiness/detect.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, nameOf } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";

/**
 * The folders of what is assessed below a folder: whatever can be deployed, and whatever has a sign-off file; sorted. The folder itself where there is
 * nothing of the kind and yet files that deploy something; empty where there is nothing at all.
 */
export const serviceFolders: (workspace: Workspace, folder: string) => readonly string[] = keyedFact(
  "services below",
  (workspace, folder): readonly string[] => {
    const prefix = folder === "" ? "" : `${folder}/`;
    const signedOff = (workspace.files() ?? [])
      .filter((path) => path.startsWith(prefix) && isReadinessPath(path))
      .map((path) => folderOf(path).replace(/(?:^|\/)\.github$/, ""));
    const applications = applicationsBelow(workspace, folder).map((one) => one.folder);
    // The repository's own file is about what is in it, unless that is several services.
    const others = signedOff.filter((one) => one !== folder || applications.length === 0);
    const all = [...new Set([...applications, ...others])].sort();
    if (all.length > 0) return all;
    return (workspace.list(folder) ?? []).some(({ name }) => deployment.test(name)) ? [folder] : [];
  },
);

/** Files and folders that deploy something, whatever it is written in. */
const deployment =
  /^(?:(?:Dockerfile|Containerfile)(?:\.\w+)?|(?:docker-)?compose[\w.-]*\.ya?ml|kustomization\.ya?ml|Chart\.yaml|k8s|kubernetes|deploy|manifests|helm)$/;

/** What the service in a folder is called, as far as its own files say. */
export function serviceName(folder: string, workspace: Workspace): string {
  return applicationIn(workspace, folder)?.name.value ?? (labelOf(nameOf(folder)) || "service");
}

/** The sign-off file of the service in a folder: where it is, or where it is to be made. */
export function signOffPath(folder: string, workspace: Workspace): string {
  const prefix = folder === "" ? "" : `${folder}/`;
  const usual = `${prefix}readiness.yaml`;
  return (
    [usual, `${prefix}readiness.yml`, `${prefix}.github/readiness.yaml`, `${prefix}.github/readiness.yml`].find((path) =>
      workspace.has(path),
    ) ?? usual
  );
}
