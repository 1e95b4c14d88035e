import { remember } from "../text/remember.ts";

interface Token {
  readonly accepts: (character: string) => boolean;
  readonly isOptional: boolean;
  readonly isRepeated: boolean;
}

/**
 * Whether a pattern of `branches` or `tags` matches the whole of a name. A `!` in front is left out: see `passesFilter`.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const tokens = tokensOf(pattern.startsWith("!") ? pattern.slice(1) : pattern);
  // The places in the pattern that can be reached: no pattern takes longer than its length times the name's.
  let places = withOptional(new Set([0]), tokens);
  for (const character of name) {
    const next = new Set<number>();
    for (const place of places) {
      const token = tokens[place];
      if (token?.accepts(character)) next.add(token.isRepeated ? place : place + 1);
    }
    places = withOptional(next, tokens);
  }
  return places.has(tokens.length);
}

/** With the places behind what may be missing. */
function withOptional(places: Set<number>, tokens: readonly Token[]): Set<number> {
  // What is added to a set while it is walked through is walked through as well.
  for (const place of places) if (tokens[place]?.isOptional) places.add(place + 1);
  return places;
}

const tokensOf = remember((pattern: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] as string;
    const last = tokens.at(-1);
    const end = character === "[" ? pattern.indexOf("]", i + 1) : -1;
    if (character === "*") {
      const isDouble = pattern[i + 1] === "*";
      while (pattern[i + 1] === "*") i++;
      tokens.push({ accepts: (other) => isDouble || other !== "/", isOptional: true, isRepeated: true });
    } else if (character === "?" && last) tokens[tokens.length - 1] = { ...last, isOptional: true };
    else if (character === "+" && last) tokens.push({ ...last, isOptional: true, isRepeated: true });
    else if (end > 0) {
      const ranges = [...pattern.slice(i + 1, end).matchAll(/(.)(?:-(.))?/gs)].map(([, low = "", high = low]) => [low, high] as const);
      tokens.push({
        accepts: (other) => ranges.some(([low, high]) => low <= other && other <= high),
        isOptional: false,
        isRepeated: false,
      });
      i = end;
    } else {
      const literal = character === "\\" && i + 1 < pattern.length ? (pattern[++i] as string) : character;
      tokens.push({ accepts: (other) => other === literal, isOptional: false, isRepeated: false });
    }
  }
  return tokens;
});

/** Whether a name passes the patterns of `branches` or `tags`: the last one that matches decides, and `!` takes out again. */
export function passesFilter(patterns: readonly string[], name: string): boolean {
  let passes = false;
  for (const pattern of patterns) if (matchesPattern(pattern, name)) passes = !pattern.startsWith("!");
  return passes;
}

/** The one name that a pattern matches; undefined where it has wildcards or takes out. */
export function literalOfPattern(pattern: string): string | undefined {
  return /[*?+[\]!\\]/.test(pattern) ? undefined : pattern;
}
