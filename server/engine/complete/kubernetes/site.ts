import { customKindOf } from "../../cluster/custom-resources.ts";
import type { ManifestFile, ManifestObject } from "../../languages/kubernetes/model.ts";
import { type FieldType, kindOf, type ObjectType, type SchemaKind, typeAt } from "../../languages/kubernetes/schema.ts";
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
