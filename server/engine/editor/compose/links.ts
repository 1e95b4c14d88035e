import type { ComposeFile, Service } from "../../languages/compose/model.ts";
import type { YamlNode, YamlScalar } from "../../languages/yaml/model.ts";
import { composeBuilds } from "../../workspace/compose.ts";
import { folderOf, resolvePath } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { imageLink } from "../image-link.ts";
import type { EditorOptions, Link } from "../model.ts";
import { innerSpan } from "./mentions.ts";

/** The files that a Compose file names (Dockerfiles, variables, includes, files of secrets and configs, sources of mounts), and pages of public images. */
export function links(file: ComposeFile, { workspace }: EditorOptions): readonly Link[] {
  const found = new Map<number, Link>();
  const folder = folderOf(file.source.path);
  const add = (node: YamlNode | undefined, path = writtenPath(file, node, folder)): void => {
    const span = node?.kind === "scalar" && !node.alias ? innerSpan(node) : undefined;
    if (span && path !== undefined && isFile(path, workspace) && !found.has(span.start))
      found.set(span.start, { span, target: { path }, about: path });
  };
  for (const { node } of file.includes) {
    const paths = node.kind === "map" ? node.get("path") : node;
    for (const one of paths?.kind === "sequence" ? paths.items.map(({ value }) => value) : [paths]) add(one);
    for (const one of node.kind === "map" ? itemsOf(node.get("env_file")) : []) add(one);
  }
  for (const kind of ["secrets", "configs"] as const) for (const { mapping } of file.declarations(kind)) add(mapping.text("file").node);
  for (const service of file.services) {
    addImage(service);
    for (const key of ["env_file", "label_file"])
      for (const one of itemsOf(service.mapping.entryOf(key)?.value)) add(one.kind === "map" ? one.get("path") : one);
    add(service.extends?.fileField?.node);
    for (const { type, node, source, mapping } of service.mounts) {
      const long = mapping.text("source").node;
      if (type !== "bind" || source.state !== "known" || source.isDefault) continue;
      const path = resolvePath(folder, source.value);
      if (long) add(long, path);
      else if (node.kind === "scalar" && !node.alias && path !== undefined && isFile(path, workspace))
        found.set(source.span.start, { span: source.span, target: { path }, about: path });
    }
  }
  for (const build of composeBuilds(file.source.path, workspace)) {
    const service = build.service === undefined ? undefined : file.service(build.service);
    const own = service?.build;
    if (!own || build.dockerfile === undefined) continue;
    add(own.dockerfile.node ?? own.context.node, build.dockerfile);
    if (own.dockerfile.node) add(own.context.node, build.dockerfile);
  }
  return [...found.values()].sort((a, b) => a.span.start - b.span.start);

  function addImage({ image }: Service): void {
    const { node, value } = image;
    const link = node && value !== undefined ? imageLink(value) : undefined;
    const span = node && !node.alias ? innerSpan(node) : undefined;
    if (link && span && !found.has(span.start)) found.set(span.start, { span, ...link });
  }
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  if (!node) return [];
  return node.kind === "sequence" ? node.items.flatMap(({ value }) => value ?? []) : [node];
}

function writtenPath(file: ComposeFile, node: YamlNode | undefined, folder: string): string | undefined {
  if (node?.kind !== "scalar" || node.text.includes("\n") || file.isMasked(node.span)) return undefined;
  return resolvePath(folder, (node as YamlScalar).text);
}

/** A file that is there; a folder has no place to go to. */
function isFile(path: string, workspace: Workspace): boolean {
  return path !== "" && workspace.has(path) === true && workspace.list(path) === undefined;
}
