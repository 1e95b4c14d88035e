import type { ComposePlace } from "../../languages/compose/place.ts";
import { fieldAt, formsOf, typeAt, valuesOf } from "../../languages/compose/schema.ts";
import type { ComposeField, ComposeType } from "../../languages/compose/schema-types.ts";
import { listed } from "../../text/either.ts";
import { escaped } from "./site.ts";

const reference = "https://docs.docker.com/reference/compose-file";

/** What the field at a key is for; of a value, where the field has a fixed set of them. */
export function fieldText({ path, isKey }: ComposePlace): string | undefined {
  const key = path.findLast((step) => typeof step === "string");
  const at = path.slice(0, path.lastIndexOf(key ?? "") + 1);
  const field = fieldAt(at);
  if (!field || (!isKey && valuesOf(typeAt(path)).length === 0)) return undefined;
  return textOf(field, pageOf(path));
}

/** The page of the reference that a part of the file is explained on. */
function pageOf([section, , key, below]: readonly (string | number)[]): string | undefined {
  switch (section) {
    case "services":
      if (key === "deploy" && below !== undefined) return `${reference}/deploy/#${below}`;
      if (key === "build" && below !== undefined) return `${reference}/build/#${below}`;
      if (key === "develop") return `${reference}/develop/`;
      return key === undefined ? `${reference}/services/` : `${reference}/services/#${key}`;
    case "networks":
    case "volumes":
    case "secrets":
    case "configs":
    case "models":
    case "include":
      return `${reference}/${section}/`;
    case "name":
    case "version":
      return `${reference}/version-and-name/`;
    default:
      return undefined;
  }
}

/** A field's name, type and meaning, as Markdown. */
function textOf({ name, type, isRequired, text }: ComposeField, page: string | undefined): string {
  const facts = [typeText(type), isRequired ? "required" : ""].filter((fact) => fact !== "");
  const values = valuesOf(type);
  const isOpen = formsOf(type).some((form) => form.is === "enum" && form.isOpen);
  const isBoolean = values.length === 2 && values[0] === "true";
  return [
    `**\`${name}\`** (${facts.join(", ")})`,
    text && escaped(text),
    values.length > 0 && !isBoolean ? `One of ${values.map((value) => `\`${value}\``).join(", ")}${isOpen ? ", or another" : ""}.` : "",
    page && `[Reference](${page})`,
  ]
    .filter((part) => part)
    .join("\n\n");
}

/** What a field takes, in a word or two. */
function typeText(type: ComposeType): string {
  const words = formsOf(type)
    .filter(({ is }) => is !== "null")
    .map((form) => {
      switch (form.is) {
        case "any":
          return "anything";
        case "boolean":
          return "true or false";
        case "number":
          return "number";
        case "bytes":
          return "amount of bytes";
        case "duration":
          return "duration";
        case "list":
          return "list";
        case "map":
        case "object":
          return "mapping";
        default:
          return "text";
      }
    });
  return listed([...new Set(words)]);
}
