/** A shell pattern's piece: a literal character, `?` (any one) or `*` (any number). */
type Piece = { readonly kind: "character"; readonly character: string } | { readonly kind: "one" } | { readonly kind: "many" };

/** Above this many steps the outcome is given as unknown. */
const mostSteps = 1_000_000;

/**
 * `value` without the prefix (or suffix) that matches the pattern, the shortest or the longest one; `value` itself where
 * none matches. Undefined where the pattern is wrong or too much work.
 */
export function trimPattern(value: string, pattern: string, side: "prefix" | "suffix", longest: boolean): string | undefined {
  const pieces = parsePattern(pattern);
  if (!pieces || pieces.length * value.length > mostSteps) return undefined;
  if (side === "suffix") {
    const length = matchLength(reverse(value), 0, pieces.reverse(), longest);
    return length === undefined ? value : value.slice(0, value.length - length);
  }
  const length = matchLength(value, 0, pieces, longest);
  return length === undefined ? value : value.slice(length);
}

/** `value` with the first match of the pattern, or every one, put by `replacement`; undefined as for `trimPattern`. */
export function replacePattern(value: string, pattern: string, replacement: string, all: boolean): string | undefined {
  const pieces = parsePattern(pattern);
  if (!pieces || pieces.length * value.length * value.length > mostSteps) return undefined;
  let result = "";
  let position = 0;
  let lastEnd = -1;
  while (position <= value.length) {
    const length = matchLength(value, position, pieces, true);
    if (length === undefined || (length === 0 && position === lastEnd)) {
      result += value.charAt(position);
      position++;
      continue;
    }
    result += replacement;
    if (!all) return result + value.slice(position + length);
    if (length === 0) {
      result += value.charAt(position);
      position++;
    } else {
      position += length;
      lastEnd = position;
    }
  }
  return result;
}

function reverse(text: string): string {
  return text.split("").reverse().join("");
}

function parsePattern(pattern: string): Piece[] | undefined {
  const pieces: Piece[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern.charAt(i);
    if (character === "*") pieces.push({ kind: "many" });
    else if (character === "?") pieces.push({ kind: "one" });
    else if (character !== "\\") pieces.push({ kind: "character", character });
    else {
      const next = pattern.charAt(++i);
      if (next === "" || !"}/*?\\".includes(next)) return undefined;
      pieces.push({ kind: "character", character: next });
    }
  }
  return pieces;
}

/** How many characters from `start` on the pieces match, at least or at most; undefined where they do not match. */
function matchLength(value: string, start: number, pieces: readonly Piece[], longest: boolean): number | undefined {
  let states = new Set<number>();
  const enter = (target: Set<number>, state: number): void => {
    let next = state;
    target.add(next);
    while (pieces[next]?.kind === "many") target.add(++next);
  };
  enter(states, 0);
  let found: number | undefined;
  for (let i = start; ; i++) {
    if (states.has(pieces.length)) {
      found = i - start;
      if (!longest) return found;
    }
    if (i >= value.length || states.size === 0) return found;
    const character = value.charAt(i);
    const following = new Set<number>();
    for (const state of states) {
      const piece = pieces[state];
      if (!piece) continue;
      if (piece.kind === "many") enter(following, state);
      else if (piece.kind === "one" || piece.character === character) enter(following, state + 1);
    }
    states = following;
  }
}
