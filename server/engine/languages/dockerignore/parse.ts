import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { cleanPath, compilePattern, findFault } from "./match.ts";
import type { Dockerignore, IgnorePattern } from "./model.ts";

/** How many folders' results are kept, so that a whole context can be gone through without matching each parent again. */
const cacheSize = 4096;

/**
 * Reads an ignore file as BuildKit does (moby/patternmatcher and its ignorefile reader): comments start in the first column, blanks around a
 * pattern go, `!` lets back in, paths are cleaned. Never throws.
 */
export function parseDockerignore(source: SourceText): Dockerignore {
  const patterns: IgnorePattern[] = [];
  const comments: { text: string; span: Span }[] = [];
  const problems: Dockerignore["problems"][number][] = [];
  for (const line of lines(source.text)) {
    const raw = source.text.slice(line.start, line.end);
    if (raw.startsWith("#")) {
      comments.push({ text: raw.slice(1).trim(), span: { start: line.start, end: line.start + raw.trimEnd().length } });
      continue;
    }
    const written = raw.trim();
    if (written === "") continue;
    const start = line.start + raw.indexOf(written);
    const span = { start, end: start + written.length };
    const isMarked = written.startsWith("!");
    const text = isMarked ? written.slice(1).trim() : written;
    const rooted = cleanPath(text);
    const handed = (isMarked ? "!" : "") + (rooted.length > 1 && rooted.startsWith("/") ? rooted.slice(1) : rooted);
    // The matcher trims and cleans what the reader hands to it once more, and looks for the mark only then: `./!x` is an exception, too.
    const cleaned = cleanPath(handed.trim());
    if (cleaned === "") continue;
    const isException = cleaned.startsWith("!");
    const clean = isException ? cleaned.slice(1) : cleaned;
    const fault = clean === "" ? { message: "`!` alone lets nothing back in, and the build fails on it." } : findFault(clean);
    if (fault) {
      const { message, suggestion } = fault;
      const problem = { code: "invalid-pattern" as const, span, message };
      problems.push(suggestion === undefined ? problem : { ...problem, suggestion: (isMarked ? "!" : "") + suggestion });
      continue;
    }
    patterns.push({ text, clean, isException, span });
  }
  const decide = decider(patterns);
  return {
    language: "dockerignore",
    source,
    patterns,
    comments,
    problems,
    ignores: (path) => decide(path)?.isException === false,
    decidedBy: decide,
  };
}

/** The lines as Go's scanner splits them: at line feeds only, a carriage return before one left out, and without a byte order mark. */
function* lines(text: string): Generator<Span> {
  let start = text.startsWith("\uFEFF") ? 1 : 0;
  while (start < text.length) {
    let next = text.indexOf("\n", start);
    if (next < 0) next = text.length;
    yield { start, end: next > start && text.charCodeAt(next - 1) === 13 ? next - 1 : next };
    start = next + 1;
  }
}

/**
 * Finds the pattern that decides about a path: the last one that matches it or a folder above it, where a pattern is tried only while it
 * could change the outcome. As in BuildKit's walk over the context, a folder's results go on to what is in it.
 */
function decider(patterns: readonly IgnorePattern[]): (path: string) => IgnorePattern | undefined {
  const matchers = patterns.map((pattern) => compilePattern(pattern.clean));
  interface Result {
    readonly matched: Uint8Array;
    readonly decision: IgnorePattern | undefined;
  }
  const folders = new Map<string, Result>();

  function resultOf(path: string, parent: Result | undefined): Result {
    const matched = new Uint8Array(patterns.length);
    let decision: IgnorePattern | undefined;
    for (let i = 0; i < patterns.length; i++) {
      const pattern = patterns[i] as IgnorePattern;
      let isMatch = parent?.matched[i] === 1;
      if (!isMatch) {
        const isIgnored = decision?.isException === false;
        if (pattern.isException !== isIgnored) continue;
        isMatch = (matchers[i] as (path: string) => boolean)(path);
      }
      if (!isMatch) continue;
      matched[i] = 1;
      // A pattern that the parent matched may stand where it changes nothing.
      if (pattern.isException !== (decision?.isException ?? true)) decision = pattern;
    }
    return { matched, decision };
  }

  function folder(path: string): Result | undefined {
    if (path === "") return undefined;
    const known = folders.get(path);
    if (known) return known;
    // Not recursive: a path may have thousands of parts.
    const parts = path.split("/");
    let result: Result | undefined;
    let at = "";
    for (const part of parts) {
      at = at === "" ? part : `${at}/${part}`;
      result = folders.get(at) ?? resultOf(at, result);
      if (folders.size >= cacheSize) folders.clear();
      folders.set(at, result);
    }
    return result;
  }

  return (path) => {
    const clean = cleanPath(path).replace(/^\//, "");
    if (clean === "" || clean === "." || patterns.length === 0) return undefined;
    const slash = clean.lastIndexOf("/");
    return resultOf(clean, folder(slash < 0 ? "" : clean.slice(0, slash))).decision;
  };
}
