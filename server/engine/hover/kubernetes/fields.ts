import { schemaKindOf } from "../../cluster/schema.ts";
import type { ManifestPlace } from "../../languages/kubernetes/place.ts";
import { type FieldType, fieldAt, kindsNamed, type SchemaField, type SchemaKind } from "../../languages/kubernetes/schema.ts";
import type { Workspace } from "../../workspace/workspace.ts";

/** What the field at a key is for; of a value, where the field has a fixed set of them. */
export function fieldText({ object, path, isKey, scalar }: ManifestPlace, workspace: Workspace): string | undefined {
  const kind = schemaKindOf(object, workspace) ?? soleKind(object.kind);
  if (!kind) return undefined;
  if (!isKey && path.length === 1 && path[0] === "kind") return kindText(kind);
  const field = fieldAt(kind.type, path);
  if (!field || (!isKey && !(scalar && field.type.is === "enum"))) return undefined;
  return textOf(field);
}

/** A part of an object may leave out its version. */
function soleKind(kind: string): SchemaKind | undefined {
  const all = kind === "" ? [] : kindsNamed(kind).filter((one) => one.kind === kind);
  return all.length === 1 ? all[0] : undefined;
}

function kindText({ kind, apiVersion, isNamespaced, text }: SchemaKind): string {
  const head = `**\`${kind}\`** of \`${apiVersion}\`${isNamespaced ? "" : ", in no namespace"}`;
  return text ? `${head}\n\n${escaped(text)}` : head;
}

/** A field's name, type and meaning, as Markdown. */
export function textOf({ name, type, isRequired, since, text }: SchemaField): string {
  const usual =
    text === undefined
      ? undefined
      : /\b[Dd]efaults? (?:value )?(?:to|is) (?:"([^"]+)"|`([^`]+)`|(\d+%?|true|false|[A-Z][A-Za-z]+)(?=[\s.,;)]|$))/.exec(text);
  const value = usual?.[1] ?? usual?.[2] ?? usual?.[3];
  const facts = [
    typeText(type),
    isRequired ? "required" : "",
    value === undefined || value === "Kubernetes" ? "" : `default \`${value}\``,
    since === undefined ? "" : `since Kubernetes 1.${since}`,
  ];
  const head = `**\`${name}\`** (${facts.filter((fact) => fact !== "").join(", ")})`;
  const values =
    type.is === "enum" && type.values.length > 0
      ? `One of ${type.values.map((value) => `\`${value}\``).join(", ")}${type.isOpen ? ", or another" : ""}.`
      : "";
  return [head, text && escaped(text), values].filter((part) => part).join("\n\n");
}

/** What a field takes, in a word or two. */
export function typeText(type: FieldType): string {
  switch (type.is) {
    case "integer-or-string":
      return "integer or string";
    case "any":
      return "anything";
    case "enum":
      return "string";
    case "list":
      return `list of ${pluralOf(type.item)}`;
    case "map":
      return `map of ${pluralOf(type.value)}`;
    default:
      return type.is;
  }
}

function pluralOf(type: FieldType): string {
  switch (type.is) {
    case "quantity":
      return "quantities";
    case "any":
      return "anything";
    case "integer-or-string":
      return "integers or strings";
    case "list":
      return "lists";
    case "map":
      return "maps";
    case "enum":
      return "strings";
    default:
      return `${type.is}s`;
  }
}

/** Texts of the API are plain: what would be read as HTML is shown as it is. */
function escaped(text: string): string {
  return text.replaceAll("<", "&lt;");
}
