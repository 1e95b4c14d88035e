import type { Word, WordPart } from "unbash";
import { MappedText, type Segment } from "../../text/mapped.ts";
import type { Span } from "../../text/span.ts";
import type { ShellWord } from "./model.ts";

/** A piece of text that is read as a script, and where its characters stand in the outermost script. */
export interface Place {
  readonly text: string;
  /** Leads to offsets of the outermost script; undefined where this is it. */
  readonly map: MappedText | undefined;
  readonly outermost: string;
}

/** A word with the syntax tree's node for it. */
export interface ReadWord {
  readonly word: ShellWord;
  /** Undefined for an assignment among the arguments, as in `export A=b`. */
  readonly node: Word | undefined;
}

/** The span of a place's characters in the outermost script; the backslashes that escape the first of them there are part of it. */
export function toOutermost({ text, map, outermost }: Place, from: number, to: number): Span {
  // For a script that breaks off behind a backslash, unbash gives an end behind the text.
  const end = Math.min(to, text.length);
  const start = Math.min(from, end);
  if (!map) return { start, end };
  const span = map.spanToSource({ start, end });
  // What stands between the character before and this one was taken away: quotes, continued lines, or backslashes.
  const before = start > 0 ? map.spanToSource({ start: start - 1, end: start }).end : 0;
  let first = span.start;
  while (first > before && outermost[first - 1] === "\\") first--;
  return { start: first, end: span.end };
}

/** Anything that makes a word more than the plain text it looks like. */
const special = /[$`"'\\*?[{~<>()!@+]/;

/** The word of a node of the syntax tree. */
export function readWord(node: Word, place: Place): ReadWord {
  const raw = place.text.slice(node.pos, node.end);
  const span = toOutermost(place, node.pos, node.end);
  if (!special.test(raw)) return { word: { raw, text: raw, value: raw, span }, node };
  const text = node.value;
  return { word: { raw, text, value: isFixed(node, raw) ? text : undefined, span }, node };
}

/** Whether nothing in the word is expanded at run time. */
function isFixed(node: Word, raw: string): boolean {
  return !raw.startsWith("~") && (node.parts ?? []).every(isFixedPart);
}

function isFixedPart(part: WordPart): boolean {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      return true;
    case "DoubleQuoted":
    case "LocaleString":
      return part.parts.every(isFixedPart);
    default:
      return false;
  }
}

/**
 * The program that a word runs, without its folder; undefined where that hangs on something known at run time only.
 * The folder itself may: `$JAVA_HOME/bin/java` runs `java`.
 */
export function programOf({ word, node }: ReadWord): string | undefined {
  if (word.value !== undefined) return word.value.slice(word.value.lastIndexOf("/") + 1) || undefined;
  let name: string | undefined = "";
  for (const part of flat(node?.parts ?? [])) {
    const value: string | undefined =
      part.type === "Literal" || part.type === "SingleQuoted" || part.type === "AnsiCQuoted" ? part.value : undefined;
    if (value === undefined) name = undefined;
    else if (value.includes("/")) name = value.slice(value.lastIndexOf("/") + 1);
    else if (name !== undefined) name += value;
  }
  return name || undefined;
}

function* flat(parts: readonly WordPart[]): Generator<WordPart> {
  for (const part of parts) {
    if (part.type === "DoubleQuoted" || part.type === "LocaleString") yield* flat(part.parts);
    else yield part;
  }
}

/**
 * What a word holds once its quotes are taken away, for a shell that reads it as a script, with every character's place in the
 * outermost script. Variables and substitutions stay as written. Undefined where the word is quoted in a way that has no such map (`$'\n'`).
 */
export function unquote(node: Word, place: Place): MappedText | undefined {
  const text = new Builder(place);
  const parts = node.parts;
  if (!parts) {
    text.unescape(node.pos, node.end, undefined);
    return text.build(node.pos);
  }
  for (const part of parts) {
    switch (part.type) {
      case "SingleQuoted":
        text.add(part.pos + 1, part.end - 1);
        break;
      case "DoubleQuoted":
        for (const child of part.parts) {
          if (child.type === "Literal") text.unescape(child.pos, child.end, '$`"\\');
          else text.add(child.pos, child.end);
        }
        break;
      case "Literal":
        text.unescape(part.pos, part.end, undefined);
        break;
      case "AnsiCQuoted":
      case "LocaleString":
        return undefined;
      default:
        text.add(part.pos, part.end);
    }
  }
  return text.build(node.pos);
}

/** The script between backquotes as the shell decodes it: `\$`, `` \` `` and `\\` lose their backslash. Undefined where that is not `decoded`. */
export function unquoteBackticks(
  part: { readonly pos: number; readonly end: number },
  place: Place,
  decoded: string,
): MappedText | undefined {
  const isClosed = part.end - 1 > part.pos && place.text[part.end - 1] === "`";
  for (const escapable of ["$`\\", '$`"\\']) {
    const text = new Builder(place);
    text.unescape(part.pos + 1, isClosed ? part.end - 1 : part.end, escapable);
    const built = text.build(part.pos);
    if (built.text === decoded) return built;
  }
  return undefined;
}

/** Puts a text together from pieces of a place; adjoining pieces become one segment. */
class Builder {
  readonly #place: Place;
  #text = "";
  readonly #segments: Segment[] = [];

  constructor(place: Place) {
    this.#place = place;
  }

  /** Adds the place's characters as they are. */
  add(start: number, end: number): void {
    const { text, map } = this.#place;
    if (end <= start) return;
    const pieces = map ? map.slice({ start, end }).segments : [{ joined: 0, source: start, length: end - start }];
    for (const piece of pieces) {
      const joined = this.#text.length + piece.joined;
      const last = this.#segments.at(-1);
      if (last && last.source + last.length === piece.source && last.joined + last.length === joined) {
        this.#segments[this.#segments.length - 1] = { ...last, length: last.length + piece.length };
      } else this.#segments.push({ joined, source: piece.source, length: piece.length });
    }
    this.#text += text.slice(start, end);
  }

  /** Adds the characters without the backslashes in front of `escapable` ones (of all where undefined), and without continued line breaks. */
  unescape(start: number, end: number, escapable: string | undefined): void {
    const { text } = this.#place;
    let from = start;
    for (let i = start; i < end - 1; i++) {
      if (text[i] !== "\\") continue;
      const next = text[i + 1] as string;
      if (next === "\n") {
        this.add(from, i);
        from = i + 2;
      } else if (escapable === undefined || escapable.includes(next)) {
        this.add(from, i);
        from = i + 1;
      }
      i++;
    }
    this.add(from, end);
  }

  build(start: number): MappedText {
    if (this.#segments.length === 0) this.#segments.push({ joined: 0, source: toOutermost(this.#place, start, start).start, length: 0 });
    return new MappedText(this.#text, this.#segments);
  }
}
