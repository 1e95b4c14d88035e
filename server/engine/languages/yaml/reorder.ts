import { replace, type TextEdit } from "../../text/edit.ts";
import type { YamlAlias, YamlDocument, YamlFile, YamlMap, YamlNode, YamlSequence } from "./model.ts";
import { bodyEnd } from "./patch.ts";

interface Child {
  readonly span: { readonly start: number; readonly end: number };
  readonly value: YamlNode | undefined;
}

/**
 * Puts the entries of a map or the items of a list into another order; `order` holds their indexes as they are to come. Whole blocks of lines are moved:
 * a child with the comments right above it, behind it and below it that are indented deeper. Empty lines between children stay where they are, and so do
 * comments that an empty line parts from what follows, at the head of the file or of the block. Undefined where nothing would change, where comments
 * between the children belong to none of them, and where an alias would come before its anchor.
 */
export function reorder(file: YamlFile, holder: YamlMap | YamlSequence, order: readonly number[]): TextEdit[] | undefined {
  const children: readonly Child[] = holder.kind === "map" ? holder.entries : holder.items;
  if (holder.alias || order.length !== children.length || order.every((from, to) => from === to)) return undefined;
  if (!keepsAnchors(file, holder, children, order)) return undefined;
  return holder.isFlow ? reorderFlow(file, holder, children, order) : reorderBlocks(file.source.text, children, order);
}

/** The texts of what stands in brackets change places; what stands between them stays. */
function reorderFlow(
  file: YamlFile,
  holder: YamlMap | YamlSequence,
  children: readonly Child[],
  order: readonly number[],
): TextEdit[] | undefined {
  const { text } = file.source;
  // Anchors, tags and aliases stand outside of the spans of what they are for.
  if (/[&*!#]/.test(text.slice(holder.span.start, holder.span.end))) return undefined;
  return order.flatMap((from, to) => {
    const [old, moved] = [children[to] as Child, children[from] as Child];
    return from === to ? [] : [replace(old.span, text.slice(moved.span.start, moved.span.end))];
  });
}

interface Block {
  readonly start: number;
  readonly end: number;
}

function reorderBlocks(text: string, children: readonly Child[], order: readonly number[]): TextEdit[] | undefined {
  const blocks = blocksOf(text, children);
  if (!blocks) return undefined;
  const first = order.findIndex((from, to) => from !== to);
  const last = order.findLastIndex((from, to) => from !== to);
  let moved = "";
  for (let to = first; to <= last; to++) {
    const block = blocks[order[to] as number] as Block;
    moved += text.slice(block.start, block.end);
    if (to < last) moved += text.slice((blocks[to] as Block).end, (blocks[to + 1] as Block).start);
  }
  return [replace({ start: (blocks[first] as Block).start, end: (blocks[last] as Block).end }, moved)];
}

/** The lines that each child takes along, without the break of the last one. */
function blocksOf(text: string, children: readonly Child[]): readonly Block[] | undefined {
  const blocks: Block[] = [];
  const [head] = children;
  if (!head) return undefined;
  const column = head.span.start - lineStart(text, head.span.start);
  for (const [index, { span, value }] of children.entries()) {
    const line = lineStart(text, span.start);
    // Behind a dash, a mark of the document or a byte order mark, with an explicit key, or in braces.
    if (span.start - line !== column || !/^ *$/.test(text.slice(line, span.start)) || text[span.start] === "?") return undefined;
    const ends = value ? bodyEnd(text, value) : lineEnd(text, span.end);
    const content = Math.max(ends, lineEnd(text, span.end));
    if (!isMovable(text, value)) return undefined;
    const end = behindDeeper(text, content, column);
    const start = index === 0 ? commentsAtHead(text, line, column) : commentsAbove(text, line, column, (blocks[index - 1] as Block).end);
    if (start === undefined) return undefined;
    blocks.push({ start, end });
  }
  return blocks;
}

/**
 * Whether it does not matter what follows a child. It does where that ends in a block scalar that keeps the empty lines behind it, and where the last
 * line of the file has no break: there, a block scalar would lose its own.
 */
function isMovable(text: string, value: YamlNode | undefined): boolean {
  const scalar = lastScalar(value);
  if (scalar?.kind !== "scalar" || (scalar.style !== "literal" && scalar.style !== "folded")) return true;
  const header = /^[|>][-+0-9]*/.exec(text.slice(scalar.span.start, scalar.span.start + 4))?.[0];
  return header !== undefined && !header.includes("+") && text.endsWith("\n");
}

function lastScalar(node: YamlNode | undefined): YamlNode | undefined {
  if (!node || node.alias || node.kind === "scalar") return node?.alias ? undefined : node;
  if (node.isFlow) return undefined;
  return lastScalar(node.kind === "map" ? node.entries.at(-1)?.value : node.items.at(-1)?.value);
}

/** The end of the comments below a child that are indented deeper than it is, such as items that somebody has commented out. */
function behindDeeper(text: string, end: number, column: number): number {
  let behind = end;
  for (let at = nextLine(text, end); at < text.length; at = nextLine(text, at)) {
    const line = text.slice(at, lineEnd(text, at));
    const content = line.trimStart();
    if (content === "") continue;
    if (!content.startsWith("#") || line.length - content.length <= column) break;
    behind = lineEnd(text, at);
  }
  return behind;
}

/** The start of the comments right above the first child; its own line where they head the file. */
function commentsAtHead(text: string, line: number, column: number): number {
  const start = comments(text, line, column, 0);
  return start === 0 ? line : start;
}

/** The start of the comments right above a child; undefined where other comments stand between it and the one before. */
function commentsAbove(text: string, line: number, column: number, previous: number): number | undefined {
  const start = comments(text, line, column, previous);
  return text.slice(previous, start).trim() === "" ? start : undefined;
}

function comments(text: string, line: number, column: number, limit: number): number {
  let start = line;
  while (start > limit) {
    const above = lineStart(text, start - 1);
    if (above < limit || !text.startsWith(`${" ".repeat(column)}#`, above)) break;
    start = above;
  }
  return start;
}

/** Whether every alias in a map or list still comes behind its anchor, and no anchor is there twice. */
function keepsAnchors(file: YamlFile, holder: YamlMap | YamlSequence, children: readonly Child[], order: readonly number[]): boolean {
  const document = file.documents.find(({ root }) => root && root.span.start <= holder.span.start && holder.span.end <= root.span.end);
  if (!document || document.anchors.length === 0) return true;
  if (hasRepeatedAnchor(document)) return false;
  const childAt = (offset: number) => children.findIndex(({ span }) => span.start <= offset && offset <= span.end);
  return document.aliases.every((alias) => isBehindAnchor(alias, childAt, order));
}

function isBehindAnchor({ span, anchor }: YamlAlias, childAt: (offset: number) => number, order: readonly number[]): boolean {
  const [from, to] = [anchor ? childAt(anchor.span.start) : -1, childAt(span.start)];
  return from < 0 || to < 0 || from === to || order.indexOf(from) < order.indexOf(to);
}

function hasRepeatedAnchor({ anchors }: YamlDocument): boolean {
  return new Set(anchors.map(({ name }) => name)).size < anchors.length;
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  if (found < 0) return text.length;
  return found > offset && text[found - 1] === "\r" ? found - 1 : found;
}

function nextLine(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  return found < 0 ? text.length : found + 1;
}
