import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import type { Span } from "../../text/span.ts";
import type { FoldingRange } from "../model.ts";

/** Stages, instructions of several lines, heredocs, and comments of several lines. */
export function folding(file: Dockerfile): readonly FoldingRange[] {
  const { source } = file;
  const spansLines = ({ span }: FoldingRange) => source.lineOf(span.end) > source.lineOf(span.start);
  // Where a stage begins with an instruction of several lines, the stage folds it along.
  const stages = file.stages.map(
    ({ from, instructions, span }): FoldingRange => ({ span: { start: from.span.start, end: instructions.at(-1)?.span.end ?? span.end } }),
  );
  const instructions = file.instructions.filter(({ keyword }) => keyword !== "FROM").map(({ span }): FoldingRange => ({ span }));
  const heredocs = file.instructions.flatMap(({ heredocs: all }) =>
    all.length > 1 ? all.map(({ bodySpan }): FoldingRange => ({ span: trimmed(bodySpan, file) })) : [],
  );
  const all = [...stages, ...instructions, ...heredocs, ...comments(file)].filter(spansLines);
  const byLine = new Map<number, FoldingRange>();
  for (const range of all) {
    const line = source.lineOf(range.span.start);
    const known = byLine.get(line);
    if (!known || known.span.end < range.span.end) byLine.set(line, range);
  }
  return [...byLine.values()].sort((a, b) => a.span.start - b.span.start);
}

/** Comment lines one below the other. */
function comments({ comments: all, source }: Dockerfile): readonly FoldingRange[] {
  const blocks: { start: number; end: number; line: number }[] = [];
  for (const { span } of all) {
    const line = source.lineOf(span.start);
    const last = blocks.at(-1);
    if (last && last.line === line - 1) Object.assign(last, { end: span.end, line });
    else blocks.push({ ...span, line });
  }
  return blocks.map(({ start, end }): FoldingRange => ({ span: { start, end }, kind: "comment" }));
}

function trimmed({ start, end }: Span, { source }: Dockerfile): Span {
  const text = source.text.slice(start, end).trimEnd();
  return { start, end: start + text.length };
}
