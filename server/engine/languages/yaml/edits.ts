import type { TextEdit } from "../../text/edit.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { YamlEntry, YamlFile, YamlMap, YamlScalar } from "./model.ts";

/** Edits that fixes are made of; undefined where nothing is to be changed, or it cannot be done safely. */
export type Edits = readonly TextEdit[] | undefined;

/** Several edits as one; undefined where one of them cannot be made. */
export function allOf(...parts: readonly Edits[]): Edits {
  const edits: TextEdit[] = [];
  for (const part of parts) {
    if (!part) return undefined;
    edits.push(...part);
  }
  return edits;
}

/** The same as `apart`, with an empty line below as well where the next key stands right there. */
export function apartOnBothSides(edits: Edits, { text, eol }: SourceText): Edits {
  const all = apart(edits, eol);
  const [edit, ...others] = all ?? [];
  if (!edit || others.length > 0) return all;
  const isClose =
    edit.text.startsWith(eol) && edit.span.start === edit.span.end && /^\r?\n(?=[^\s#])/.test(text.slice(edit.span.end, edit.span.end + 3));
  return [isClose ? { ...edit, text: edit.text + eol } : edit];
}

/**
 * An insertion behind a line, moved behind the comments below that are indented deeper than what is inserted: they belong to what stands above, and
 * below a script at the end of the insertion they would become a part of it.
 */
export function belowComments(edits: Edits, source: SourceText, column: number): Edits {
  const [edit, ...others] = edits ?? [];
  if (!edit || others.length > 0 || edit.span.start !== edit.span.end || !/^\r?\n/.test(edit.text)) return edits;
  let line = source.lineOf(edit.span.start);
  let last = line;
  while (++line < source.lineStarts.length) {
    const text = source.slice(source.lineSpan(line));
    const content = text.trimStart();
    if (content === "") continue;
    if (!content.startsWith("#") || text.length - content.length <= column) break;
    last = line;
  }
  const { end } = source.lineSpan(last);
  return end <= edit.span.start ? edits : [{ ...edit, span: { start: end, end } }];
}

/** An edit that writes something between lines, with an empty line more. */
export function apart(edits: Edits, eol: string): Edits {
  const [edit, ...others] = edits ?? [];
  if (!edit || others.length > 0 || !edit.text.includes(eol)) return edits;
  if (!edit.text.startsWith(eol)) return [{ ...edit, text: edit.text.replace(/(\r?\n)([ ]*)$/, "$1$1$2") }];
  const placeholders = edit.placeholders?.map(({ start, end }) => ({ start: start + eol.length, end: end + eol.length }));
  return [{ ...edit, text: eol + edit.text, ...(placeholders ? { placeholders } : {}) }];
}

/** A text as it is written inside of a scalar that is there, in brackets or not; undefined where its style cannot hold it. */
export function within(node: YamlScalar, text: string, inFlow: boolean): string | undefined {
  switch (node.style) {
    case "single":
      return text.replaceAll("'", "''");
    case "double":
      return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
    case "plain":
      return /[\n\r]|:(?:\s|$)|\s#|^#/.test(text) || (inFlow && /[,[\]{}]/.test(text)) ? undefined : text;
    default:
      return /[\n\r]/.test(text) ? undefined : text;
  }
}

/** Whether empty lines stand between the keys of a mapping, at most of the places. */
export function standsApart(source: SourceText, { entries }: YamlMap): boolean {
  let gaps = 0;
  for (let i = 1; i < entries.length; i++) {
    const span = { start: contentEnd(source, (entries[i - 1] as YamlEntry).span), end: (entries[i] as YamlEntry).span.start };
    if (/\n[ \t]*\r?\n/.test(source.slice(span))) gaps++;
  }
  return gaps * 2 >= entries.length - 1 && entries.length > 1;
}

/** Whether an alias repeats elsewhere what stands at an offset. */
export function isRepeated(yaml: YamlFile, offset: number): boolean {
  return yaml.documents.some(({ aliases }) =>
    aliases.some(({ anchor }) => anchor?.node && anchor.node.span.start <= offset && offset <= anchor.node.span.end),
  );
}

/** The end of what is in a span, without the line breaks and blanks that a block scalar has at its end. */
export function contentEnd(source: SourceText, { start, end }: Span): number {
  let at = end;
  while (at > start && /\s/.test(source.text[at - 1] as string)) at--;
  return at;
}
