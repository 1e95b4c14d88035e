import { isKustomizationPath } from "../languages/kubernetes/detect.ts";
import type { ManifestFile, ManifestObject } from "../languages/kubernetes/model.ts";
import { bundledKind, type Home, type SchemaProblem, schemaProblemsOf } from "../languages/kubernetes/schema-problems.ts";
import type { FieldType, ObjectType, SchemaKind } from "../languages/kubernetes/schema-types.ts";
import { Mapping } from "../languages/yaml/mapping.ts";
import type { YamlEntry, YamlMap, YamlScalar } from "../languages/yaml/model.ts";
import { asWritten, inOrder } from "../languages/yaml/moved.ts";
import type { Fix, Safety } from "../rule.ts";
import { replace } from "../text/edit.ts";
import { either } from "../text/either.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { customKindOf } from "./custom-resources.ts";
import { allOf, type Edits, fixesOf, insertAt, insertKey, removeKey } from "./edit.ts";

/** What an object's kind is by the bundled tables, else by a definition of the workspace. */
export function schemaKindOf(object: ManifestObject, workspace: Workspace): SchemaKind | undefined {
  return bundledKind(object) ?? customKind(object, workspace);
}

/**
 * What the API does not allow in the objects of a file, of one kind; where the bundled tables and a definition of the workspace know a kind, what both
 * refuse. Nothing of documents that YAML cannot read: what stands where cannot be told there.
 */
export function schemaProblemsIn(file: ManifestFile, code: SchemaProblem["code"], workspace: Workspace): readonly SchemaProblem[] {
  return file.objects.flatMap((object) => {
    if (object.document.isBroken) return [];
    const isBundled = bundledKind(object) !== undefined;
    const bundled = schemaProblemsOf(object).filter((problem) => problem.code === code);
    if (isBundled && bundled.length === 0) return [];
    const custom = customKind(object, workspace);
    if (!custom) return bundled;
    const own = schemaProblemsOf(object, custom).filter((problem) => problem.code === code);
    if (!isBundled) return own;
    const told = new Set(own.map(({ span, key }) => `${span.start} ${key}`));
    return bundled.filter(({ span, key }) => told.has(`${span.start} ${key}`));
  });
}

function customKind(object: ManifestObject, workspace: Workspace): SchemaKind | undefined {
  const apiVersion = object.apiVersion.value;
  return apiVersion === undefined || object.kind === "" ? undefined : customKindOf(workspace, apiVersion, object.kind);
}

/** Who reads an object, and what becomes of a wrong one. */
export function refusal(object: ManifestObject): { readonly reader: string; readonly outcome: string; readonly unknown: string } {
  return isKustomization(object)
    ? { reader: "Kustomize", outcome: "Kustomize refuses the file", unknown: "it refuses the file" }
    : { reader: "Kubernetes", outcome: "the API server refuses the object", unknown: "it is refused, or dropped without a word" };
}

/** Whether an object is read by Kustomize, not by a cluster. */
export function isKustomization({ group, file }: ManifestObject): boolean {
  return group?.startsWith("kustomize.config.") === true || (group === undefined && isKustomizationPath(file.source.path));
}

/** The scalar that a problem is about. */
export function scalarOf({ entry, item }: SchemaProblem): YamlScalar | undefined {
  const value = item ? item.item.value : entry?.value;
  return value?.kind === "scalar" && !value.alias ? value : undefined;
}

/** The fix that puts a plain word in the place of a scalar, or between its quotes. */
export function rewriteFix(problem: SchemaProblem, text: string, safety: Safety, keepsQuotes: boolean): readonly Fix[] {
  const node = scalarOf(problem);
  if (!node || node.style === "literal" || node.style === "folded" || node.tag !== undefined) return [];
  const quotes = keepsQuotes && node.style !== "plain" ? 1 : 0;
  const span = { start: node.span.start + quotes, end: node.span.end - quotes };
  return fixesOf(`Write \`${text}\``, safety, problem.object, [replace(span, text)]);
}

/** What a type takes, in words. */
export function taken(type: FieldType): string {
  switch (type.is) {
    case "string":
      return "a text";
    case "integer":
      return "a whole number";
    case "number":
      return "a number";
    case "boolean":
      return "`true` or `false`";
    case "quantity":
      return "a quantity such as `500m` or `128Mi`";
    case "time":
      return "a time such as `2026-01-31T12:00:00Z`";
    case "integer-or-string":
      return "a whole number or a text";
    case "enum":
      return type.values.length > 8 ? "one of a fixed set of words" : either(type.values);
    case "list":
      return "a list";
    default:
      return "keys with values";
  }
}

/** Moves an entry to where its field belongs; undefined where that place cannot be told, or has it already. */
export function moveHome(object: ManifestObject, entry: YamlEntry, home: Home): Edits {
  const { file } = object;
  const target = home.map && mappingOf(object, home.map);
  const value = asWritten(file, entry);
  if (!target || value === undefined || (home.rest.length === 0 && target.entryOf(entry.key))) return undefined;
  const [first, ...others] = [...home.rest, entry.key];
  if (first === undefined) return undefined;
  const inserted = others.length === 0 ? insertKey(object, target, first, value) : insertAt(object, target, [first, ...others], value);
  return inOrder(allOf(removeKey(object, entry), inserted));
}

/** The names of the fields of the object at a path. */
export function fieldNames(type: ObjectType | undefined, path: readonly string[]): readonly string[] {
  let at = type;
  for (const key of path) {
    let is: FieldType | undefined = at?.fields.get(key)?.type;
    while (is?.is === "list" || is?.is === "map") is = is.is === "list" ? is.item : is.value;
    at = is?.is === "object" ? is.type : undefined;
  }
  return at && !at.isOpen ? [...at.fields.keys()] : [];
}

/** A map of an object with the key that it stands under, which says what order its keys have. */
function mappingOf(object: ManifestObject, map: YamlMap): Mapping {
  return Mapping.of(object.file, map, map === object.root.map ? undefined : entryAbove(object.root.map, map));
}

function entryAbove(root: YamlMap | undefined, map: YamlMap): YamlEntry | undefined {
  let at = root;
  for (;;) {
    const entry: YamlEntry | undefined = at?.entries.find(({ span }) => span.start <= map.span.start && map.span.end <= span.end);
    const { value } = entry ?? {};
    const item =
      value?.kind === "sequence"
        ? value.items.find(({ span }) => span.start <= map.span.start && map.span.end <= span.end)?.value
        : undefined;
    const below = item ?? value;
    if (!entry || below?.kind !== "map") return undefined;
    if (below === map) return value === map ? entry : undefined;
    at = below;
  }
}
