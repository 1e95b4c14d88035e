import { compilePattern } from "../../languages/dockerignore/match.ts";
import type { IgnorePattern } from "../../languages/dockerignore/model.ts";
import { defineRule } from "../../rule.ts";
import { remove } from "../../text/edit.ts";

/** Longer files are made by programs, and comparing every line with every other would take too long. */
const maximumPatterns = 500;

export default defineRule({
  id: "dockerignore/ineffective-pattern",
  language: "dockerignore",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "A pattern changes nothing, because others say the same or overrule it.",
  why: `Lines that do nothing hide what the file really says: the second \`node_modules\`, a \`build/tmp\` below \`build\`, a \`!README.md\` that a later \`*.md\` takes back. Later lines win, so an exception has
to stand below the line that it makes an exception of.

Delete the line, or move it to where it works. Lines are compared with each other, not with the files that are there. \`./build\`, \`/build\` and \`build/\` all mean \`build\`.`,
  examples: [
    { title: "Twice the same", bad: "node_modules\ndist\n/node_modules/\n", good: "node_modules\ndist\n" },
    { title: "An exception above its pattern", bad: "!README.md\n*.md\n", good: "*.md\n" },
  ],
  links: ["https://docs.docker.com/build/concepts/context/#dockerignore-files"],
  since: "0.7.0",
  fix: "safe",
  patterns: [],
  check(file, { report }) {
    const { patterns, source } = file;
    if (patterns.length > maximumPatterns) return;
    const covers = patterns.map(coverOf);
    const gone = new Set<number>();
    patterns.forEach((pattern, index) => {
      const by = overruledBy(index, patterns, covers, gone);
      if (by === undefined) return;
      const isTakenBack = by !== "nothing" && by.isException !== pattern.isException;
      // Without the line the one that takes it back may be of no use either: which of the two is wrong is for a person to say.
      const isOneOfTwo = isTakenBack && overruledBy(patterns.indexOf(by), patterns, covers, new Set([...gone, index])) !== undefined;
      if (!isTakenBack) gone.add(index);
      const { start } = source.lineSpan(source.lineOf(pattern.span.start));
      const shown = written(pattern);
      report({
        span: pattern.span,
        message:
          by === "nothing"
            ? `\`${shown}\` changes nothing: no line above ignores it. Move it below the line that does, or delete it.`
            : !isTakenBack
              ? `\`${shown}\` changes nothing beside \`${written(by)}\`. Delete it.`
              : `\`${shown}\` changes nothing, because \`${written(by)}\` below takes it back. Delete one of them, or let them change places.`,
        tags: ["unnecessary"],
        ...(!isOneOfTwo && {
          fixes: [
            {
              title: "Delete the line",
              safety: "safe" as const,
              changes: [
                { kind: "edit" as const, path: source.path, edits: [remove({ start, end: source.nextLineStart(pattern.span.end) })] },
              ],
            },
          ],
        }),
      });
    });
  },
});

function written({ text, isException }: IgnorePattern): string {
  return `${isException ? "!" : ""}${text}`;
}

/** The pattern that makes another one do nothing; undefined where it may do something. */
function overruledBy(
  index: number,
  patterns: readonly IgnorePattern[],
  covers: readonly ((other: IgnorePattern) => boolean)[],
  gone: ReadonlySet<number>,
): IgnorePattern | "nothing" | undefined {
  const pattern = patterns[index] as IgnorePattern;
  // One that comes later decides, whatever stands in between, where it takes all that this one is about.
  for (let later = index + 1; later < patterns.length; later++) {
    const other = patterns[later] as IgnorePattern;
    const isSame = other.clean === pattern.clean && other.isException === pattern.isException;
    // Of two that are the same the first may stay; it does where nothing in between takes part of it back.
    if (!isSame && covers[later]?.(pattern)) return other;
  }
  let isTouched = false;
  for (let earlier = index - 1; earlier >= 0; earlier--) {
    const other = patterns[earlier] as IgnorePattern;
    if (gone.has(earlier)) continue;
    if (other.isException !== pattern.isException) {
      isTouched ||= mayTouch(other, pattern);
      if (isTouched) return undefined;
    } else if (covers[earlier]?.(pattern)) return other;
  }
  return pattern.isException ? "nothing" : undefined;
}

const wildcard = /[*?[\\]/;

/** Whether every path that another pattern matches is matched by this one, itself or by a folder above. False where that is not certain. */
function coverOf({ clean }: IgnorePattern): (other: IgnorePattern) => boolean {
  const matches = compilePattern(clean);
  // `**/name` is about every part of a path, whatever is written around it.
  const part = /^\*\*\/([^/*?[\\]+|\*[^/*?[\\]+)$/.exec(clean)?.[1];
  const matchesPart = part === undefined ? undefined : compilePattern(part);
  return ({ clean: other }) => {
    if (clean === "*" || clean === "**" || other === clean || other.startsWith(`${clean}/`)) return true;
    const parts = other.split("/");
    if (matchesPart) return parts.some((one) => (wildcard.test(one) ? one === part : matchesPart(one)));
    // Folders that are written out, in front of any wildcard.
    for (let end = 1; end <= parts.length && !wildcard.test(parts[end - 1] as string); end++) {
      if (matches(parts.slice(0, end).join("/"))) return true;
    }
    return false;
  };
}

/** Whether two patterns may be about the same path. */
function mayTouch({ clean: one }: IgnorePattern, { clean: other }: IgnorePattern): boolean {
  if (wildcard.test(one) || wildcard.test(other)) return !areApart(one, other);
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

/** Whether the folders or files that they start with differ. */
function areApart(one: string, other: string): boolean {
  const a = one.split("/");
  const b = other.split("/");
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [left, right] = [a[i] as string, b[i] as string];
    if (wildcard.test(left) || wildcard.test(right)) return false;
    if (left !== right) return true;
  }
  return false;
}
