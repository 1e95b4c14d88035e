/** Tells whether a path, relative and with `/`, matches. */
export type PathMatcher = (path: string) => boolean;

/** Longer patterns match nothing; the schema refuses them. */
export const maximumPatternLength = 1000;

type Token =
  | { readonly kind: "character"; readonly code: number }
  /** `?`: one character of a name. */
  | { readonly kind: "any" }
  /** `*`: any part of a name. */
  | { readonly kind: "star" }
  /** A final double star: all that is below. */
  | { readonly kind: "below" }
  /** A double star and slash: any number of folders, none included. */
  | { readonly kind: "folders" }
  | { readonly kind: "class"; readonly isNegated: boolean; readonly ranges: readonly (readonly [number, number])[] }
  | { readonly kind: "choice"; readonly options: readonly (readonly Token[])[] };

type State =
  | { readonly kind: "end" }
  | { readonly kind: "split"; readonly next: number[] }
  | { readonly kind: "step"; readonly accepts: (code: number) => boolean; readonly next: number };

const slash = 47;

/**
 * A matcher of whole paths: `*`, `?` and `[a-z]` stay within a name, a double star spans folders, `{a,b}` chooses, `\` takes the next character literally.
 * The pattern becomes a state machine, so that no pattern takes longer than its length times the path's.
 */
export function compileGlob(pattern: string, options: { readonly braces: boolean } = { braces: true }): PathMatcher {
  if (pattern.length > maximumPatternLength) return () => false;
  // Most patterns of ignore files are a name or an extension.
  const [, star, literal] = /^(\*?)([^*?[\]{}\\/]+)$/.exec(pattern) ?? [];
  if (literal) return star ? (path) => path.endsWith(literal) && !path.includes("/") : (path) => path === literal;
  const states: State[] = [{ kind: "end" }];
  const start = link(tokenize(pattern, options.braces), 0, states);
  return (path) => run(states, start, path);
}

/**
 * A matcher of a configuration's pattern: one without a slash matches at any depth, as in an ignore file; one that names a folder
 * matches all that is in it.
 */
export function compilePathPattern(pattern: string): PathMatcher {
  const trimmed = pattern.replace(/^\.\//, "").replace(/\/+$/, "");
  const anchored = trimmed.includes("/") ? trimmed.replace(/^\/+/, "") : `**/${trimmed}`;
  const itself = compileGlob(anchored);
  const within = compileGlob(`${anchored}/**`);
  const isFolder = pattern.endsWith("/");
  return (path) => (!isFolder && itself(path)) || within(path);
}

function tokenize(pattern: string, braces: boolean): Token[] {
  return read(0, pattern.length, true);

  function read(from: number, to: number, startsName: boolean): Token[] {
    const tokens: Token[] = [];
    let isStart = startsName;
    for (let i = from; i < to; ) {
      const character = pattern[i] as string;
      let end = i + 1;
      if (character === "\\" && end < to) {
        tokens.push({ kind: "character", code: pattern.charCodeAt(end++) });
      } else if (character === "*") {
        while (end < to && pattern[end] === "*") end++;
        const isDouble = end - i > 1 && isStart;
        if (isDouble && pattern[end] === "/" && end < to) {
          tokens.push({ kind: "folders" });
          i = end + 1;
          continue;
        }
        tokens.push({ kind: isDouble && end === to ? "below" : "star" });
      } else if (character === "?") {
        tokens.push({ kind: "any" });
      } else if (character === "[") {
        const read = readClass(pattern, i, to);
        if (read) {
          tokens.push(read.token);
          end = read.end;
        } else tokens.push({ kind: "character", code: 91 });
      } else if (character === "{" && braces) {
        const parts = alternatives(pattern, i, to);
        if (parts) {
          const atStart = isStart;
          tokens.push({ kind: "choice", options: parts.map(([a, b]) => read(a, b, atStart)) });
          end = (parts.at(-1) as readonly [number, number])[1] + 1;
        } else tokens.push({ kind: "character", code: 123 });
      } else {
        tokens.push({ kind: "character", code: pattern.charCodeAt(i) });
      }
      isStart = character === "/";
      i = end;
    }
    return tokens;
  }
}

/** The parts of `{a,b}` at `start`; undefined where the brace is not closed or offers no choice: then it stands for itself. */
function alternatives(pattern: string, start: number, to: number): (readonly [number, number])[] | undefined {
  const parts: [number, number][] = [];
  let depth = 0;
  let from = start + 1;
  for (let i = start; i < to; i++) {
    const character = pattern[i];
    if (character === "\\") i++;
    else if (character === "{") depth++;
    else if (character === "," && depth === 1) {
      parts.push([from, i]);
      from = i + 1;
    } else if (character === "}" && --depth === 0) {
      parts.push([from, i]);
      return parts.length > 1 ? parts : undefined;
    }
  }
  return undefined;
}

function readClass(pattern: string, start: number, to: number): { token: Token; end: number } | undefined {
  let i = start + 1;
  const isNegated = pattern[i] === "!" || pattern[i] === "^";
  if (isNegated) i++;
  const ranges: [number, number][] = [];
  for (let isFirst = true; i < to; isFirst = false) {
    if (pattern[i] === "]" && !isFirst) return { token: { kind: "class", isNegated, ranges }, end: i + 1 };
    if (pattern[i] === "\\" && i + 1 < to) i++;
    const low = pattern.charCodeAt(i++);
    let high = low;
    if (pattern[i] === "-" && i + 1 < to && pattern[i + 1] !== "]") {
      i++;
      if (pattern[i] === "\\" && i + 1 < to) i++;
      high = pattern.charCodeAt(i++);
    }
    ranges.push([low, high]);
  }
  return undefined;
}

/** Adds the states for the tokens, which lead to the state `next`; gives the first. */
function link(tokens: readonly Token[], next: number, states: State[]): number {
  const add = (state: State): number => states.push(state) - 1;
  const repeat = (accepts: (code: number) => boolean, then: number): number => {
    const loop: number[] = [];
    const split = add({ kind: "split", next: loop });
    loop.push(add({ kind: "step", accepts, next: split }), then);
    return split;
  };
  let first = next;
  for (const token of tokens.toReversed()) {
    switch (token.kind) {
      case "character": {
        const { code } = token;
        first = add({ kind: "step", accepts: (other) => other === code, next: first });
        break;
      }
      case "any":
        first = add({ kind: "step", accepts: isNotSlash, next: first });
        break;
      case "star":
        first = repeat(isNotSlash, first);
        break;
      case "below":
        first = repeat(isAnything, first);
        break;
      case "folders": {
        const separator = add({ kind: "step", accepts: (code) => code === slash, next: first });
        first = add({ kind: "split", next: [repeat(isAnything, separator), first] });
        break;
      }
      case "class": {
        const { isNegated, ranges } = token;
        const accepts = (code: number) => code !== slash && ranges.some(([low, high]) => low <= code && code <= high) !== isNegated;
        first = add({ kind: "step", accepts, next: first });
        break;
      }
      case "choice": {
        const then = first;
        first = add({ kind: "split", next: token.options.map((option) => link(option, then, states)) });
      }
    }
  }
  return first;
}

function isNotSlash(code: number): boolean {
  return code !== slash;
}

function isAnything(): boolean {
  return true;
}

function run(states: readonly State[], start: number, path: string): boolean {
  const seen = new Int32Array(states.length).fill(-1);
  let current: number[] = [];
  let isAtEnd = false;
  const enter = (from: number, step: number, into: number[]): void => {
    const open = [from];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (seen[index] === step) continue;
      seen[index] = step;
      const state = states[index] as State;
      if (state.kind === "split") open.push(...state.next);
      else if (state.kind === "end") isAtEnd = true;
      else into.push(index);
    }
  };
  enter(start, 0, current);
  for (let i = 0; i < path.length; i++) {
    isAtEnd = false;
    const code = path.charCodeAt(i);
    const following: number[] = [];
    for (const index of current) {
      const state = states[index] as State;
      if (state.kind === "step" && state.accepts(code)) enter(state.next, i + 1, following);
    }
    if (following.length === 0 && !isAtEnd) return false;
    current = following;
  }
  return isAtEnd;
}
