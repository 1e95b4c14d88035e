import type { ManifestObject, Workload } from "../languages/kubernetes/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { noteContent } from "./objects.ts";
import { type Found, findAround, findNamed } from "./unit.ts";

/** The name of the account that the pods of a workload run with; undefined where it is not known. */
export function serviceAccountName({ pod }: Workload): string | undefined {
  const { serviceAccountName: name, spec } = pod;
  if (!name.isAbsent) return name.value;
  // The old key is still read.
  const old = spec.text("serviceAccount");
  return old.isAbsent ? "default" : old.value;
}

const nothing: Found = { objects: [], isDistant: false, mayBeMore: true };

/** The ServiceAccount that the pods of a workload run with, as far as one is seen. */
export function findServiceAccount(workload: Workload, workspace: Workspace): Found {
  const name = serviceAccountName(workload);
  return name === undefined ? nothing : findNamed(workload.object, workspace, ["ServiceAccount"], name);
}

/** The RoleBindings and ClusterRoleBindings that give permissions to the account of a workload. */
export function findBindings(workload: Workload, workspace: Workspace): Found {
  const name = serviceAccountName(workload);
  return findAround(workload.object, workspace, ["RoleBinding", "ClusterRoleBinding"], (one) => {
    noteContent(one, workspace);
    return bindsTo(one.object, name);
  });
}

function bindsTo({ root }: ManifestObject, name: string | undefined): boolean | undefined {
  const subjects = root.list("subjects");
  const found = subjects.mappings.map((subject) => {
    const kind = subject.text("kind").value;
    if (kind !== undefined && kind !== "ServiceAccount") return false;
    const of = subject.text("name").value;
    return of === undefined || name === undefined ? undefined : of === name;
  });
  if (found.includes(true)) return true;
  return subjects.isOpen || found.includes(undefined) ? undefined : false;
}
