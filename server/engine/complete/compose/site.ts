import { type Application, type ApplicationService, applicationOf } from "../../application/application.ts";
import type { ComposeFile } from "../../languages/compose/model.ts";
import { kindOfPath, usedPath } from "../../languages/compose/place.ts";
import { formsOf, typeAt } from "../../languages/compose/schema.ts";
import type { ComposeType } from "../../languages/compose/schema-types.ts";
import type { Span } from "../../text/span.ts";
import { folderOf } from "../../workspace/paths.ts";
import type { CompleteOptions } from "../complete.ts";
import { type Completion, marked } from "../completion.ts";
import type { Offer } from "../offer.ts";
import type { YamlPlace } from "../yaml-place.ts";

/** Where the cursor stands in a Compose file. */
export interface ComposeSite extends CompleteOptions {
  readonly file: ComposeFile;
  readonly offset: number;
  readonly yaml: YamlPlace;
  /** Keys and item indexes from the root; every index is 0. */
  readonly path: readonly (string | number)[];
  /** The same with `*` for names of the user's own and `#` for items: `services.*.depends_on.#`. */
  readonly kind: string;
  /** What may stand here, by the schema. */
  readonly type: ComposeType | undefined;
  readonly application: Application;
  /** The folder of the file, from which its paths count. */
  readonly folder: string;
  /** The service that the cursor is in. */
  readonly service: ApplicationService | undefined;
  /** On a line of its own below a list, what its items are as text; undefined where there is none yet. */
  readonly itemsAbove: readonly string[] | undefined;
}

/** What is known of an offset. */
export function siteAt(file: ComposeFile, offset: number, place: YamlPlace, options: CompleteOptions): ComposeSite {
  const yaml = asItem(file, offset, place);
  const written = yaml.path.map((step) => (step === "0" ? 0 : step));
  const path = usedPath(file, written);
  const type = typeAt(path);
  const application = applicationOf(file, options.workspace);
  const [section, name] = path;
  return {
    ...options,
    file,
    offset,
    yaml,
    path,
    kind: kindOfPath(path),
    type,
    application,
    folder: folderOf(file.source.path),
    service: section === "services" && typeof name === "string" ? application.service(name) : undefined,
    itemsAbove: yaml.mayBeKey && !yaml.isFlow && takesList(type) ? itemsBeside(file, offset, yaml.column) : undefined,
  };
}

/** Whether a list may stand where a type is expected. */
export function takesList(type: ComposeType | undefined): boolean {
  return type !== undefined && formsOf(type).some(({ is }) => is === "list");
}

/** `- data:` is the beginning of `- data:/var/lib/data`, not a key, where items are texts. */
function asItem({ source }: ComposeFile, offset: number, yaml: YamlPlace): YamlPlace {
  if (!yaml.lacksBlank || yaml.isFlow || yaml.path.at(-2) !== "0") return yaml;
  const path = yaml.path.slice(0, -1);
  const key = yaml.path.at(-1) as string;
  const type = typeAt(path.map((step) => (step === "0" ? 0 : step)));
  const isText = type !== undefined && formsOf(type).some(({ is }) => is === "string" || is === "format");
  const start = offset - key.length - 1;
  if (!isText || source.text.slice(start, offset) !== `${key}:`) return yaml;
  const span = { start, end: offset };
  return { ...yaml, path, mayBeValue: true, mayBeKey: false, word: `${key}:`, span, scalarStart: start, lacksBlank: false };
}

/** The items in the same column above and below a line; undefined where there are none. */
function itemsBeside({ source }: ComposeFile, offset: number, column: number): readonly string[] | undefined {
  const items: string[] = [];
  const line = source.lineOf(offset);
  for (const step of [-1, 1]) {
    for (let index = line + step; index >= 0 && index < source.lineStarts.length; index += step) {
      const text = source.slice(source.lineSpan(index));
      const indent = text.search(/\S/);
      if (indent < 0 || indent > column || text[indent] === "#") continue;
      const item = indent === column ? /^-\s+(.*?)\s*(?:\s#.*)?$/.exec(text.slice(indent)) : null;
      if (!item) break;
      items.push((item[1] as string).replace(/^(["'])(.*)\1$/, "$2"));
    }
  }
  return items.length > 0 ? items : undefined;
}

/** Values as they are to be written at the site: quoted where YAML would read them as something else, with a dash where a list begins. */
export function offerValues(site: ComposeSite, offers: readonly Offer[]): Completion[] {
  return offers.map((offer) => {
    const { yaml } = site;
    const written = offer.text ?? offer.label;
    const lead = `${yaml.lacksBlank ? " " : ""}${needsDash(site) ? "- " : ""}`;
    const { text, placeholders } = marked(lead + (offer.isYaml || offer.span ? written : quotedFor(site, written)));
    return {
      kind: offer.kind ?? "value",
      label: offer.label,
      span: offer.span ?? yaml.span,
      text,
      ...(placeholders.length > 0 ? { placeholders } : {}),
      ...(offer.detail ? { detail: offer.detail } : {}),
      ...(offer.about ? { about: offer.about } : {}),
      ...(offer.filter === undefined ? {} : { filter: offer.filter }),
      ...(offer.leadsOn ? { leadsOn: true as const } : {}),
      ...(offer.isCommon ? { isCommon: true as const } : {}),
    };
  });
}

/** On a line of its own below a key that takes a list: an item needs its dash. */
export function needsDash({ yaml, kind }: ComposeSite): boolean {
  return yaml.mayBeKey && !yaml.isFlow && !kind.endsWith("#");
}

/** What YAML does not take as the plain text that it is: other types, what looks like a mapping or a comment, and in flow style its own marks. */
function quotedFor({ yaml, kind }: ComposeSite, text: string): string {
  const plain = text.replace(/[\u2039\u203a]/g, "");
  if (yaml.quote === "'") return text.replaceAll("'", "''");
  if (yaml.quote === '"') return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  const isOdd =
    /^[\s&*!|>%@`"'#?-](?:\s|$)|^[&*!|>%@`"'#[\]{}]|:(?:\s|$)|\s#/.test(plain) ||
    (yaml.isFlow && /[,[\]{}]/.test(plain)) ||
    // What YAML 1.1 reads as a boolean or a number in base 60.
    (/^(?:no|off|yes|on|n|y)$/i.test(plain) && /\.restart$|\.\*$/.test(kind)) ||
    /^\d+(?::[0-5]?\d)+$/.test(plain) ||
    (/^\d+(?::\d+)+(?:-\d+)?$/.test(plain) && kind.endsWith("ports.#"));
  return isOdd ? `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"` : text;
}

/** The last `length` characters before the cursor. */
export function tailSpan({ offset }: ComposeSite, length: number): Span {
  return { start: offset - length, end: offset };
}
