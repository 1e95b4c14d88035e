import type { Span } from "../../text/span.ts";
import { splitReference } from "../dockerfile/image-reference.ts";
import type { Field } from "../yaml/mapping.ts";

/** An image as a manifest names it: `[registry/]name[:tag][@digest]`. */
export interface ManifestImage {
  readonly text: string;
  /** `node`, `ghcr.io/example/app`; Docker Hub's host and `library/` are left out. */
  readonly name: string;
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** What stands before tag and digest. */
  readonly nameSpan: Span;
  /** Without the colon; undefined where there is none. */
  readonly tagSpan: Span | undefined;
  readonly digestSpan: Span | undefined;
}

/** The image that a field names; undefined where it is not known, and where it is left to somebody else to fill in. */
export function imageIn(field: Field<string>): ManifestImage | undefined {
  const { value, node } = field;
  if (value === undefined || !node || value.trim() === "" || isImagePlaceholder(value)) return undefined;
  const at = value.indexOf("@");
  const before = at < 0 ? value : value.slice(0, at);
  const colon = before.lastIndexOf(":");
  const hasTag = colon > before.lastIndexOf("/");
  const place = (start: number, end: number): Span => node.mapped.spanToSource({ start, end });
  return {
    ...splitReference(value),
    text: value,
    nameSpan: place(0, hasTag ? colon : before.length),
    tagSpan: hasTag ? place(colon + 1, before.length) : undefined,
    digestSpan: at < 0 ? undefined : place(at + 1, value.length),
  };
}

/** Words that stand for something which a pipeline, a person or a test puts in. */
const word =
  "(?:place-?holder|replace-?me|change-?me|dummy|example|your|my-?image|image-?(?:name|tag)|tag|version|todo|tbd|unset|none|foo|bar|xxx+)";
/** What a favourite of those who learn is called. */
const commonName = /^todo$/;
const placeholderTag = new RegExp(`^(?:${word}|(?:your|my)[-_].*)$`, "i");
const placeholderName = new RegExp(
  `^(?:(?:your|my|replace|change|insert|dummy)[-_.]?.*image.*|(?:your|dummy|replace|change|insert)[-_.].*|dummy.*|${word})$`,
  "i",
);

/**
 * Whether an image is a place for one: variables of any kind (`$(IMAGE)`, `${TAG}`, `<image>`, `__TAG__`, `%IMAGE%`, `@@TAG@@`), words in upper case, and names
 * that say so. A pipeline fills it in, and what it will be is not known.
 */
export function isImagePlaceholder(text: string): boolean {
  if (/[$<>{}[\]%#*]|__|@@|\.\.\./.test(text)) return true;
  // `ko://` and its like name the sources that a tool builds and puts the result of.
  if (/^(?:ko|bazel|pants):\/\//.test(text) || text.startsWith("//")) return true;
  const { name, tag } = splitReference(text);
  const last = name.slice(name.lastIndexOf("/") + 1);
  const isShouted = (part: string) => /^[A-Z][A-Z0-9_.-]*$/.test(part);
  if (
    name.split("/").some((part) => isShouted(part)) ||
    (placeholderName.test(last) && !commonName.test(last)) ||
    name.split("/").some((part) => /^your[-_.]/i.test(part))
  )
    return true;
  return tag !== undefined && (isShouted(tag) || placeholderTag.test(tag));
}
