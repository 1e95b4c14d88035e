import { defineRule } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";

export default defineRule({
  id: "dockerfile/unterminated-heredoc",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A heredoc has no line that ends it.",
  why: `
The build stops here, or what follows is taken for the heredoc's text: its name has to stand alone in a line of its own, without blanks (tabs may stand before it after \`<<-\`).`,
  examples: [
    {
      title: "The terminator is missing",
      bad: "FROM alpine:3.24\nRUN <<EOF\napk add --no-cache curl\n",
      good: "FROM alpine:3.24\nRUN <<EOF\napk add --no-cache curl\nEOF\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#here-documents"],
  since: "0.1.0",
  patterns: [],
  alsoKnownAs: ["buildkit:parse-error"],
  check: (file, { report }) => reportSyntax(file, "unterminated-heredoc", report),
});
