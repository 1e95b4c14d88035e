import { addAutoscaling } from "../../cluster/add-autoscaling.ts";
import { allOf, type Edits, fixesOf } from "../../cluster/edit.ts";
import { allProbes, merged } from "../../cluster/new-probes.ts";
import { isInjected } from "../../cluster/probes.ts";
import { restrictPod } from "../../cluster/security-context.ts";
import { isPartial } from "../../cluster/unit.ts";
import { zeroDowntime } from "../../cluster/zero-downtime.ts";
import { loadConfiguration } from "../../config/load.ts";
import { newestKubernetes } from "../../knowledge/kubernetes-apis.ts";
import type { ManifestFile, ManifestObject, Workload } from "../../languages/kubernetes/model.ts";
import { objectAt } from "../../languages/kubernetes/place.ts";
import type { Fix } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { EditorOptions } from "../model.ts";

/** What can be made of a workload whose kind or name stands on the line of an offset, whether anything was found there or not. */
export function refactorings(file: ManifestFile, offset: number, { workspace }: EditorOptions): readonly Fix[] {
  const object = objectAt(file, offset);
  const workload = object?.workload;
  if (!object || !workload || !isHead(object, offset) || object.document.isBroken || isPartial(object, workspace)) return [];
  const version = () => loadConfiguration(file.source.path, workspace).kubernetesVersion ?? newestKubernetes;
  const all: readonly (readonly [title: string, edits: Edits])[] = [
    ["Make zero-downtime", zeroDowntime(workload, workspace, version())],
    ["Make restricted (Pod Security Standard)", restrictPod(workload.pod, workspace)],
    ["Add autoscaling", addAutoscaling(workload, workspace)],
    ["Add probes", addProbes(workload, workspace)],
  ];
  return all.flatMap(([title, edits]) => fixesOf(title, "unsafe", object, edits));
}

function isHead({ file: { source }, kindField, name }: ManifestObject, offset: number): boolean {
  const line = source.lineOf(offset);
  return [kindField, name].some(({ entry }) => entry && source.lineOf(entry.keySpan.start) === line);
}

/** The probes that the containers do not have. */
function addProbes(workload: Workload, workspace: Workspace): Edits {
  if (workload.isJob) return undefined;
  const parts = workload.pod.mainContainers
    .filter((container) => !isInjected(container))
    .flatMap((container) => {
      const edits = allProbes(container, workspace);
      return edits && edits.length > 0 ? [edits] : [];
    });
  const edits = parts.length > 0 ? allOf(...parts) : undefined;
  return edits && merged(edits);
}
