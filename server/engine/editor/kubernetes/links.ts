import { isKustomizationPath } from "../../languages/kubernetes/detect.ts";
import type { ManifestFile } from "../../languages/kubernetes/model.ts";
import type { Mapping } from "../../languages/yaml/mapping.ts";
import type { YamlNode } from "../../languages/yaml/model.ts";
import type { Span } from "../../text/span.ts";
import { folderOf, inFolder, resolvePath } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { imageLink } from "../image-link.ts";
import type { EditorOptions, Link } from "../model.ts";
import { mappingsAt } from "./paths.ts";

/** A file of the workspace that a text leads to. */
export interface FileReference {
  readonly span: Span;
  readonly path: string;
}

/** The files that a kustomization takes in, and where public images can be read about. */
export function links(file: ManifestFile, { workspace }: EditorOptions): readonly Link[] {
  const found: Link[] = fileReferencesIn(file, workspace).map(({ span, path }) => ({ span, target: { path }, about: path }));
  const seen = new Set<number>();
  for (const { workload } of file.objects) {
    for (const { image } of workload?.pod.allContainers ?? []) {
      const { node, value } = image;
      const link = node && value !== undefined && imageLink(value);
      if (!node || !link || seen.has(node.span.start)) continue;
      seen.add(node.span.start);
      found.push({ span: inner(node), ...link });
    }
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

const kustomizationFiles: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** The lists of a kustomization whose items are paths. */
const pathLists: readonly string[] = [
  "resources",
  "bases",
  "components",
  "configurations",
  "crds",
  "generators",
  "transformers",
  "validators",
  "patchesStrategicMerge",
];

/** The files that the paths in a kustomization lead to; of a folder, its own kustomization. */
export function fileReferencesIn(file: ManifestFile, workspace: Workspace): readonly FileReference[] {
  if (!isKustomizationPath(file.source.path)) return [];
  const folder = folderOf(file.source.path);
  const found: FileReference[] = [];
  const add = (node: YamlNode | undefined, skipped = 0) => {
    if (node?.kind !== "scalar" || node.alias || node.text.includes("\n") || file.isMasked(node.span)) return;
    const path = fileAt(folder, node.text.slice(skipped), workspace);
    const part = { start: skipped, end: node.text.length };
    if (path !== undefined && node.mapped.isContiguous(part)) found.push({ span: node.mapped.spanToSource(part), path });
  };
  const addFiles = (generator: Mapping) => {
    for (const node of generator.list("files").nodes) add(node, node.kind === "scalar" ? node.text.indexOf("=") + 1 : 0);
    for (const node of generator.list("envs").nodes) add(node);
    add(generator.text("env").node);
  };
  for (const { root } of file.documents) {
    if (!root) continue;
    for (const key of pathLists) for (const node of root.list(key).nodes) add(node);
    for (const key of ["patches", "patchesJson6902", "replacements"])
      for (const item of root.list(key).mappings) add(item.text("path").node);
    for (const key of ["configMapGenerator", "secretGenerator"]) for (const item of root.list(key).mappings) addFiles(item);
    for (const chart of mappingsAt(root, "helmCharts[]")) add(chart.text("valuesFile").node);
  }
  return found;
}

function fileAt(folder: string, written: string, workspace: Workspace): string | undefined {
  const path = written === "" ? undefined : resolvePath(folder, written);
  if (path === undefined || path === folder || workspace.has(path) !== true) return undefined;
  const entries = workspace.list(path);
  if (!entries) return path;
  const name = kustomizationFiles.find((one) => entries.some((entry) => entry.name === one));
  return name === undefined ? undefined : inFolder(path, name);
}

/** What stands between the quotes. */
function inner({ mapped, text, span }: Extract<YamlNode, { readonly kind: "scalar" }>): Span {
  const whole = { start: 0, end: text.length };
  return mapped.isContiguous(whole) ? mapped.spanToSource(whole) : span;
}
