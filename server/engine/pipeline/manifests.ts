import type { YamlMap, YamlNode } from "../languages/yaml/model.ts";
import { parseYaml } from "../languages/yaml/parse.ts";
import { SourceText } from "../text/source.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { inFolder, nameOf, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** What Kubernetes rolls out: a Deployment, a StatefulSet or a DaemonSet. */
export interface Workload {
  /** `deployment`, `statefulset`, `daemonset`. */
  readonly kind: string;
  /** Undefined where something else decides. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

const kinds = /^(?:deploy(?:ments?)?|statefulsets?|sts|daemonsets?|ds)(?:\.apps|\.v1\.apps)?$/i;

/** The kind that a name of `kubectl` stands for: `deployment` for `deploy` and `deployments.apps`; undefined for what is not rolled out. */
export function workloadKind(name: string): string | undefined {
  if (!kinds.test(name)) return undefined;
  const first = name.toLowerCase();
  return first.startsWith("dep") ? "deployment" : first.startsWith("da") || first.startsWith("ds") ? "daemonset" : "statefulset";
}

/** The workloads in the text of manifests. */
export function workloadsIn(text: string): readonly Workload[] {
  const { documents } = parseYaml(new SourceText("manifest.yaml", text));
  return documents.flatMap(({ root }) => workloadsOf(root));
}

function workloadsOf(node: YamlNode | undefined): readonly Workload[] {
  if (node?.kind !== "map") return [];
  const kind = textAt(node, "kind");
  const items = node.get("items");
  if (kind === "List" && items?.kind === "sequence") return items.items.flatMap(({ value }) => workloadsOf(value));
  if (!/^(?:Deployment|StatefulSet|DaemonSet)$/.test(kind ?? "")) return [];
  const metadata = node.get("metadata");
  if (metadata?.kind !== "map") return [];
  return [{ kind: (kind as string).toLowerCase(), name: plain(textAt(metadata, "name")), namespace: plain(textAt(metadata, "namespace")) }];
}

function textAt(map: YamlMap, key: string): string | undefined {
  const value = map.get(key);
  return value?.kind === "scalar" ? value.text : undefined;
}

/** A name that nothing is put into: neither a variable nor a template. */
function plain(name: string | undefined): string | undefined {
  return name !== undefined && /^[a-z0-9][a-z0-9.-]*$/.test(name) ? name : undefined;
}

const maximumDepth = 5;

/**
 * The workloads that `kubectl apply` finds in a file or folder of the workspace; undefined where it cannot be seen. A file that is not there tells by
 * its name alone: `deployment.yaml` holds one.
 */
export function workloadsAt(path: string, isKustomized: boolean, workspace: Workspace): readonly Workload[] | undefined {
  return isKustomized ? kustomized(workspace, path) : applied(workspace, path);
}

const applied = keyedFact("the workloads at", (workspace, path): readonly Workload[] | undefined => {
  if (/\.(?:ya?ml|json)$/i.test(path)) {
    const text = workspace.read(path);
    if (text !== undefined) return workloadsIn(text);
    const name = nameOf(path).toLowerCase();
    const [kind] = /(?<![a-z])(?:deployment|statefulset|daemonset)(?![a-z])/.exec(name) ?? [];
    return kind === undefined ? undefined : [{ kind, name: undefined, namespace: undefined }];
  }
  const entries = workspace.list(path)?.filter(({ name, isFolder }) => !isFolder && /\.(?:ya?ml|json)$/i.test(name));
  return entries?.flatMap(({ name }) => workloadsIn(workspace.read(inFolder(path, name)) ?? ""));
});

const kustomized = keyedFact("the kustomized workloads at", (workspace, path) => kustomize(path, workspace, 0));

function kustomize(folder: string, workspace: Workspace, depth: number): readonly Workload[] | undefined {
  const text = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
    .map((name) => workspace.read(inFolder(folder, name)))
    .find((one) => one !== undefined);
  if (text === undefined || depth > maximumDepth) return undefined;
  const { documents } = parseYaml(new SourceText("kustomization.yaml", text));
  const root = documents[0]?.root;
  if (root?.kind !== "map") return [];
  const found: Workload[] = [];
  for (const key of ["resources", "bases"]) {
    const list = root.get(key);
    if (list?.kind !== "sequence") continue;
    for (const { value } of list.items) {
      const path = value?.kind === "scalar" ? resolvePath(folder, value.text) : undefined;
      if (path === undefined) continue;
      found.push(...((/\.(?:ya?ml|json)$/i.test(path) ? applied(workspace, path) : kustomize(path, workspace, depth + 1)) ?? []));
    }
  }
  const [prefix, suffix, namespace] = ["namePrefix", "nameSuffix", "namespace"].map((key) => textAt(root, key));
  return found.map((workload) => ({
    kind: workload.kind,
    name: workload.name === undefined ? undefined : `${prefix ?? ""}${workload.name}${suffix ?? ""}`,
    namespace: namespace ?? workload.namespace,
  }));
}
