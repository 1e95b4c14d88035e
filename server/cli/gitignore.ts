import { compileGlob, type PathMatcher } from "../engine/index.ts";

/** One ignore file: what it says of a path below its folder. */
export interface IgnoreFile {
  /** Whether it leaves the path out (true), lets it in by `!` (false), or says nothing. */
  decide(path: string, isFolder: boolean): boolean | undefined;
}

interface Pattern {
  readonly isException: boolean;
  readonly isForFolders: boolean;
  /** Matched against the whole path below the ignore file's folder, else against the name alone. */
  readonly isAnchored: boolean;
  readonly matches: PathMatcher;
}

/** Reads a `.gitignore` as Git does (https://git-scm.com/docs/gitignore#_pattern_format). */
export function parseGitignore(text: string): IgnoreFile {
  const patterns = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .flatMap((line) => parsePattern(line) ?? []);
  return {
    decide(path, isFolder) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      const last = patterns.findLast((pattern) => (isFolder || !pattern.isForFolders) && pattern.matches(pattern.isAnchored ? path : name));
      return last && !last.isException;
    },
  };
}

function parsePattern(line: string): Pattern | undefined {
  if (line.startsWith("#")) return undefined;
  let pattern = trimBlanks(line);
  const isException = pattern.startsWith("!");
  if (isException) pattern = pattern.slice(1);
  const isForFolders = pattern.endsWith("/");
  if (isForFolders) pattern = pattern.slice(0, -1);
  if (pattern === "") return undefined;
  const isAnchored = pattern.includes("/");
  return { isException, isForFolders, isAnchored, matches: compileGlob(pattern.replace(/^\//, ""), { braces: false }) };
}

/** Without the blanks at the end, unless a backslash keeps them. Read from the end, so that a line of blanks takes no longer than its length. */
function trimBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === " " && line[end - 2] !== "\\") end--;
  return line.slice(0, end);
}
