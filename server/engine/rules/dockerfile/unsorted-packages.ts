import { whenChildIsBuilt } from "../../image/command.ts";
import { type InvocationWord, isEditable } from "../../image/invocation.ts";
import { systemInstallsOf } from "../../image/system-installs.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/unsorted-packages",
  language: "dockerfile",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "A long list of packages, one a line, that is in no order.",
  why: `In a sorted list one sees at once whether a package is there, nobody adds it a second time, and two people who add one each seldom get into each other's way.

Reported for four packages and more, each on a line of its own. A list that comments or blank lines part, or that has variables or several packages on a line, has an order of its own and is left alone.`,
  examples: [
    {
      title: "By name",
      bad: "FROM debian:13-slim\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends \\\n        git \\\n        curl \\\n        ca-certificates \\\n        unzip \\\n    && rm -rf /var/lib/apt/lists/*\n",
      good: "FROM debian:13-slim\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends \\\n        ca-certificates \\\n        curl \\\n        git \\\n        unzip \\\n    && rm -rf /var/lib/apt/lists/*\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#sort-multi-line-arguments"],
  since: "0.7.0",
  fix: "safe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    const { source } = file;
    for (const { invocation, packages, run, title } of file.stages.flatMap(systemInstallsOf)) {
      const isList =
        packages.length > 3 &&
        packages.every(({ text, isWhole }) => isWhole && /^[\w@.+~-][\w@.+:=<>~^!*-]*$/.test(text)) &&
        packages
          .slice(1)
          .every(({ span }, i) =>
            /^[ \t]*[\\`]?[ \t]*\r?\n[ \t]*$/.test(source.slice({ start: packages[i]?.span.end ?? 0, end: span.start })),
          );
      if (!isList || orders.some((order) => packages.every((word, i) => i === 0 || order(packages[i - 1] as InvocationWord, word) <= 0)))
        continue;
      const first = packages.find((word, i) => i > 0 && byName(packages[i - 1] as InvocationWord, word) > 0) as InvocationWord;
      const edits = packages.toSorted(byName).flatMap(({ span }, i) => {
        const old = packages[i] as InvocationWord;
        return old.span === span ? [] : [replace(old.span, source.slice(span))];
      });
      report({
        span: first.span,
        message: `The packages of \`${title}\` are in no order${whenChildIsBuilt(run)}, so that doubles and changes are hard to see. Sort the list.`,
        ...(isEditable(invocation) && {
          fixes: [{ title: "Sort the list", safety: "safe" as const, changes: [{ kind: "edit" as const, path: source.path, edits }] }],
        }),
      });
    }
  },
});

/** The name without its version. */
const nameOf = ({ text }: InvocationWord) => text.replace(/[=<>~^!@].*$/, "") || text;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const byName = (a: InvocationWord, b: InvocationWord) => compare(nameOf(a), nameOf(b));

/** What people take for sorted: character by character, with the version or without, in any case, and as `sort` does where it passes over signs. */
const orders = [
  byName,
  (a: InvocationWord, b: InvocationWord) => compare(a.text, b.text),
  (a: InvocationWord, b: InvocationWord) => compare(nameOf(a).toLowerCase(), nameOf(b).toLowerCase()),
  (a: InvocationWord, b: InvocationWord) => compare(letters(a), letters(b)),
];

const letters = (word: InvocationWord) =>
  nameOf(word)
    .toLowerCase()
    .replace(/[^a-z\d]/g, "");
