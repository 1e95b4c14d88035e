import { lineEdits } from "../engine/index.ts";
import { paintOf, visible } from "./terminal.ts";

/** Lines of agreement shown around a difference. */
const around = 3;

/** The difference of two texts in the unified format, as `patch -p1` and `git apply` read it; undefined `before` is a file that is not there yet. */
export function unifiedDiff(path: string, before: string | undefined, after: string): string {
  const old = before ?? "";
  const edits = lineEdits(old, after);
  if (edits.length === 0 && before !== undefined) return "";
  const oldLines = linesOf(old);
  const lineAt = lineCounter(oldLines);
  // The edits as lines taken out and lines put in.
  const changes = edits.map(({ span, text }) => ({ from: lineAt(span.start), to: lineAt(span.end), lines: linesOf(text) }));
  const output = [before === undefined ? "--- /dev/null" : `--- a/${path}`, `+++ b/${path}`];
  let shift = 0;
  for (let i = 0; i < changes.length; ) {
    let last = i;
    while (last + 1 < changes.length && (changes[last + 1]?.from ?? 0) - (changes[last]?.to ?? 0) <= 2 * around) last++;
    const group = changes.slice(i, last + 1);
    const start = Math.max(0, (group[0]?.from ?? 0) - around);
    const end = Math.min(oldLines.length, (group.at(-1)?.to ?? 0) + around);
    const body: string[] = [];
    let at = start;
    let added = 0;
    let removed = 0;
    for (const { from, to, lines } of group) {
      for (; at < from; at++) body.push(...line(" ", oldLines[at] as string));
      for (; at < to; at++) body.push(...line("-", oldLines[at] as string));
      for (const one of lines) body.push(...line("+", one));
      removed += to - from;
      added += lines.length;
    }
    for (; at < end; at++) body.push(...line(" ", oldLines[at] as string));
    const oldCount = end - start;
    const newCount = oldCount - removed + added;
    output.push(`@@ -${range(start, oldCount)} +${range(start + shift, newCount)} @@`, ...body);
    shift += added - removed;
    i = last + 1;
  }
  return `${output.join("\n")}\n`;
}

function range(start: number, count: number): string {
  // An empty range is named by the line before it.
  return count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`;
}

function line(mark: string, text: string): string[] {
  return text.endsWith("\n") ? [`${mark}${text.slice(0, -1)}`] : [`${mark}${text}`, "\\ No newline at end of file"];
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Gives the number of the line that starts at an offset. */
function lineCounter(lines: readonly string[]): (offset: number) => number {
  const starts = new Map<number, number>([[0, 0]]);
  let offset = 0;
  for (const [i, text] of lines.entries()) {
    offset += text.length;
    starts.set(offset, i + 1);
  }
  return (at) => starts.get(at) ?? lines.length;
}

/** A difference as a terminal shows it; without colours the very text, which `git apply` is to read. */
export function colored(diff: string, color: boolean): string {
  if (!color) return diff;
  const paint = paintOf(true);
  return diff
    .split("\n")
    .map((line) => {
      if (line.startsWith("+++") || line.startsWith("---")) return paint.bold(line);
      if (line.startsWith("@@")) return paint.cyan(line);
      const shown = line.slice(0, 1) + visible(line.slice(1));
      return line.startsWith("+") ? paint.green(shown) : line.startsWith("-") ? paint.red(shown) : shown;
    })
    .join("\n");
}
