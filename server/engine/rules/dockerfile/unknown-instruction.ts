import { commentBehindEscape, ownLineFix } from "../../image/continuations.ts";
import { defineRule } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";

export default defineRule({
  id: "dockerfile/unknown-instruction",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A line starts with a word that is no instruction.",
  why: `
The build stops here: BuildKit knows 18 instructions, and every logical line has to start with one of them. Often a keyword is misspelt, or the line before lacks the escape character that continues it. One that a comment follows continues nothing.

Silent in templates, whose placeholders and control lines are read by another program first.`,
  examples: [
    {
      title: "A misspelt keyword",
      bad: "FROM alpine:3.24\nRUNN apk add --no-cache curl\n",
      good: "FROM alpine:3.24\nRUN apk add --no-cache curl\n",
    },
    {
      title: "A comment behind the escape character",
      bad: "FROM alpine:3.24\nRUN adduser -D app && \\ # nobody else\n    mkdir /app\n",
      good: "FROM alpine:3.24\n# nobody else\nRUN adduser -D app && \\\n    mkdir /app\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#overview"],
  since: "0.1.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["dockerfile-utils:38"],
  judges: "part",
  check(file, { report }) {
    reportSyntax(file, "unknown-instruction", (problem) => {
      const comment = commentBehindEscape(problem.span.start, file);
      if (!comment) report(problem);
      else
        report({
          span: problem.span,
          message: `The line above does not go on, as a comment stands behind its \`${file.escape}\`, and \`${file.source.slice(problem.span)}\` is no instruction, so the build stops here. Put the comment on a line of its own.`,
          fixes: [ownLineFix(comment, file.source, "safe")],
        });
    });
  },
});
