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
The build stops here: BuildKit knows 18 instructions, and every logical line has to start with one of them. Often a keyword is misspelt, or the line before lacks the escape character that continues it.

Silent in templates, whose placeholders and control lines are read by another program first.`,
  examples: [
    {
      title: "A misspelt keyword",
      bad: "FROM alpine:3.24\nRUNN apk add --no-cache curl\n",
      good: "FROM alpine:3.24\nRUN apk add --no-cache curl\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#overview"],
  since: "0.1.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["dockerfile-utils:38"],
  judges: "part",
  check: (file, { report }) => reportSyntax(file, "unknown-instruction", report),
});
