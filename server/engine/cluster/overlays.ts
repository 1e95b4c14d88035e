import type { ManifestObject } from "../languages/kubernetes/model.ts";
import { scalarValue } from "../languages/kubernetes/scalar.ts";
import type { Field, ScalarValue } from "../languages/yaml/mapping.ts";
import type { YamlNode } from "../languages/yaml/model.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type Kustomization, type Kustomizations, kustomizations, type Operation, type Patch } from "./kustomization.ts";

/** One way in which a manifest is built: from a kustomization that nobody takes in, down to the one that takes in the file. */
export interface Variant {
  readonly root: Kustomization;
  /** All that change the manifest's objects, components among them, in the order in which they do. */
  readonly steps: readonly Kustomization[];
}

/** As many builds of one file are looked at. */
const maximumVariants = 60;

const known = new WeakMap<Kustomizations, Map<string, readonly Variant[]>>();

/** The builds of Kustomize that a file goes through; none where none is seen. */
export function variantsOf(workspace: Workspace, path: string): readonly Variant[] {
  const all = workspace.derive(kustomizations);
  if (!all.takenInBy.has(path)) return none;
  let byPath = known.get(all);
  if (!byPath) {
    byPath = new Map();
    known.set(all, byPath);
  }
  let variants = byPath.get(path);
  if (!variants) {
    variants = findVariants(path, all);
    byPath.set(path, variants);
  }
  return variants;
}

const none: readonly Variant[] = [];

function findVariants(path: string, { takenInBy, byFolder }: Kustomizations): readonly Variant[] {
  const takers = takenInBy.get(path) ?? [];
  const above = new Set(takers);
  for (const one of above) for (const other of takenInBy.get(one.folder) ?? []) above.add(other);
  const roots = [...above].filter((one) => !one.isComponent && !takenInBy.has(one.folder));
  // Those that take in each other have no root.
  return (roots.length > 0 ? roots : takers).slice(0, maximumVariants).map((root): Variant => {
    const steps = new Set<Kustomization>();
    const visiting = new Set<Kustomization>();
    const visit = (one: Kustomization): boolean => {
      if (visiting.has(one)) return steps.has(one);
      visiting.add(one);
      let holds = one.files.includes(path);
      for (const folder of one.bases) {
        const base = byFolder.get(folder);
        if (base && !base.isComponent && above.has(base) && visit(base)) holds = true;
      }
      for (const folder of one.bases) {
        const component = byFolder.get(folder);
        if (!component?.isComponent) continue;
        if (visit(component)) holds = true;
        else if (holds) addComponent(component);
      }
      if (holds) steps.add(one);
      return holds;
    };
    const addComponent = (component: Kustomization): void => {
      if (steps.has(component)) return;
      for (const folder of component.bases) {
        const nested = byFolder.get(folder);
        if (nested?.isComponent && nested !== component && !visitingComponents.has(nested)) {
          visitingComponents.add(nested);
          addComponent(nested);
        }
      }
      steps.add(component);
    };
    const visitingComponents = new Set<Kustomization>();
    visit(root);
    return { root, steps: [...steps] };
  });
}

/** The builds that an object goes through. */
export function variantsOfObject({ file }: ManifestObject, workspace: Workspace): readonly Variant[] {
  return variantsOf(workspace, file.source.path);
}

/** Where something is written that is laid over an object. */
export interface OverlayPlace {
  readonly path: string;
  /** Undefined where it stands in a text inside of the file. */
  readonly span: Span | undefined;
}

/** What a build makes of one place of an object. */
export type Overlaid =
  /** It stays as it is written. */
  | { readonly kind: "own" }
  /** Something stands there now; the scalar where it is one. */
  | { readonly kind: "set"; readonly value: ScalarValue | undefined; readonly place?: OverlayPlace }
  | { readonly kind: "removed" }
  /** The whole object is taken away. */
  | { readonly kind: "gone" }
  | { readonly kind: "unknown" };

/** What each build makes of the place at the end of a path of keys from the object's root; an item of a list is named by its `name`. */
export function overlaid(object: ManifestObject, path: readonly string[], workspace: Workspace): readonly Overlaid[] {
  const isCount = path.length === 2 && path[0] === "spec" && path[1] === "replicas" && countable.has(object.kind);
  return variantsOfObject(object, workspace).map(({ steps }) => {
    let result: Overlaid = { kind: "own" };
    let name = object.name.value;
    for (const step of steps) {
      const effect = effectOfStep(step, object, path);
      if (effect) result = effect;
      if (effect?.kind === "gone") return effect;
      if (!isCount) continue;
      // `replicas:` comes after the patches beside it.
      const count = countByName(step, object.name.value, name);
      if (count) result = count;
      if (name !== undefined) name = `${step.namePrefix}${name}${step.nameSuffix}`;
    }
    return result;
  });
}

/** The kinds that `replicas:` of a kustomization is for. */
const countable: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"]);

function countByName({ replicas, path }: Kustomization, own: string | undefined, full: string | undefined): Overlaid | undefined {
  let found: Overlaid | undefined;
  for (const { name, count, span } of replicas) {
    if (name === undefined || own === undefined) found = { kind: "unknown" };
    else if (name === own || name === full)
      found = count === undefined ? { kind: "unknown" } : { kind: "set", value: count, place: { path, span } };
  }
  return found;
}

/** What the patches of one kustomization do to a place of an object; undefined where they leave it alone. */
export function effectOfStep(
  { patches, isOpaque, path: own }: Kustomization,
  object: ManifestObject,
  path: readonly string[],
): Overlaid | undefined {
  let result: Overlaid | undefined;
  for (const patch of patches) {
    const effect = effectOf(patch, object, path);
    if (effect?.kind === "gone") return effect;
    if (effect) result = effect.kind === "set" ? { ...effect, place: placeOf(effect, patch.path, own) } : effect;
  }
  return isOpaque ? { kind: "unknown" } : result;
}

/**
 * Whether what is missing from an object is written by overlays: true where every one does, false where none does; undefined where some do, or it
 * cannot be seen.
 */
export function isSupplied(object: ManifestObject, path: readonly string[], workspace: Workspace): boolean | undefined {
  const results = overlaid(object, path, workspace).filter(({ kind }) => kind !== "gone");
  if (results.length > 0 && results.every(({ kind }) => kind === "set")) return true;
  return results.every(({ kind }) => kind === "own" || kind === "removed") ? false : undefined;
}

/**
 * The value that all builds of an object agree on, for a place with what is written there (the default where nothing is); undefined where it is not known,
 * or differs.
 */
export function agreedValue<T extends ScalarValue>(
  object: ManifestObject,
  path: readonly string[],
  field: Field<T>,
  fallback: T,
  workspace: Workspace,
): T | undefined {
  const results = overlaid(object, path, workspace).filter(({ kind }) => kind !== "gone");
  if (results.length === 0) return field.or(fallback);
  const values = new Set(
    results.map((result) => {
      if (result.kind === "own") return field.or(fallback);
      if (result.kind === "removed") return fallback;
      return result.kind === "set" && typeof result.value === typeof fallback ? (result.value as T) : undefined;
    }),
  );
  return values.size === 1 ? [...values][0] : undefined;
}

/** A patch that stands in the kustomization is a text of its own, whose places are not those of the file. */
function placeOf({ place }: { readonly place?: OverlayPlace }, path: string, kustomization: string): OverlayPlace {
  return { path, span: path === kustomization ? undefined : place?.span };
}

/** What a patch does to a place of an object; undefined where it leaves it alone. */
function effectOf(patch: Patch, object: ManifestObject, path: readonly string[]): Overlaid | undefined {
  const { target } = patch;
  const isMeant = target ? isTarget(target, object) : undefined;
  if (isMeant === false) return undefined;
  if (patch.isUnknown) return { kind: "unknown" };
  let result: Overlaid | undefined;
  for (const part of patch.objects) {
    if (!target && !(part.kind === object.kind && isSameName(part.name.value, object))) continue;
    const effect: Overlaid | undefined = part.root.text("$patch").value === "delete" ? { kind: "gone" } : laidOver(part.root.map, path);
    if (effect) result = effect;
  }
  for (const operation of patch.operations) {
    const effect = afterOperation(operation, object, path);
    if (effect) result = effect;
  }
  return result && target && isMeant === undefined ? { kind: "unknown" } : result;
}

function isSameName(name: string | undefined, object: ManifestObject): boolean {
  return name !== undefined && name === object.name.value;
}

function isTarget({ kind, name, isOpen }: NonNullable<Patch["target"]>, object: ManifestObject): boolean | undefined {
  if (matchesPattern(kind, object.kind) === false || matchesPattern(name, object.name.value) === false) return false;
  if (isOpen) return undefined;
  return matchesPattern(kind, object.kind) && matchesPattern(name, object.name.value);
}

/** Whether a text is what a target says: a regular expression for the whole of it, which most of the time is a plain name. */
function matchesPattern(pattern: string | undefined, text: string | undefined): boolean | undefined {
  if (pattern === undefined || pattern === ".*") return true;
  if (text === undefined) return undefined;
  if (/^[\w-]*$/.test(pattern)) return pattern === text;
  const [, start] = /^([\w-]*)\.\*$/.exec(pattern) ?? [];
  if (start !== undefined) return text.startsWith(start);
  const words = /^\(?([\w|-]+)\)?$/.exec(pattern)?.[1];
  return words === undefined ? undefined : words.split("|").includes(text);
}

/** What a part of an object that is laid over it does to a place. */
function laidOver(node: YamlNode | undefined, [key, ...rest]: readonly string[]): Overlaid | undefined {
  if (key === undefined) return node?.kind === "scalar" && scalarValue(node) === null ? { kind: "removed" } : setTo(node);
  if (node?.kind === "map") {
    const directive = node.get("$patch");
    const entry = node.entry(key);
    if (directive?.kind === "scalar" && directive.text === "delete") return { kind: "removed" };
    if (!entry) return directive?.kind === "scalar" && directive.text === "replace" ? { kind: "removed" } : undefined;
    if (entry.value?.kind === "scalar" && scalarValue(entry.value) === null) return { kind: "removed" };
    return laidOver(entry.value, rest);
  }
  if (node?.kind !== "sequence") return undefined;
  const item = node.items.find(({ value }) => {
    const name = value?.kind === "map" ? value.get("name") : undefined;
    return name?.kind === "scalar" && name.text === key;
  });
  return item && laidOver(item.value, rest);
}

function setTo(node: YamlNode | undefined): Overlaid {
  return { kind: "set", value: node?.kind === "scalar" ? scalarValue(node) : undefined, place: { path: "", span: node?.span } };
}

/** What one operation of a JSON patch does to a place. */
function afterOperation({ op, path: at, value }: Operation, object: ManifestObject, path: readonly string[]): Overlaid | undefined {
  if (op === "test") return undefined;
  let node: YamlNode | undefined = object.root.map;
  for (let i = 0; i < at.length; i++) {
    const [wanted, written] = [path[i], at[i] as string];
    // It changes something below.
    if (wanted === undefined) return undefined;
    if (node?.kind === "sequence") {
      const index = /^\d+$/.test(written) ? Number(written) : undefined;
      const item: YamlNode | undefined = index === undefined ? undefined : node.items[index]?.value;
      const name: YamlNode | undefined = item?.kind === "map" ? item.get("name") : undefined;
      const isNamed = name?.kind === "scalar" ? name.text === wanted : undefined;
      // Behind the end, or by name (`replacements`).
      if (written !== wanted && isNamed !== true) return item === undefined && index !== undefined ? { kind: "unknown" } : undefined;
      node = item;
    } else {
      if (written !== wanted) return undefined;
      node = node?.kind === "map" ? node.get(wanted) : undefined;
    }
  }
  if (op === "remove") return { kind: "removed" };
  if (op !== "add" && op !== "replace") return { kind: "unknown" };
  return laidOver(value, path.slice(at.length)) ?? { kind: "removed" };
}
