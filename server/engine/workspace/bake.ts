import type { Build } from "./builds.ts";
import { idIn } from "./docker-command.ts";
import { type HclBlock, type HclValue, readHcl } from "./hcl.ts";
import { imageName } from "./image-name.ts";
import { folderOf, nameOf, resolvePath } from "./paths.ts";
import type { Workspace } from "./workspace.ts";
import { readYaml, type YamlValue } from "./yaml-tree.ts";

/** Whether a file is one that `docker buildx bake` looks for, or is named after one. */
export function isBakePath(path: string): boolean {
  return /^docker-bake(?:[.-][^/]*)?\.(?:hcl|json)$/i.test(nameOf(path));
}

/** The builds of a Bake file's targets. Paths count from the folder of the file, where Bake is run by convention; a Dockerfile's from its context. */
export function bakeBuilds(path: string, workspace: Workspace): readonly Build[] {
  const text = workspace.read(path) ?? "";
  const targets = new Map<string, HclBlock>();
  if (path.toLowerCase().endsWith(".json")) {
    for (const { key, keySpan, value } of readYaml(text)[0]?.get("target")?.entries ?? []) {
      if (value?.isMap) targets.set(key, { type: "target", labels: [key], span: keySpan, attributes: attributesOf(value) });
    }
  } else {
    for (const block of readHcl(text)) {
      const name = block.labels[0];
      if (block.type !== "target" || name === undefined) continue;
      // Later blocks of one name are laid over earlier ones.
      const known = targets.get(name);
      targets.set(name, known ? { ...known, attributes: new Map([...known.attributes, ...block.attributes]) } : block);
    }
  }

  const parents = new Set([...targets.values()].flatMap((target) => strings(target.attributes.get("inherits"))));
  const builds: Build[] = [];
  for (const [name, target] of targets) {
    const isBuild = ["context", "dockerfile", "target", "output"].some((key) => target.attributes.has(key));
    // What others inherit from without being a build of its own: `target "docker-metadata-action" {}`, `target "_common"`.
    if (name.startsWith("_") || (!isBuild && (parents.has(name) || target.attributes.size === 0))) continue;
    builds.push(readTarget(name, target, targets, path));
  }
  return builds;
}

function attributesOf(value: YamlValue): ReadonlyMap<string, HclValue> {
  return new Map(value.entries.map(({ key, value: item }) => [key, toHcl(item, 0)]));
}

function toHcl(value: YamlValue | undefined, depth: number): HclValue {
  if (!value || depth > 4) return { kind: "unknown" };
  if (value.isList) return { kind: "list", items: value.items.map((item) => toHcl(item, depth + 1)) };
  if (value.isMap) return { kind: "map", entries: new Map(value.entries.map(({ key, value: item }) => [key, toHcl(item, depth + 1)])) };
  if (value.text === undefined) return value.rawText === undefined ? { kind: "unknown" } : { kind: "unknown", written: value.rawText };
  return { kind: "text", text: value.text };
}

function readTarget(name: string, target: HclBlock, targets: ReadonlyMap<string, HclBlock>, path: string): Build {
  const attributes = inherited(name, targets, new Set());
  const args = new Map<string, string | undefined>();
  const argValue = attributes.get("args");
  if (argValue?.kind === "map") for (const [key, value] of argValue.entries) args.set(key, textOf(value));
  const contexts = attributes.get("contexts");

  const contextValue = attributes.get("context");
  const contextText = contextValue ? textOf(contextValue) : ".";
  const context = contextText === undefined ? undefined : resolvePath(folderOf(path), contextText);
  const dockerfileValue = attributes.get("dockerfile");
  const dockerfileText = attributes.has("dockerfile-inline") ? undefined : dockerfileValue ? textOf(dockerfileValue) : "Dockerfile";
  const stage = attributes.get("target");
  const tags = attributes.get("tags");
  return {
    source: { path, span: target.span },
    kind: "bake",
    context,
    dockerfile: context === undefined || dockerfileText === undefined ? undefined : resolvePath(context, dockerfileText),
    target: stage && textOf(stage),
    isTargetUnknown: stage !== undefined && textOf(stage) === undefined,
    args,
    service: name,
    namedContexts: contexts?.kind === "map" ? [...contexts.entries.keys()] : [],
    secrets: idsOf(attributes.get("secret")),
    ssh: idsOf(attributes.get("ssh")),
    images: tags?.kind === "list" ? tags.items.flatMap((tag) => imageName(writtenOf(tag) ?? "") ?? []) : [],
  };
}

/** The ids in `secret = ["id=a,src=b", { id = "c" }]` and `ssh = ["default", { id = "d" }]`. */
function idsOf(value: HclValue | undefined): string[] {
  return (value?.kind === "list" ? value.items : []).flatMap((item) => {
    const id = item.kind === "map" ? item.entries.get("id") : undefined;
    return (id ? textOf(id) : idIn(textOf(item) ?? "")) ?? [];
  });
}

/** A target's attributes over those of what it inherits from; of several parents the last one wins, and maps are merged. */
function inherited(name: string, targets: ReadonlyMap<string, HclBlock>, seen: Set<string>): ReadonlyMap<string, HclValue> {
  const target = targets.get(name);
  if (!target || seen.has(name)) return new Map();
  seen.add(name);
  const attributes = new Map<string, HclValue>();
  const lay = (values: ReadonlyMap<string, HclValue>) => {
    for (const [key, value] of values) {
      const below = attributes.get(key);
      if (below?.kind === "map" && value.kind === "map")
        attributes.set(key, { kind: "map", entries: new Map([...below.entries, ...value.entries]) });
      else attributes.set(key, value);
    }
  };
  for (const parent of strings(target.attributes.get("inherits"))) lay(inherited(parent, targets, seen));
  lay(target.attributes);
  return attributes;
}

function textOf(value: HclValue): string | undefined {
  return value.kind === "text" ? value.text : undefined;
}

/** A string with what is put into it as it is written. */
function writtenOf(value: HclValue): string | undefined {
  return value.kind === "unknown" ? value.written : textOf(value);
}

function strings(value: HclValue | undefined): string[] {
  return value?.kind === "list" ? value.items.flatMap((item) => textOf(item) ?? []) : [];
}
