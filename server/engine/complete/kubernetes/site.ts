import { customKindOf } from "../../cluster/custom-resources.ts";
import type { ManifestFile, ManifestObject } from "../../languages/kubernetes/model.ts";
import { type FieldType, kindOf, type ObjectType, type SchemaKind, typeAt } from "../../languages/kubernetes/schema.ts";
import { styleOf } from "../../languages/yaml/patch.ts";
import type { Span } from "../../text/span.ts";
import type { CompleteOptions } from "../complete.ts";
import type { YamlPlace } from "../yaml-place.ts";

/** Where the cursor stands in a manifest. */
export interface ManifestSite extends CompleteOptions {
  readonly file: ManifestFile;
  readonly offset: number;
  readonly yaml: YamlPlace;
  /** The document's text. */
  readonly document: Span;
  /** The object as it is read; what is being typed may make it look odd. */
  readonly object: ManifestObject | undefined;
  readonly apiVersion: string | undefined;
  readonly kindName: string | undefined;
  readonly kind: SchemaKind | undefined;
  /** Keys and item indexes from the root of the object; every index is `0`. */
  readonly path: readonly string[];
}

/** What is known of an offset. Kind and version are read from the lines of the document: what is typed above or below may have broken it. */
export function siteAt(file: ManifestFile, offset: number, yaml: YamlPlace, options: CompleteOptions): ManifestSite {
  const document = documentAround(file.source.text, offset);
  const isInList = yaml.path[0] === "items" && yaml.path[1] === "0";
  const object =
    file.objects.find(({ span }) => span.start <= offset && offset <= span.end) ??
    file.objects.findLast(({ span }) => span.start >= document.start && span.start <= offset);
  const read = (key: string) => (isInList ? undefined : topValue(file.source.text, document, key));
  const apiVersion = read("apiVersion") ?? object?.apiVersion.value;
  const kindName = read("kind") ?? (object?.kind || undefined);
  const kind =
    apiVersion === undefined || kindName === undefined
      ? undefined
      : (kindOf(apiVersion, kindName) ?? customKindOf(options.workspace, apiVersion, kindName));
  return { ...options, file, offset, yaml, document, object, apiVersion, kindName, kind, path: isInList ? yaml.path.slice(2) : yaml.path };
}

/** The text between the markers of documents around an offset. */
function documentAround(text: string, offset: number): Span {
  const marker = /^---(?=\s|$)/gm;
  let start = 0;
  let end = text.length;
  for (const { index } of text.matchAll(marker)) {
    if (index < offset) start = index;
    else {
      end = index;
      break;
    }
  }
  return { start, end };
}

/** The plain value of a key at the left edge. */
function topValue(text: string, { start, end }: Span, key: string): string | undefined {
  return new RegExp(`^["']?${key}["']?[ \\t]*:[ \\t]+["']?([\\w./-]+)["']?[ \\t]*(?:#.*)?$`, "m").exec(text.slice(start, end))?.[1];
}

/** What may stand at the site, by the schema. */
export function typeHere({ kind, path }: ManifestSite): FieldType | undefined {
  return kind && typeAt(kind.type, path);
}

/** The type of the map in which a key is written; on a line of its own below a list, that of its items. */
export function mapHere(site: ManifestSite): { readonly type: ObjectType; readonly isItem: boolean } | undefined {
  const type = typeHere(site);
  if (type?.is === "object") return { type: type.type, isItem: false };
  if (type?.is === "list" && type.item.is === "object" && site.yaml.present.length === 0 && !site.yaml.isFlow && !site.yaml.hasColon) {
    return { type: type.item.type, isItem: true };
  }
  return undefined;
}

/** Line breaks and indents of a file, for what is written at a column. */
export function layoutOf({ file, yaml }: ManifestSite): {
  readonly eol: string;
  readonly step: number;
  readonly listIndent: number;
  /** Lines that begin at the column of the key, the first of them at the cursor; each with the blanks that it is indented by. */
  lines(texts: readonly string[], shift?: number): string;
} {
  const { eol, step, listIndent } = styleOf(file.yaml);
  return {
    eol,
    step,
    listIndent,
    lines: (texts, shift = 0) => texts.map((text, i) => (i === 0 || text === "" ? text : " ".repeat(yaml.column + shift) + text)).join(eol),
  };
}

/**
 * Lines written with two blanks a level and lists that are not indented, in the steps of a file: `- ` behind a key stands `listIndent` deeper.
 */
export function inStyle(lines: readonly string[], { step, listIndent }: { readonly step: number; readonly listIndent: number }): string[] {
  const result: string[] = [];
  // Where each level of the given lines goes, from the outermost; a list that is not indented is a level of its own.
  const levels: { readonly from: number; readonly to: number; readonly isList: boolean }[] = [{ from: 0, to: 0, isList: false }];
  let isBelowKey = false;
  for (const line of lines) {
    const content = line.trimStart();
    const from = line.length - content.length;
    const isItem = content.startsWith("- ");
    while (levels.length > 1 && isOver(levels.at(-1), from, isItem)) levels.pop();
    const outer = levels.at(-1) ?? { from: 0, to: 0, isList: false };
    if (isItem && isBelowKey) levels.push({ from, to: outer.to + listIndent, isList: true });
    else if (from > outer.from) levels.push({ from, to: outer.to + step, isList: false });
    const to = levels.at(-1)?.to ?? 0;
    result.push(" ".repeat(to) + content);
    if (isItem) levels.push({ from: from + 2, to: to + 2, isList: false });
    isBelowKey = content.endsWith(":");
  }
  return result;
}

/** Whether a level has ended with a line. */
function isOver(level: { readonly from: number; readonly isList: boolean } | undefined, from: number, isItem: boolean): boolean {
  return level !== undefined && (level.from > from || (level.from === from && level.isList && !isItem));
}
