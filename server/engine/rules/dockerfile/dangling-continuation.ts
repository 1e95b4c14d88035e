import { danglingContinuations } from "../../image/continuations.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { remove } from "../../text/edit.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "dockerfile/dangling-continuation",
  language: "dockerfile",
  category: "syntax",
  severity: "warning",
  preset: "recommended",
  summary: "A line is continued, and what follows is the next instruction or nothing.",
  why: `The builder passes over blank and comment lines behind a line that ends in the escape character, and joins the next one to it. \`RUN apt-get update \\\` above a blank line and \`COPY . /app\` runs \`apt-get update COPY . /app\`.

Delete the escape character. At the end of the file it does no harm until somebody adds an instruction below. Silent where the keyword may be a word of the command: in quotes, in another column or in small letters.`,
  examples: [
    {
      title: "The instruction below is swallowed",
      bad: "FROM debian:13-slim\nRUN mkdir /app /data \\\n\n# Where it is stored\nENV DATA=/data\n",
      good: "FROM debian:13-slim\nRUN mkdir /app /data\n\n# Where it is stored\nENV DATA=/data\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#format", "https://docs.docker.com/reference/build-checks/no-empty-continuation/"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    const { source, problems } = file;
    for (const one of file.instructions) {
      const found = danglingContinuations(one, source);
      if (found.length === 0) continue;
      // The build stops at it, and a rule of its own says so.
      if (problems.some(({ span }) => one.span.start <= span.start && span.start < one.span.end)) continue;
      for (const { span, keyword } of found) {
        const fix = fixOf(span, source);
        report({
          span,
          message: keyword
            ? `The line is continued, so the \`${keyword}\` below becomes a word of this \`${one.keyword}\`. Delete the \`${file.escape}\`.`
            : `Nothing follows this \`${file.escape}\`, and the next instruction written below would become a part of \`${one.keyword}\`. Delete it.`,
          ...(!keyword && { severity: "info" as const }),
          ...(fix && { fixes: [fix] }),
        });
      }
    }
  },
});

/** Takes the escape character away, and a `&&` in front that would join nothing. */
function fixOf({ start, end }: Span, source: SourceText): Fix | undefined {
  const line = source.lineSpan(source.lineOf(start));
  const kept = source.text.slice(line.start, start).replace(/\s+(?:&&\s*)?$/, "");
  if (kept.trim() === "" || /&&$/.test(kept)) return undefined;
  return {
    title: "Delete the continuation",
    safety: "unsafe",
    changes: [{ kind: "edit", path: source.path, edits: [remove({ start: line.start + kept.length, end: Math.max(end, line.end) })] }],
  };
}
