import { effectiveReplicas } from "../../cluster/replicas.ts";
import { findSelected } from "../../cluster/selection.ts";
import type { ManifestFile, ManifestObject } from "../../languages/kubernetes/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { CodeLens, EditorOptions } from "../model.ts";

const selecting: ReadonlySet<string> = new Set(["Service", "PodDisruptionBudget", "NetworkPolicy"]);

/** Above each object that selects pods, the workloads whose pods they are; the places are those. */
export function codeLenses(file: ManifestFile, { workspace }: EditorOptions): readonly CodeLens[] {
  return file.objects.flatMap((object): readonly CodeLens[] => {
    if (!selecting.has(object.kind) || object.isPatch) return [];
    const selector = object.spec.mapping(object.kind === "NetworkPolicy" ? "podSelector" : "selector");
    if (selector.entries.length === 0) return [];
    const { objects, isDistant } = findSelected(object, workspace);
    if (objects.length === 0 || isDistant) return [];
    const workloads = objects.map((one) => one.object);
    const names = workloads.slice(0, 3).map((one) => titleOf(one, workspace));
    const title = `selects ${names.join(", ")}${workloads.length > names.length ? ` and ${workloads.length - names.length} more` : ""}`;
    const places = workloads.map((one) => ({ path: one.file.source.path, span: one.nameSpan }));
    return [{ span: object.kindField.entry?.keySpan ?? object.nameSpan, title, places }];
  });
}

function titleOf({ title, workload }: ManifestObject, workspace: Workspace): string {
  const replicas = workload?.isScalable ? effectiveReplicas(workload, workspace) : undefined;
  const { minimum, maximum } = replicas ?? {};
  if (minimum === undefined || maximum === undefined) return title;
  const count = minimum === maximum ? `${minimum} ${minimum === 1 ? "pod" : "pods"}` : `${minimum}–${maximum} pods`;
  return `${title} (${count})`;
}
