import { insert, remove, replace, type TextEdit } from "../../text/edit.ts";
import { ownCopy } from "../../text/remember.ts";
import type { Span } from "../../text/span.ts";
import type { YamlDocument, YamlEntry, YamlFile, YamlItem, YamlMap, YamlNode, YamlSequence } from "./model.ts";
import {
  type Written,
  writeBehindDash,
  writeBelowKey,
  writeEntry,
  writeFlow,
  writeFlowEntry,
  writeKey,
  type YamlInput,
  type YamlStyle,
} from "./write.ts";

export { flow, literal, placeholder, raw, type YamlInput, type YamlStyle, YamlText } from "./write.ts";

/** Where a new entry goes; without either, to the end of the map. */
export interface InsertOptions {
  /** The house order of keys: the entry goes behind the last key that stands before it there. */
  readonly order?: readonly string[];
  /** The entry that it follows. */
  readonly after?: YamlEntry;
}

const styles = new WeakMap<YamlFile, YamlStyle>();

/** How a file is written: its steps of indentation, lists indented or not, quotes, line breaks. What it does not show is as most people have it. */
export function styleOf(file: YamlFile): YamlStyle {
  let style = styles.get(file);
  if (!style) {
    style = detectStyle(file);
    styles.set(file, style);
  }
  return style;
}

/** What a file or a block of it shows of its style: how often each step of indentation and each kind of quotes comes. */
interface StyleCounts {
  readonly steps: Map<number, number>;
  readonly listIndents: Map<number, number>;
  single: number;
  double: number;
}

function detectStyle(file: YamlFile): YamlStyle {
  const { documents, source } = file;
  const counts = noCounts();
  for (const document of documents) {
    if (documents.length > 1)
      addCounts(
        counts,
        countsOfBlock(source.slice(document.span), (into) => countNode(document.root, into, file)),
      );
    else countNode(document.root, counts, file, document.aliases.length > 0 ? undefined : blocksOf(document));
  }
  const { steps, listIndents, single, double } = counts;
  const most = (all: ReadonlyMap<number, number>) => [...all].sort((one, other) => other[1] - one[1])[0]?.[0];
  const step = Math.max(1, most(steps) || most(new Map([...listIndents].filter(([indent]) => indent > 0))) || 2);
  return { step, listIndent: most(listIndents) ?? step, quote: single > double ? "'" : '"', eol: source.eol };
}

/** The blocks that were read by themselves, by their starts. */
function blocksOf({ sections }: YamlDocument): ReadonlyMap<number, Span> {
  return new Map((sections ?? []).flatMap(({ below }) => below.map((span) => [span.start, span] as const)));
}

function countNode(node: YamlNode | undefined, into: StyleCounts, file: YamlFile, blocks?: ReadonlyMap<number, Span>): void {
  if (!node || node.alias) return;
  if (node.kind === "scalar") {
    if (node.style === "single") into.single++;
    if (node.style === "double") into.double++;
  } else if (node.kind === "sequence") for (const item of node.items) countNode(item.value, into, file, blocks);
  else {
    for (const entry of node.entries) {
      const block = blocks?.get(lineStart(file.source.text, entry.keySpan.start));
      if (block)
        addCounts(
          into,
          countsOfBlock(file.source.slice(block), (own) => countEntry(entry, own, file)),
        );
      else countEntry(entry, into, file, blocks);
    }
  }
}

function countEntry({ key, keySpan, value }: YamlEntry, into: StyleCounts, file: YamlFile, blocks?: ReadonlyMap<number, Span>): void {
  if (key !== "" && value && !value.alias && value.kind !== "scalar" && !value.isFlow) {
    const counts = value.kind === "map" ? into.steps : into.listIndents;
    const difference = columnOf(file, value.span.start) - columnOf(file, keySpan.start);
    if (difference >= 0) counts.set(difference, (counts.get(difference) ?? 0) + 1);
  }
  countNode(value, into, file, blocks);
}

function addCounts(into: StyleCounts, { steps, listIndents, single, double }: StyleCounts): void {
  for (const [step, count] of steps) into.steps.set(step, (into.steps.get(step) ?? 0) + count);
  for (const [indent, count] of listIndents) into.listIndents.set(indent, (into.listIndents.get(indent) ?? 0) + count);
  into.single += single;
  into.double += double;
}

function noCounts(): StyleCounts {
  return { steps: new Map(), listIndents: new Map(), single: 0, double: 0 };
}

/** Counts by the texts of blocks: of a file that is being edited, one is new at a time. */
const countsByText = new Map<string, StyleCounts>();
const maximumCounts = 4_000;

function countsOfBlock(text: string, count: (into: StyleCounts) => void): StyleCounts {
  let counts = countsByText.get(text);
  if (!counts) {
    counts = noCounts();
    count(counts);
    if (countsByText.size >= maximumCounts) countsByText.clear();
    countsByText.set(ownCopy(text), counts);
  }
  return counts;
}

/** Gives an entry another value, or its first. Undefined where the old one is named by an anchor or stands behind an alias. */
export function setValue(file: YamlFile, entry: YamlEntry, value: YamlInput): TextEdit[] | undefined {
  if (entry.map.alias || hasAnchor(file, { start: entry.keySpan.end, end: Math.max(entry.span.end, entry.valueOffset) })) return undefined;
  const old = entry.value;
  if (old?.tag !== undefined && !old.alias) return undefined;
  const { text } = file.source;
  if (text[entry.span.start] === "?") return undefined;
  const style = styleOf(file);
  const hasColon = text[entry.valueOffset - 1] === ":" && entry.valueOffset > entry.keySpan.end;
  if (entry.map.isFlow) {
    const written = writeFlow(value, style);
    if (old) return [edit(ownSpan(old), written.inline, written.placeholders)];
    return [
      edit(
        empty(Math.max(entry.valueOffset, entry.span.end)),
        `${hasColon ? "" : ":"} ${written.inline}`,
        written.placeholders,
        hasColon ? 1 : 2,
      ),
    ];
  }
  const written = writeBelowKey(value, columnOf(file, entry.span.start), style);
  if (!old) {
    const at = Math.max(entry.valueOffset, entry.span.end);
    const end = lineEnd(text, at);
    if (at > entry.valueOffset && hasColon) return undefined;
    return join(text, { start: at, end: at }, { start: end, end }, written, hasColon ? "" : ":");
  }
  return replaceOld(text, entry.valueOffset, old, written);
}

/** The edits that put what is written in place of a value behind `from`. */
function replaceOld(text: string, from: number, old: YamlNode, written: Written): TextEdit[] | undefined {
  const own = ownSpan(old);
  const isBelow = lineEnd(text, from) < own.start;
  if (!old.alias && old.kind === "scalar" && (old.style === "literal" || old.style === "folded") && !isBelow) {
    const header = /[|>][-+0-9]*/y;
    header.lastIndex = own.start;
    const headerEnd = own.start + (header.exec(text)?.[0].length ?? 1);
    const headerLine = lineEnd(text, headerEnd);
    return join(text, { start: from, end: headerEnd }, { start: headerLine, end: Math.max(headerLine, bodyEnd(text, old)) }, written);
  }
  const isInline = old.alias || old.kind === "scalar" || old.isFlow;
  if (isInline && (!isBelow || written.body === "")) {
    if (written.body === "" && written.inline !== "") return [edit(own, written.inline.slice(1), written.placeholders, -1)];
    const end = lineEnd(text, own.end);
    return join(text, { start: from, end: own.end }, { start: end, end }, written);
  }
  if (!isBelow) return undefined;
  const keyLine = lineEnd(text, from);
  // A block scalar on a line of its own, or properties before the value.
  if (/[^\s]/.test(text.slice(from, keyLine).replace(/(?:^|[ \t])#.*$/, ""))) return undefined;
  return join(text, empty(from), { start: keyLine, end: Math.max(keyLine, bodyEnd(text, old)) }, written);
}

/** What is written, divided into what goes behind the key and what goes below. */
function join(text: string, inline: Span, body: Span, written: Written, prefix = ""): TextEdit[] | undefined {
  const { placeholders, endsInLiteral } = written;
  if (endsInLiteral && behindComments(text, body.end, written.literalColumn) > body.end) return undefined;
  // Without a break behind it, the last line of a literal would have none.
  const final = endsInLiteral && body.end >= text.length ? (/\r?\n/.exec(written.body)?.[0] ?? "\n") : "";
  const edits: TextEdit[] = [];
  const head = prefix + written.inline;
  const first = placeholders.filter((span) => span.end <= written.inline.length);
  const second = placeholders.filter((span) => span.end > written.inline.length);
  if (inline.end === body.start) {
    return [edit({ start: inline.start, end: body.end }, head + written.body + final, placeholders, prefix.length)];
  }
  if (head !== "" || inline.end > inline.start) edits.push(edit(inline, head, first, prefix.length));
  if (written.body !== "" || body.end > body.start) edits.push(edit(body, written.body + final, second, -written.inline.length));
  return edits;
}

/** Adds an entry to a map that has at least one, or to `{}`. Undefined behind an alias, and where the key is there already. */
export function insertEntry(
  file: YamlFile,
  map: YamlMap,
  key: string,
  value: YamlInput,
  options: InsertOptions = {},
): TextEdit[] | undefined {
  if (map.alias || map.entry(key)) return undefined;
  const { text } = file.source;
  const style = styleOf(file);
  const previous = options.after ? map.entries.indexOf(options.after) : placeInOrder(map, key, options.order);
  if (map.isFlow) {
    const written = writeFlowEntry(key, value, style);
    return insertFlow(text, map.span, map.entries, previous + 1, written, style, true);
  }
  const first = map.entries[0];
  if (!first) return undefined;
  const column = columnOf(file, first.span.start);
  const written = writeEntry(key, value, column, style);
  return insertBlock(text, map.entries, previous + 1, column, written, style);
}

/** The index of the entry that a key follows by the house order; -1 where it comes first. */
function placeInOrder(map: YamlMap, key: string, order: readonly string[] | undefined): number {
  const wanted = order?.indexOf(key) ?? -1;
  if (!order || wanted < 0) return map.entries.length - 1;
  const ranks = map.entries.map((entry) => order.indexOf(entry.key));
  const before = ranks.findLastIndex((rank) => rank >= 0 && rank < wanted);
  if (before >= 0) return before;
  const behind = ranks.findIndex((rank) => rank > wanted);
  return behind >= 0 ? behind - 1 : map.entries.length - 1;
}

interface Child {
  readonly span: Span;
  readonly value: YamlNode | undefined;
}

function insertBlock(
  text: string,
  children: readonly Child[],
  index: number,
  column: number,
  written: Written,
  style: YamlStyle,
): TextEdit[] | undefined {
  const piece = written.inline + written.body;
  const indent = " ".repeat(column);
  if (index === 0) {
    const first = children[0] as Child;
    const start = first.span.start;
    if (!/^(?:\uFEFF)?[ ]*(?:[-?:][ ]+)*$/.test(text.slice(lineStart(text, start), start))) return undefined;
    return [edit(empty(start), piece + style.eol + indent, written.placeholders)];
  }
  const previous = children[index - 1] as Child;
  const last = lastEnd(text, previous.value, previous.span.end);
  const end = written.endsInLiteral ? behindComments(text, last, written.literalColumn) : last;
  const isAtEnd = end >= text.length;
  if (end > 0 && text[end - 1] === "\n" && isLineStart(text, end) && end > previous.span.end) {
    // Behind a literal that keeps the empty lines at its end.
    return [edit(empty(end), indent + piece + (isAtEnd && !written.endsInLiteral ? "" : style.eol), written.placeholders, column)];
  }
  const final = written.endsInLiteral && isAtEnd ? style.eol : "";
  return [edit(empty(end), style.eol + indent + piece + final, written.placeholders, style.eol.length + column)];
}

function insertFlow(
  text: string,
  container: Span,
  children: readonly Child[],
  index: number,
  written: Written,
  { eol }: YamlStyle,
  isMap: boolean,
): TextEdit[] | undefined {
  const piece = written.inline;
  if (children.length === 0) {
    if (!/^[[{]\s*[\]}]$/.test(text.slice(container.start, container.end))) return undefined;
    const pad = isMap ? " " : "";
    return [edit({ start: container.start + 1, end: container.end - 1 }, pad + piece + pad, written.placeholders, pad.length)];
  }
  const ownLine = (offset: number) =>
    /^[ \t]*$/.test(text.slice(lineStart(text, offset), offset)) && lineStart(text, offset) > container.start;
  if (index === 0) {
    const { start } = (children[0] as Child).span;
    const separator = ownLine(start) ? `,${eol}${text.slice(lineStart(text, start), start)}` : ", ";
    return [edit(empty(start), piece + separator, written.placeholders)];
  }
  const previous = (children[index - 1] as Child).span;
  if (!ownLine(previous.start)) return [edit(empty(previous.end), `, ${piece}`, written.placeholders, 2)];
  const indent = text.slice(lineStart(text, previous.start), previous.start);
  const rest = text.slice(previous.end, lineEnd(text, previous.end));
  const comment = /^[ \t]*(,?)[ \t]+#.*$/.exec(rest);
  if (!comment) return [edit(empty(previous.end), `,${eol}${indent}${piece}`, written.placeholders, 1 + eol.length + indent.length)];
  const end = lineEnd(text, previous.end);
  const line = edit(empty(end), `${eol}${indent}${piece}${comment[1]}`, written.placeholders, eol.length + indent.length);
  return comment[1] === "," ? [line] : [insert(previous.end, ","), line];
}

/**
 * Removes an entry with the comment behind it. Comments on the lines directly above go with it where they clearly belong to it: they have its
 * indentation, do not head the file, and behind the entry comes no other one that they could head as well (but an empty line, a comment or the end of the map). A map that is left without
 * entries becomes `{}`. Undefined behind an alias, and where an alias elsewhere needs what is removed.
 */
export function removeEntry(file: YamlFile, entry: YamlEntry): TextEdit[] | undefined {
  const { map } = entry;
  if (map.alias) return undefined;
  return removeChild(file, map, map.entries, map.entries.indexOf(entry), {});
}

/** Removes an item, as `removeEntry` does an entry; a list that is left without items becomes `[]`. */
export function removeItem(file: YamlFile, sequence: YamlSequence, item: YamlItem): TextEdit[] | undefined {
  if (sequence.alias) return undefined;
  return removeChild(file, sequence, sequence.items, sequence.items.indexOf(item), []);
}

function removeChild(
  file: YamlFile,
  holder: YamlMap | YamlSequence,
  children: readonly Child[],
  index: number,
  nothing: YamlInput,
): TextEdit[] | undefined {
  const child = children[index];
  if (!child || isNeeded(file, child.span)) return undefined;
  const { text } = file.source;
  const { start, end } = child.span;
  if (holder.isFlow) return removeFlow(text, holder.span, children, index);
  const behind = lastEnd(text, child.value, end);
  if (children.length === 1) return clear(file, holder, nothing);
  const line = lineStart(text, start);
  const isOwnLine = /^[ ]*$/.test(text.slice(line, start));
  if (!isOwnLine) {
    // Behind a dash: the next one moves up.
    const next = children[index + 1];
    if (!next || index > 0) return undefined;
    if (/^[^#]*$/.test(text.slice(behind, next.span.start))) return [remove({ start, end: next.span.start })];
    let from = start;
    while (text[from - 1] === " ") from--;
    return [remove({ start: from, end: behind })];
  }
  if (text.charCodeAt(line) === 0xfeff) return undefined;
  const from = commentsAbove(text, line, start - line, behind);
  const until = isLineStart(text, behind) && behind > end ? behind : nextLine(text, behind);
  const before = children[index - 1];
  const scalar = before && lastScalar(before.value);
  if (scalar && scalar.kind === "scalar" && (scalar.style === "literal" || scalar.style === "folded")) {
    // What follows must not become a part of the text above.
    const following = /^(?:[ \t]*\r?\n)*([ ]*)#/.exec(text.slice(until, until + 2000));
    if (following && (following[1] as string).length > start - line) return undefined;
    if (/^[|>][0-9]*\+/.test(text.slice(scalar.span.start, scalar.span.start + 3)) && /^[ \t]*\r?(?:\n|$)/.test(text.slice(until)))
      return undefined;
  }
  return [remove({ start: from, end: until })];
}

/** Writes `{}` or `[]` in place of a block that loses its only part. */
function clear(file: YamlFile, holder: YamlMap | YamlSequence, nothing: YamlInput): TextEdit[] | undefined {
  for (const document of file.documents) {
    const { root } = document;
    if (!root || !contains(root.span, holder.span)) continue;
    if (isSame(root, holder)) {
      const { text } = file.source;
      return [replace({ start: root.span.start, end: bodyEnd(text, root) }, Array.isArray(nothing) ? "[]" : "{}")];
    }
    const found = holderOf(root, holder);
    if (!found) return undefined;
    if ("map" in found) return setValue(file, found, nothing);
    const { item, sequence } = found;
    return replaceItem(file, sequence, item, nothing);
  }
  return undefined;
}

function holderOf(node: YamlNode, wanted: YamlNode): YamlEntry | { readonly sequence: YamlSequence; readonly item: YamlItem } | undefined {
  if (node.kind === "scalar" || node.alias) return undefined;
  if (node.kind === "map") {
    const entry = node.entries.find(({ value }) => value && !value.alias && contains(value.span, wanted.span));
    if (!entry?.value) return undefined;
    return isSame(entry.value, wanted) ? entry : holderOf(entry.value, wanted);
  }
  const item = node.items.find(({ value }) => value && !value.alias && contains(value.span, wanted.span));
  if (!item?.value) return undefined;
  return isSame(item.value, wanted) ? { sequence: node, item } : holderOf(item.value, wanted);
}

function isSame(a: YamlNode, b: YamlNode): boolean {
  return a.kind === b.kind && a.span.start === b.span.start && a.span.end === b.span.end && childCount(a) === childCount(b);
}

function childCount(node: YamlNode): number {
  if (node.kind === "scalar") return 0;
  return node.kind === "map" ? node.entries.length : node.items.length;
}

/** The start of the comments above a line that clearly belong to what stands there; the line's own start where none do. */
function commentsAbove(text: string, line: number, column: number, end: number): number {
  let from = line;
  while (from > 0) {
    const above = lineStart(text, from - 1);
    const content = text.slice(above, from).trimEnd();
    if (!content.startsWith(`${" ".repeat(column)}#`)) break;
    from = above;
  }
  if (from === line || from === 0) return line;
  const next = nextLine(text, end);
  const following = text.slice(next, lineEnd(text, next));
  const indent = following.length - following.trimStart().length;
  const isLast = following.trim() === "" || following.trimStart().startsWith("#") || indent < column;
  return isLast ? from : line;
}

function removeFlow(text: string, container: Span, children: readonly Child[], index: number): TextEdit[] | undefined {
  const { start, end } = (children[index] as Child).span;
  const line = lineStart(text, start);
  const own = /^[ \t]*,?[ \t]*(?:#.*)?$/.test(text.slice(end, lineEnd(text, end))) && /^[ \t]*$/.test(text.slice(line, start));
  if (own && line > container.start && lineEnd(text, end) < container.end) return [remove({ start: line, end: nextLine(text, end) })];
  const previous = children[index - 1];
  const next = children[index + 1];
  let range: Span;
  if (previous) range = { start: previous.span.end, end };
  else if (next) range = { start, end: next.span.start };
  else range = { start, end: end + (/^\s*,/.exec(text.slice(end, container.end))?.[0].length ?? 0) };
  return text.slice(range.start, range.end).includes("#") && hasComment(text, range, children, index) ? undefined : [remove(range)];
}

/** Whether a comment stands in a range, beside the child that is removed. */
function hasComment(text: string, range: Span, children: readonly Child[], index: number): boolean {
  const { start, end } = (children[index] as Child).span;
  return (
    `${text.slice(range.start, Math.max(range.start, start))}${text.slice(end, range.end)}`.includes("#") ||
    /\n/.test(text.slice(start, end))
  );
}

/** Gives an entry another key. Undefined behind an alias and for keys that are no plain texts. */
export function renameKey(file: YamlFile, entry: YamlEntry, key: string): TextEdit[] | undefined {
  const { keySpan } = entry;
  const { text } = file.source;
  if (entry.map.alias || keySpan.end === keySpan.start || /^[*[{]/.test(text.slice(keySpan.start))) return undefined;
  return [replace(keySpan, writeKey(key, styleOf(file), entry.map.isFlow))];
}

/** Adds an item at the end of a list. */
export function appendItem(file: YamlFile, sequence: YamlSequence, value: YamlInput): TextEdit[] | undefined {
  return insertItem(file, sequence, sequence.items.length, value);
}

/** Adds an item to a list that has at least one, or to `[]`, so that it has the given index. Undefined behind an alias. */
export function insertItem(file: YamlFile, sequence: YamlSequence, index: number, value: YamlInput): TextEdit[] | undefined {
  if (sequence.alias || index < 0 || index > sequence.items.length) return undefined;
  const { text } = file.source;
  const style = styleOf(file);
  if (sequence.isFlow) return insertFlow(text, sequence.span, sequence.items, index, writeFlow(value, style), style, false);
  const first = sequence.items[0];
  if (!first || text[first.span.start] !== "-") return undefined;
  const column = columnOf(file, first.span.start);
  const written = writeBehindDash(value, column, style);
  const placeholders = written.placeholders.map((span) => ({ start: span.start + 1, end: span.end + 1 }));
  return insertBlock(text, sequence.items, index, column, { ...written, inline: `-${written.inline}`, placeholders }, style);
}

/** Puts another value in an item's place. Undefined behind an alias, and where an anchor names the old one. */
export function replaceItem(file: YamlFile, sequence: YamlSequence, item: YamlItem, value: YamlInput): TextEdit[] | undefined {
  if (sequence.alias || hasAnchor(file, item.span)) return undefined;
  const old = item.value;
  if (old?.tag !== undefined && !old.alias) return undefined;
  const style = styleOf(file);
  const { text } = file.source;
  if (sequence.isFlow) {
    const written = writeFlow(value, style);
    return [edit(old ? ownSpan(old) : item.span, written.inline, written.placeholders)];
  }
  const column = columnOf(file, item.span.start);
  const written = writeBehindDash(value, column, style);
  const from = item.span.start + 1;
  if (text[item.span.start] !== "-") return undefined;
  if (!old) {
    const end = lineEnd(text, from);
    return join(text, empty(from), { start: end, end }, written);
  }
  const own = ownSpan(old);
  if (!old.alias && old.kind !== "scalar" && !old.isFlow && lineEnd(text, from) >= own.start) {
    const end = bodyEnd(text, old);
    const final = written.endsInLiteral && end >= text.length ? style.eol : "";
    return [edit({ start: from, end }, written.inline + written.body + final, written.placeholders)];
  }
  return replaceOld(text, from, old, written);
}

/** The text of a value itself: of an alias, not of what it stands for. */
function ownSpan(node: YamlNode): Span {
  return node.alias ?? node.span;
}

function lastScalar(node: YamlNode | undefined): YamlNode | undefined {
  if (!node || node.alias || node.kind === "scalar") return node?.alias ? undefined : node;
  if (node.isFlow) return undefined;
  return lastScalar(node.kind === "map" ? node.entries.at(-1)?.value : node.items.at(-1)?.value);
}

/** Where a value's last line ends, its comment included; behind a literal that keeps the empty lines at its end, the start of the next line. */
function lastEnd(text: string, node: YamlNode | undefined, end = node ? ownSpan(node).end : 0): number {
  const scalar = lastScalar(node);
  const at = lineEnd(text, end);
  if (scalar?.kind !== "scalar" || (scalar.style !== "literal" && scalar.style !== "folded")) return at;
  const last = scalar.mapped.segments.at(-1);
  const behind = last ? last.source + last.length : 0;
  // The break of the last line with text is no empty line.
  return behind > nextLine(text, end) ? behind : at;
}

/** Where the comments end that follow and are indented as deep as a column: below a literal, they would become a part of it. */
function behindComments(text: string, end: number, column: number): number {
  let behind = end;
  for (let at = isLineStart(text, end) ? end : nextLine(text, end); at < text.length; at = nextLine(text, at)) {
    const line = text.slice(at, lineEnd(text, at));
    const content = line.trimStart();
    if (content === "") continue;
    if (!content.startsWith("#") || line.length - content.length < column) break;
    behind = lineEnd(text, at);
  }
  return behind;
}

/** The same, before the break of that line. */
export function bodyEnd(text: string, node: YamlNode): number {
  const end = lastEnd(text, node);
  if (!isLineStart(text, end) || end <= node.span.end) return end;
  return text[end - 2] === "\r" ? end - 2 : end - 1;
}

function hasAnchor(file: YamlFile, range: Span): boolean {
  return file.documents.some((document) => document.anchors.some(({ span }) => range.start <= span.start && span.end <= range.end));
}

/** Whether an alias outside of a range stands for something in it. */
function isNeeded(file: YamlFile, range: Span): boolean {
  return file.documents.some((document) =>
    document.aliases.some(({ span, anchor }) => anchor && contains(range, anchor.span) && !contains(range, span)),
  );
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function edit(span: Span, text: string, placeholders: readonly Span[], shift = 0): TextEdit {
  if (placeholders.length === 0) return { span, text };
  return { span, text, placeholders: placeholders.map(({ start, end }) => ({ start: start + shift, end: end + shift })) };
}

function empty(offset: number): Span {
  return { start: offset, end: offset };
}

function columnOf(file: YamlFile, offset: number): number {
  const { text } = file.source;
  const start = lineStart(text, offset);
  return offset - start - (text.charCodeAt(start) === 0xfeff ? 1 : 0);
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

function isLineStart(text: string, offset: number): boolean {
  return offset > 0 && text[offset - 1] === "\n";
}

/** The end of a line, before its break. */
function lineEnd(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  if (found < 0) return text.length;
  return found > offset && text[found - 1] === "\r" ? found - 1 : found;
}

function nextLine(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  return found < 0 ? text.length : found + 1;
}
