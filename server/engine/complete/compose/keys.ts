import { formsOf, objectsOf } from "../../languages/compose/schema.ts";
import type { ComposeField, ComposeType } from "../../languages/compose/schema-types.ts";
import { listed } from "../../text/either.ts";
import { type Completion, marked } from "../completion.ts";
import { layoutOf } from "../yaml-layout.ts";
import { ownKeys } from "./own-keys.ts";
import type { ComposeSite } from "./site.ts";

/** The keys that may stand here and do not yet: those of the schema, those that must stand first, and names that are known. */
export function completeKeys(site: ComposeSite): Completion[] {
  return [...schemaKeys(site), ...ownKeys(site)];
}

function schemaKeys(site: ComposeSite): Completion[] {
  const { yaml, type, itemsAbove } = site;
  if (!type) return [];
  const present = new Set(yaml.present);
  const completions: Completion[] = [];
  const add = (one: ComposeType, isItem: boolean): void => {
    for (const object of objectsOf(one)) {
      const fields = [...object.fields.values()].filter(({ name }) => !present.has(name) && !isRetired(name, site.kind));
      const sorted = fields.toSorted((a, b) => rank(a, site.kind) - rank(b, site.kind));
      for (const field of sorted) completions.push(completionOf(field, site, isItem));
    }
  };
  for (const form of formsOf(type)) {
    if (form.is === "object" && !itemsAbove) add(form, false);
    // On a line of its own below a key that takes a list of mappings.
    else if (form.is === "list" && present.size === 0 && !yaml.isFlow && !yaml.hasColon) add(form.item, true);
  }
  return completions;
}

/** What people write most often, by the kind of place. */
const frequent: Readonly<Record<string, readonly string[]>> = {
  "": "services volumes networks secrets configs name include".split(" "),
  "services.*": (
    "image build command environment env_file ports volumes depends_on healthcheck restart deploy networks secrets configs user profiles extends labels " +
    "expose entrypoint working_dir container_name stop_grace_period read_only tmpfs cap_drop cap_add security_opt init logging platform pull_policy"
  ).split(" "),
  "services.*.healthcheck": "test interval timeout retries start_period start_interval".split(" "),
  "services.*.build": "context dockerfile target args".split(" "),
  "services.*.deploy": "resources replicas update_config restart_policy".split(" "),
};

/** What must be there first, then what is frequent, then the rest in the order of the schema. */
function rank({ name, isRequired }: ComposeField, kind: string): number {
  if (isRequired) return -1;
  const index = frequent[kind]?.indexOf(name) ?? -1;
  return index < 0 ? 1_000 : index;
}

/** What Compose still reads and nobody should begin with. */
function isRetired(name: string, kind: string): boolean {
  return (kind === "" && name === "version") || (name === "external_links" && kind === "services.*");
}

function completionOf(field: ComposeField, site: ComposeSite, isItem: boolean): Completion {
  const { name, type, isRequired, text: about } = field;
  const { text, placeholders } = marked((isItem ? "- " : "") + (site.yaml.hasColon ? name : textOf(field, site, isItem ? 2 : 0)));
  return {
    kind: "key",
    label: name,
    span: site.yaml.span,
    text,
    ...(placeholders.length > 0 ? { placeholders } : {}),
    detail: [...(isRequired ? ["required"] : []), formInWords(type)].join(" · "),
    ...(about === undefined ? {} : { about }),
    ...(isItem ? { filter: name } : {}),
    isCommon: true,
    leadsOn: true,
  };
}

/** The field with what stands behind it: room for what most people write there. */
function textOf({ name, type }: ComposeField, site: ComposeSite, shift: number): string {
  const { eol, step, listIndent } = layoutOf(site);
  const below = (blanks: number, text: string) => `${eol}${" ".repeat(site.yaml.column + shift + blanks)}${text}`;
  const form = usualForm(name, type);
  if (site.yaml.isFlow) return form === "list" ? `${name}: [‹›]` : form === "map" ? `${name}: { ‹› }` : `${name}: `;
  if (form === "list") return `${name}:${below(listIndent, "- ")}`;
  return form === "map" ? `${name}:${below(step, "")}` : `${name}: `;
}

function usualForm(name: string, type: ComposeType): "scalar" | "list" | "map" {
  // The long form alone can wait for health.
  if (name === "depends_on") return "map";
  const [form] = formsOf(type).filter(({ is }) => is !== "null");
  if (form?.is === "list") return "list";
  return form?.is === "map" || form?.is === "object" ? "map" : "scalar";
}

/** What may stand behind a key, in short words. */
function formInWords(type: ComposeType): string {
  const forms = formsOf(type).filter(({ is }) => is !== "null");
  const words = forms.map((form): string => {
    switch (form.is) {
      case "any":
        return "anything";
      case "boolean":
        return "true or false";
      case "number":
        return "number";
      case "bytes":
        return "bytes";
      case "enum":
        return !form.isOpen && form.values.length <= 4 ? form.values.join(" | ") : "text";
      case "list": {
        const items = formsOf(form.item);
        return items.every(({ is }) => is === "object" || is === "map") ? "list of mappings" : "list";
      }
      case "map":
      case "object":
        return "mapping";
      case "duration":
        return "duration";
      default:
        return "text";
    }
  });
  return listed([...new Set(words)]);
}
