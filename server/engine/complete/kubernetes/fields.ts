import type { FieldType, SchemaField } from "../../languages/kubernetes/schema.ts";
import { type Completion, marked } from "../completion.ts";
import { layoutOf } from "../yaml-layout.ts";
import { type ManifestSite, mapHere, typeHere } from "./site.ts";

/** The fields that may stand here and do not yet, those that must stand first. */
export function completeFields(site: ManifestSite): Completion[] {
  const here = mapHere(site);
  if (!here) return [...topFields(site), ...ownKeys(site)];
  const present = new Set(site.yaml.present);
  const fields = [...here.type.fields.values()].filter(({ name }) => !present.has(name) && !(name === "status" && site.path.length === 0));
  const sorted = [...fields.filter(({ isRequired }) => isRequired), ...fields.filter(({ isRequired }) => !isRequired)];
  return sorted.map((field) => completionOf(field, site, here.isItem));
}

/** Before the kind is known, what every object has. */
function topFields(site: ManifestSite): Completion[] {
  if (site.path.length > 0 || site.kind || site.yaml.isFlow) return [];
  return ["apiVersion", "kind", "metadata"]
    .filter((key) => !site.yaml.present.includes(key))
    .map((key) => {
      const { eol, step } = layoutOf(site);
      const text = site.yaml.hasColon ? key : key === "metadata" ? `metadata:${eol}${" ".repeat(step)}name: ` : `${key}: `;
      return { kind: "key" as const, label: key, span: site.yaml.span, text, isCommon: true as const, leadsOn: true as const };
    });
}

/** Amounts below `requests` and `limits`; other maps hold keys of the user's own. */
function ownKeys(site: ManifestSite): Completion[] {
  const type = typeHere(site);
  const last = site.path.at(-1);
  if (type?.is !== "map" || (last !== "requests" && last !== "limits")) return [];
  return [
    { name: "cpu", text: "cpu: ‹100m›", about: "Cores: `1` is one, `250m` a quarter." },
    { name: "memory", text: "memory: ‹128Mi›", about: "Bytes: `128Mi` is 128 × 1024 × 1024." },
    {
      name: "ephemeral-storage",
      text: "ephemeral-storage: ‹1Gi›",
      about: "Bytes on the node's disk: logs, the container's own layer, `emptyDir`.",
    },
  ]
    .filter(({ name }) => !site.yaml.present.includes(name))
    .map(({ name, text, about }) => ({
      kind: "key" as const,
      label: name,
      span: site.yaml.span,
      ...(site.yaml.hasColon ? { text: name } : marked(text)),
      about,
    }));
}

function completionOf(field: SchemaField, site: ManifestSite, isItem: boolean): Completion {
  const { name, type, isRequired, since } = field;
  const form = formOf(type);
  const { text, placeholders } = marked((isItem ? "- " : "") + (site.yaml.hasColon ? name : textOf(field, site, isItem ? 2 : 0)));
  const detail = [...(isRequired ? ["required"] : []), form, ...(since === undefined ? [] : [`since 1.${since}`])].join(" · ");
  return {
    kind: "key",
    label: name,
    span: site.yaml.span,
    text,
    ...(placeholders.length > 0 ? { placeholders } : {}),
    detail,
    ...(field.text === undefined ? {} : { about: field.text }),
    ...(isItem ? { filter: name } : {}),
    isCommon: true,
    leadsOn: true,
  };
}

/** What may stand behind a field, in short words. */
export function formOf(type: FieldType): string {
  switch (type.is) {
    case "enum":
      return type.values.length <= 4 ? type.values.join(" | ") : "one of a few words";
    case "list":
      return type.item.is === "object" || type.item.is === "map" ? "list of mappings" : `list of ${formOf(type.item)}`;
    case "map":
    case "object":
      return "mapping";
    case "boolean":
      return "true or false";
    case "integer-or-string":
      return "number or text";
    case "string":
      return "text";
    case "any":
      return "anything";
    default:
      return type.is;
  }
}

/** The field with what stands behind it. */
function textOf({ name, type }: SchemaField, site: ManifestSite, shift: number): string {
  const { eol, step, listIndent } = layoutOf(site);
  const below = (blanks: number, text: string) => `${eol}${" ".repeat(site.yaml.column + shift + blanks)}${text}`;
  if (site.yaml.isFlow)
    return type.is === "list" ? `${name}: [‹›]` : type.is === "object" || type.is === "map" ? `${name}: { ‹› }` : `${name}: `;
  if (type.is === "list") return `${name}:${below(listIndent, "- ")}`;
  if (type.is === "object" && type.type.fields.size === 0) return `${name}: {}`;
  if (type.is === "object" || type.is === "map") return `${name}:${below(step, "")}`;
  return `${name}: `;
}
