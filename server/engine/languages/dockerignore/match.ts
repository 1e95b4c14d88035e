/** A path without `.`, `..`, doubled and trailing slashes where they can be resolved, as Go's `path.Clean` gives it; "" stays "". */
export function cleanPath(path: string): string {
  if (path === "") return "";
  const isRooted = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!isRooted) parts.push(part);
  }
  const joined = parts.join("/");
  return isRooted ? `/${joined}` : joined || ".";
}

/** What one step of a compiled pattern takes from a path. */
type Step =
  | { readonly kind: "character"; readonly code: number }
  /** `?`: one character that is no slash. */
  | { readonly kind: "any" }
  /** `*`: any number of characters that are no slash. */
  | { readonly kind: "star" }
  /** `**` with more behind it: nothing, or anything up to and including a slash. */
  | { readonly kind: "folders" }
  /** `**` at the end, behind other wildcards: anything. */
  | { readonly kind: "rest" }
  | { readonly kind: "class"; readonly isNegated: boolean; readonly ranges: readonly (readonly [number, number])[] };

/**
 * Compiles a cleaned pattern into a test of a cleaned path. It follows moby/patternmatcher, its special cases included: a pattern without
 * wildcards is compared, `x/**` is a prefix, and `**x` with no other wildcard is a suffix. The time it takes is bound by the product of both lengths.
 */
export function compilePattern(pattern: string): (path: string) => boolean {
  const { steps, kind } = readSteps(pattern);
  if (kind === "exact") return (path) => path === pattern;
  if (kind === "prefix") {
    const prefix = pattern.slice(0, -2);
    return (path) => path.startsWith(prefix);
  }
  if (kind === "suffix") {
    const suffix = pattern.slice(2);
    return (path) => path.endsWith(suffix) || (suffix.startsWith("/") && path === suffix.slice(1));
  }
  // Most paths fail at the characters that the pattern starts or ends with.
  const start = literal(steps);
  const end = [...literal([...steps].reverse())].reverse().join("");
  return (path) => path.startsWith(start) && path.endsWith(end) && run(steps, path);
}

/** The characters that the steps start with. */
function literal(steps: readonly Step[]): string {
  const wildcard = steps.findIndex((step) => step.kind !== "character");
  return steps
    .slice(0, wildcard < 0 ? steps.length : wildcard)
    .map((step) => (step.kind === "character" ? String.fromCodePoint(step.code) : ""))
    .join("");
}

function readSteps(pattern: string): { steps: Step[]; kind: "exact" | "prefix" | "suffix" | "steps" } {
  const steps: Step[] = [];
  const characters = [...pattern];
  let kind: "exact" | "prefix" | "suffix" | "steps" = "exact";
  let isFirst = true;
  for (let i = 0; i < characters.length; isFirst = false) {
    const character = characters[i++] as string;
    if (character === "*" && characters[i] === "*") {
      i++;
      if (characters[i] === "/") i++;
      if (i < characters.length) {
        steps.push({ kind: "folders" });
        kind = "steps";
      } else if (kind === "exact") kind = "prefix";
      else {
        steps.push({ kind: "rest" });
        kind = "steps";
      }
      if (isFirst) kind = "suffix";
    } else if (character === "*" || character === "?") {
      steps.push({ kind: character === "*" ? "star" : "any" });
      kind = "steps";
    } else if (character === "[") {
      const read = readClass(characters, i);
      steps.push(read.step);
      i = read.end;
      kind = "steps";
    } else if (character === "\\" && i < characters.length) {
      steps.push(escaped(characters[i++] as string));
      kind = "steps";
    } else {
      if (character === "]") kind = "steps";
      steps.push({ kind: "character", code: codeOf(character) });
    }
  }
  return { steps, kind };
}

function codeOf(character: string): number {
  return character.codePointAt(0) as number;
}

/**
 * What a backslash makes of a character. Docker hands it on to Go's regular expressions, so that `\\d` is a digit; the few letters that mean
 * something else there match nothing here, since no file is named so that they would.
 */
function escaped(character: string): Step {
  const code = codeOf(character);
  if (!/[a-z0-9]/i.test(character)) return { kind: "character", code };
  const control = "a\x07f\fn\nr\rt\tv\v".indexOf(character);
  if (control >= 0 && control % 2 === 0) return { kind: "character", code: codeOf("a\x07f\fn\nr\rt\tv\v"[control + 1] as string) };
  const ranges = Object.hasOwn(escapedClasses, character.toLowerCase()) ? escapedClasses[character.toLowerCase()] : undefined;
  if (!ranges) return { kind: "class", isNegated: false, ranges: [] };
  return { kind: "class", isNegated: character < "a", ranges };
}

const escapedClasses: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  d: [[48, 57]],
  s: [
    [9, 10],
    [12, 13],
    [32, 32],
  ],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
};

/** Reads a class from behind its `[`. The pattern is known to be well formed. */
function readClass(characters: readonly string[], from: number): { step: Step; end: number } {
  let i = from;
  const isNegated = characters[i] === "^";
  if (isNegated) i++;
  const ranges: [number, number][] = [];
  const next = (): number => {
    if (characters[i] === "\\") i++;
    return codeOf(characters[i++] ?? "\\");
  };
  while (i < characters.length && characters[i] !== "]") {
    const low = next();
    let high = low;
    if (characters[i] === "-") {
      i++;
      high = next();
    }
    ranges.push([low, high]);
  }
  return { step: { kind: "class", isNegated, ranges }, end: i + 1 };
}

/** Goes through a path with all states of the pattern at once, so that no pattern makes it try again. */
function run(steps: readonly Step[], path: string): boolean {
  const count = steps.length;
  // `at[k]`: the steps before k are done. `inside[k]`: within the folders that step k takes.
  let at = new Uint8Array(count + 1);
  let inside = new Uint8Array(count + 1);
  let nextAt = new Uint8Array(count + 1);
  let nextInside = new Uint8Array(count + 1);
  at[0] = 1;
  skipEmpty(steps, at);
  for (const character of path) {
    const code = codeOf(character);
    nextAt.fill(0);
    nextInside.fill(0);
    for (let k = 0; k < count; k++) {
      if (!at[k] && !inside[k]) continue;
      const step = steps[k] as Step;
      if (step.kind === "folders") {
        nextInside[k] = 1;
        if (code === 47) nextAt[k + 1] = 1;
      } else if (step.kind === "star" || step.kind === "rest") {
        if (code !== 47 || step.kind === "rest") nextAt[k] = 1;
      } else if (accepts(step, code)) nextAt[k + 1] = 1;
    }
    skipEmpty(steps, nextAt);
    [at, nextAt] = [nextAt, at];
    [inside, nextInside] = [nextInside, inside];
  }
  return at[count] === 1;
}

/** Steps that may take nothing are also taken as done. */
function skipEmpty(steps: readonly Step[], at: Uint8Array): void {
  for (let k = 0; k < steps.length; k++) {
    const kind = (steps[k] as Step).kind;
    if (at[k] && (kind === "star" || kind === "folders" || kind === "rest")) at[k + 1] = 1;
  }
}

function accepts(step: Step, code: number): boolean {
  if (step.kind === "character") return step.code === code;
  if (step.kind === "any") return code !== 47;
  return step.kind === "class" && step.ranges.some(([low, high]) => low <= code && code <= high) !== step.isNegated;
}

/** The characters that Go's regular expressions (RE2 syntax) let no backslash stand before, unless more follows. */
const unknownEscape = /[1-9CE-PRT-VX-Zceg-mo-quxy]|[^\0-\x7f]/;

/**
 * Why Go's `filepath.Match`, or the regular expression that Docker makes of the pattern, refuses it; undefined where neither does. The build
 * then fails, whatever the path.
 */
export function findFault(pattern: string): { readonly message: string; readonly suggestion?: string } | undefined {
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === "\\") {
      const next = pattern[++i];
      if (next !== undefined && !unknownEscape.test(next)) continue;
      return {
        message: `The backslash before ${next === undefined ? "the end" : `\`${next}\``} of \`${pattern}\` escapes nothing, and the build fails on it. Separate folders by \`/\`.`,
        suggestion: pattern.replaceAll("\\", "/").replace(/\/+$/, ""),
      };
    }
    if (character !== "[") continue;
    const end = classEnd(pattern, i + 1);
    if (end === undefined) {
      return {
        message: `\`[\` opens a character range that is not well formed in \`${pattern}\`, and the build fails on it. Close it with \`]\`, or write \`\\[\` for the bracket itself.`,
        suggestion: `${pattern.slice(0, i)}\\${pattern.slice(i)}`,
      };
    }
    i = end;
  }
  return undefined;
}

/** Offset of the `]` that closes a class whose first character is at `from`; undefined where the class is not well formed. */
function classEnd(pattern: string, from: number): number | undefined {
  let i = from;
  if (pattern[i] === "^") i++;
  /** One character of the class, escaped or not; undefined where none may stand. */
  const next = (): number | undefined => {
    if (pattern[i] === undefined || pattern[i] === "-" || pattern[i] === "]") return undefined;
    if (pattern[i] === "\\") i++;
    const code = pattern.codePointAt(i);
    if (code === undefined) return undefined;
    i += code > 0xffff ? 2 : 1;
    return i < pattern.length ? code : undefined;
  };
  for (let count = 0; count === 0 || pattern[i] !== "]"; count++) {
    const low = next();
    if (low === undefined) return undefined;
    if (pattern[i] !== "-") continue;
    i++;
    const high = next();
    if (high === undefined || high < low) return undefined;
  }
  return i;
}
