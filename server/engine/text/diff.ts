import type { TextEdit } from "./edit.ts";

/** Lines that differ beyond this many insertions and deletions are replaced in one piece: finding the smallest difference costs its square. */
const limit = 1_000;

/**
 * The edits, line by line, that make `after` of `before`, so that an editor keeps cursors and marks in what stays.
 * Myers' greedy difference, on what is left between the common beginning and end.
 */
export function lineEdits(before: string, after: string): TextEdit[] {
  const a = linesOf(before);
  const b = linesOf(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const offsets = [0];
  for (const line of a) offsets.push((offsets.at(-1) as number) + line.length);
  const edits: TextEdit[] = [];
  const replace = (fromA: number, toA: number, fromB: number, toB: number) => {
    if (fromA === toA && fromB === toB) return;
    edits.push({ span: { start: offsets[fromA] as number, end: offsets[toA] as number }, text: b.slice(fromB, toB).join("") });
  };
  let lastA = start;
  let lastB = start;
  for (const [x, y] of commonLines(a.slice(start, endA), b.slice(start, endB))) {
    replace(lastA, start + x, lastB, start + y);
    lastA = start + x + 1;
    lastB = start + y + 1;
  }
  replace(lastA, endA, lastB, endB);
  return edits;
}

/** The lines with their line breaks. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Pairs of indices of equal lines, ascending, as many as can be kept in order. */
function commonLines(a: readonly string[], b: readonly string[]): [number, number][] {
  const trace: Int32Array[] = [];
  const most = Math.min(a.length + b.length, limit);
  const middle = most + 1;
  const furthest = new Int32Array(2 * most + 3);
  for (let distance = 0; distance <= most; distance++) {
    trace.push(furthest.slice());
    for (let k = -distance; k <= distance; k += 2) {
      const down = k === -distance || (k !== distance && at(furthest, middle + k - 1) < at(furthest, middle + k + 1));
      let x = down ? at(furthest, middle + k + 1) : at(furthest, middle + k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[middle + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length, middle);
    }
  }
  return [];
}

function walkBack(trace: readonly Int32Array[], lengthA: number, lengthB: number, middle: number): [number, number][] {
  const pairs: [number, number][] = [];
  let x = lengthA;
  let y = lengthB;
  for (let distance = trace.length - 1; distance >= 0; distance--) {
    const furthest = trace[distance] as Int32Array;
    const k = x - y;
    const down = k === -distance || (k !== distance && at(furthest, middle + k - 1) < at(furthest, middle + k + 1));
    const before = down ? k + 1 : k - 1;
    const fromX = distance === 0 ? 0 : at(furthest, middle + before);
    const fromY = distance === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY && (distance === 0 || x > (down ? fromX : fromX + 1))) {
      pairs.push([--x, --y]);
    }
    x = fromX;
    y = fromY;
  }
  return pairs.reverse();
}

function at(array: Int32Array, index: number): number {
  return array[index] as number;
}
