import { compileGlob, type PathMatcher } from "../text/glob.ts";
import { pathsFact } from "./files.ts";
import type { Fact } from "./workspace.ts";

/** One ignore file: what it says of a path below its folder. */
interface IgnoreFile {
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
function parseGitignore(text: string): IgnoreFile {
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

/** The ignore files of a repository: which paths Git leaves out. All paths are relative to its root. */
export class GitIgnore {
  readonly #files = new Map<string, IgnoreFile>();
  readonly #excluded: IgnoreFile | undefined;

  /** `exclude` is the text of `.git/info/exclude`, which gives way to every other file. */
  constructor(exclude: string | undefined) {
    this.#excluded = exclude === undefined ? undefined : parseGitignore(exclude);
  }

  /** Adds the text of the `.gitignore` in a folder. */
  add(folder: string, text: string): void {
    this.#files.set(folder, parseGitignore(text));
  }

  /** Whether a path is ignored by itself; the folders above it are not asked. The nearest file that says anything decides. */
  ignores(path: string, isFolder: boolean): boolean {
    for (let at = parentOf(path); at !== undefined; at = parentOf(at)) {
      const decision = this.#files.get(at)?.decide(at === "" ? path : path.slice(at.length + 1), isFolder);
      if (decision !== undefined) return decision;
    }
    return this.#excluded?.decide(path, isFolder) === true;
  }
}

const ignoreFiles = pathsFact("ignore files", (path) => path === ".gitignore" || path.endsWith("/.gitignore"));

/** Whether Git leaves a file of the workspace out, itself or with a folder above it. */
export const gitIgnored: Fact<(path: string) => boolean> = {
  name: "ignored by Git",
  compute(workspace) {
    const ignore = new GitIgnore(workspace.read(".git/info/exclude"));
    for (const path of workspace.derive(ignoreFiles)) {
      const text = workspace.read(path);
      if (text !== undefined) ignore.add(parentOf(path) ?? "", text);
    }
    const folders = new Map<string, boolean>([["", false]]);
    const isFolderIgnored = (folder: string): boolean => {
      let known = folders.get(folder);
      if (known === undefined) {
        known = isFolderIgnored(parentOf(folder) ?? "") || ignore.ignores(folder, true);
        folders.set(folder, known);
      }
      return known;
    };
    return (path) => isFolderIgnored(parentOf(path) ?? "") || ignore.ignores(path, false);
  },
};

/** The folder that holds a path; undefined for the root itself. */
function parentOf(path: string): string | undefined {
  return path === "" ? undefined : path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
