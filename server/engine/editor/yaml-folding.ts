import type { YamlComment, YamlFile, YamlNode } from "../languages/yaml/model.ts";
import type { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { FoldingRange } from "./model.ts";

/** A file that is YAML below its own model. */
interface FileOfYaml {
  readonly source: SourceText;
  readonly yaml: YamlFile;
  readonly comments: readonly YamlComment[];
}

/** Keys and items with more than one line, block scalars among them, the `parts` given, comments of several lines, and what `#region` encloses. */
export function foldYaml(file: FileOfYaml, parts: readonly Span[] = []): readonly FoldingRange[] {
  const { source } = file;
  const byLine = new Map<number, FoldingRange>();
  const add = (span: Span) => {
    const range = { start: span.start, end: contentEnd(source, span) };
    const line = source.lineOf(range.start);
    if (source.lineOf(range.end) === line) return;
    const known = byLine.get(line);
    // Of an item and its first key the larger folds both.
    if (!known || known.span.end < range.end) byLine.set(line, { span: range });
  };
  const walk = (node: YamlNode | undefined): void => {
    if (!node || node.alias) return;
    if (node.kind === "map") {
      for (const entry of node.entries) {
        add(entry.span);
        walk(entry.value);
      }
    } else if (node.kind === "sequence") {
      for (const item of node.items) {
        add(item.span);
        walk(item.value);
      }
    }
  };
  for (const part of parts) add(part);
  for (const { root } of file.yaml.documents) walk(root);
  return [...byLine.values(), ...commentBlocks(file.comments, source), ...regions(file.comments)].sort(
    (a, b) => a.span.start - b.span.start,
  );
}

/** Comments on lines of their own, one below the other. */
function commentBlocks(comments: readonly YamlComment[], source: SourceText): FoldingRange[] {
  const blocks: { span: Span; lines: number }[] = [];
  let last = -2;
  for (const comment of comments) {
    if (!comment.isOwnLine || isRegionMark(comment)) continue;
    const line = source.lineOf(comment.span.start);
    const block = blocks.at(-1);
    if (block && line === last + 1) {
      block.span = { start: block.span.start, end: comment.span.end };
      block.lines++;
    } else blocks.push({ span: comment.span, lines: 1 });
    last = line;
  }
  return blocks.flatMap(({ span, lines }) => (lines > 1 ? [{ span, kind: "comment" as const }] : []));
}

function isRegionMark({ text }: YamlComment): boolean {
  return /^(?:end)?region\b/i.test(text);
}

/** `# region` to `# endregion`. */
function regions(comments: readonly YamlComment[]): FoldingRange[] {
  const open: number[] = [];
  const found: FoldingRange[] = [];
  for (const comment of comments) {
    if (!comment.isOwnLine || !isRegionMark(comment)) continue;
    if (/^r/i.test(comment.text)) open.push(comment.span.start);
    else {
      const start = open.pop();
      if (start !== undefined) found.push({ span: { start, end: comment.span.end }, kind: "region" });
    }
  }
  return found;
}

/** Without the blank lines that a block scalar has at its end. */
function contentEnd({ text }: SourceText, { start, end }: Span): number {
  let at = end;
  while (at > start && /\s/.test(text[at - 1] as string)) at--;
  return at;
}
