import { isComposePath } from "../languages/compose/detect.ts";
import type { Workload as ManifestWorkload } from "../languages/kubernetes/model.ts";
import { parse } from "../languages/parse.ts";
import { SourceText } from "../text/source.ts";
import { keyedFact } from "./keyed-fact.ts";
import type { Fact, Workspace } from "./workspace.ts";

/** Where manifests are looked for: as many YAML files as this, each no larger than this. */
const maximumFiles = 400;
const maximumSize = 256 * 1024;

/** A workload of Kubernetes that a manifest of the repository describes. */
export interface Workload {
  readonly path: string;
  /** `deployment`, `statefulset`, `daemonset`. */
  readonly kind: string;
  readonly name: string;
  /** The names of its containers; undefined where one is not told. */
  readonly containers: readonly string[] | undefined;
}

/** The workloads of the repository's plain manifests; undefined where names may be made otherwise (charts, name prefixes, templates), or files are not seen. */
export const workloads: Fact<readonly Workload[] | undefined> = {
  name: "workloads",
  compute(workspace) {
    const files = workspace.files();
    const paths = files?.filter((path) => /\.ya?ml$/i.test(path) && !/^\.|\/\./.test(path) && !isComposePath(path));
    if (!files || !paths || paths.length > maximumFiles) return undefined;
    if (
      files.some((path) =>
        /(?:^|\/)(?:Chart\.yaml|helmfile\.ya?ml|werf\.yaml|skaffold\.yaml)$|\.(?:jsonnet|libsonnet|tf|tpl|gotmpl|j2|cue)$/.test(path),
      )
    )
      return undefined;
    const found: Workload[] = [];
    for (const path of paths) {
      const read = workloadsIn(workspace, path);
      if (!read) return undefined;
      found.push(...read);
    }
    return found;
  },
};

const kinds = /^kind:\s*["']?(?:Deployment|StatefulSet|DaemonSet)\b/m;

const workloadsIn = keyedFact("workloads in", (workspace: Workspace, path: string): readonly Workload[] | undefined => {
  const text = workspace.read(path) ?? "";
  if (/^(?:namePrefix|nameSuffix):/m.test(text)) return undefined;
  if (text.length > maximumSize || !kinds.test(text)) return [];
  const found: Workload[] = [];
  for (const { kind, name, workload } of parse(new SourceText(path, text), "kubernetes").objects) {
    if (kind !== "Deployment" && kind !== "StatefulSet" && kind !== "DaemonSet") continue;
    // One name that a template or a variable gives may be any.
    if (name.value === undefined || /[$<{]/.test(name.value)) return undefined;
    found.push({ path, kind: kind.toLowerCase(), name: name.value, containers: workload && containersOf(workload) });
  }
  return found;
});

function containersOf({ pod }: ManifestWorkload): readonly string[] | undefined {
  const lists = [pod.containerList, pod.spec.list("initContainers")];
  const names = lists.flatMap((list) => list.mappings.map((mapping) => mapping.text("name").value));
  return names.length > 0 && lists.every((list) => !list.isOpen) && names.every((name) => name !== undefined)
    ? (names as string[])
    : undefined;
}
