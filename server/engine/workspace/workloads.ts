import { isComposePath } from "./compose.ts";
import { keyedFact } from "./keyed-fact.ts";
import type { Fact, Workspace } from "./workspace.ts";
import { readYaml, type YamlValue } from "./yaml-tree.ts";

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
  for (const document of readYaml(text)) {
    const kind = document.get("kind")?.rawText ?? "";
    if (!/^(?:Deployment|StatefulSet|DaemonSet)$/.test(kind)) continue;
    const name = document.get("metadata")?.get("name")?.text;
    // One name that a template gives may be any.
    if (name === undefined) return undefined;
    found.push({ path, kind: kind.toLowerCase(), name, containers: containersOf(document) });
  }
  return found;
});

function containersOf(document: YamlValue): readonly string[] | undefined {
  const pod = document.get("spec")?.get("template")?.get("spec");
  const items = [...(pod?.get("containers")?.items ?? []), ...(pod?.get("initContainers")?.items ?? [])];
  const names = items.map((item) => item?.get("name")?.text);
  return names.length > 0 && names.every((name) => name !== undefined) ? (names as string[]) : undefined;
}
