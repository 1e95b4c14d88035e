import { imagesOf } from "../../cluster/images.ts";
import { overlaid, variantsOfObject } from "../../cluster/overlays.ts";
import { containerAt } from "../../editor/kubernetes/containers.ts";
import type { ManifestPlace } from "../../languages/kubernetes/place.ts";
import type { YamlNode } from "../../languages/yaml/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";

/** How many builds are told apart. */
const shown = 5;

/** What the builds of Kustomize make of a value, where they change it. */
export function overlaidText(place: ManifestPlace, workspace: Workspace): string | undefined {
  const { object, entry } = place;
  if (entry.value?.kind !== "scalar") return undefined;
  const variants = variantsOfObject(object, workspace);
  if (variants.length === 0) return undefined;
  const container = entry.key === "image" ? containerAt(place) : undefined;
  if (container && container.image.entry === entry) {
    const images = (imagesOf(container, workspace) ?? []).filter((image) => image !== container.image.value);
    return images.length > 0 ? `Kustomize makes it ${images.slice(0, shown).map(code).join(", ")}.` : undefined;
  }
  const path = namedPath(place);
  const made = path
    ? overlaid(object, path, workspace).flatMap((result, i) => {
        const where = code(variants[i]?.root.folder || ".");
        if (result.kind === "removed") return [`nothing in ${where}`];
        if (result.kind !== "set" || result.value === undefined) return [];
        return [`${code(String(result.value))} in ${where}${result.place ? ` (${code(result.place.path)})` : ""}`];
      })
    : [];
  return made.length > 0 ? `Kustomize makes it ${made.slice(0, shown).join(", ")}${made.length > shown ? ", …" : ""}.` : undefined;
}

/** The path with the names of items for their numbers; undefined where one has none. */
function namedPath({ object, path }: ManifestPlace): readonly string[] | undefined {
  let node: YamlNode | undefined = object.root.map;
  const names: string[] = [];
  for (const step of path) {
    if (typeof step === "string") {
      names.push(step);
      node = node?.kind === "map" ? node.get(step) : undefined;
      continue;
    }
    node = node?.kind === "sequence" ? node.items[step]?.value : undefined;
    const name: YamlNode | undefined = node?.kind === "map" ? node.get("name") : undefined;
    if (name?.kind !== "scalar") return undefined;
    names.push(name.text);
  }
  return names;
}

function code(text: string): string {
  return `\`${text}\``;
}
