import { withTriggers } from "../../image/command.ts";
import { danglingContinuations } from "../../image/continuations.ts";
import { defineRule } from "../../rule.ts";
import { remove } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/empty-continuation-line",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "An empty line within an instruction that goes on below it.",
  why: `The builder passes over empty lines behind a line that ends in a continuation, and warns that one day it will not: then the instruction ends there. Readers take it to end there today.

Delete the line. A comment may stand there, and in a heredoc empty lines are part of the text.`,
  examples: [
    {
      title: "Between two commands",
      bad: "FROM debian:13-slim\nRUN mkdir /a && \\\n\n    mkdir /b\n",
      good: "FROM debian:13-slim\nRUN mkdir /a && \\\n    mkdir /b\n",
    },
  ],
  links: ["https://docs.docker.com/reference/build-checks/no-empty-continuation/"],
  since: "0.6.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["buildkit:NoEmptyContinuation", "dockerfile-utils:11"],
  judges: "part",
  check(file, { report }) {
    const { source } = file;
    const told = new Set<number>();
    for (const one of withTriggers(file.instructions)) {
      const { headSpan } = one;
      const last = source.lineOf(headSpan.end);
      for (let line = source.lineOf(headSpan.start) + 1; line < last; line++) {
        const span = source.lineSpan(line);
        if (told.has(line) || source.slice(span).trim() !== "") continue;
        // What goes on there is another instruction, and `dockerfile/dangling-continuation` says so.
        if (danglingContinuations(one, source).some(({ gap }) => gap.start <= line && line < gap.end)) continue;
        let end = line;
        while (end + 1 < last && source.slice(source.lineSpan(end + 1)).trim() === "") end++;
        for (let each = line; each <= end; each++) told.add(each);
        const whole = { start: span.start, end: source.nextLineStart(source.lineSpan(end).start) };
        report({
          span: { start: span.start, end: Math.max(span.end, span.start) },
          message: "The instruction goes on below this empty line, which it may one day end at. Delete the line.",
          fixes: [
            {
              title: "Delete the empty line",
              safety: "safe",
              changes: [{ kind: "edit", path: source.path, edits: [remove(whole)] }],
            },
          ],
        });
        line = end;
      }
    }
  },
});
