import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { insert, replace } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";

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
    {
      title: "Blanks in front of it",
      bad: "FROM alpine:3.24\nRUN <<EOF\n  apk add --no-cache curl\n  EOF\nUSER 1000\n",
      good: "FROM alpine:3.24\nRUN <<EOF\n  apk add --no-cache curl\nEOF\nUSER 1000\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#here-documents"],
  since: "0.1.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["buildkit:parse-error"],
  judges: "part",
  check(file, { report }) {
    for (const problem of file.problems) {
      if (problem.code !== "unterminated-heredoc") continue;
      const { span, message } = problem;
      const fix = fixOf(span, file);
      report({ span, message, ...(fix && { fixes: [fix] }) });
    }
  },
});

/** The terminator: blanks around it taken away where it is there, else at the end of the file, up to which the heredoc goes. */
function fixOf(marker: Span, { source, instructions }: Dockerfile): Fix | undefined {
  const heredocs = instructions.flatMap((one) => one.heredocs);
  const heredoc = heredocs.find(({ markerSpan }) => markerSpan.start === marker.start);
  // Those behind it on the line are read out of the same text.
  if (!heredoc || heredoc !== heredocs.at(-1)) return undefined;
  const { name, bodySpan } = heredoc;
  const body = source.slice(bodySpan);
  const line = body.split("\n").findIndex((text) => text.trim() === name);
  const start = line < 0 ? 0 : body.split("\n").slice(0, line).join("\n").length + (line > 0 ? 1 : 0);
  const written = line < 0 ? "" : (body.split("\n")[line] ?? "").replace(/\r$/, "");
  const end = source.text.length;
  const edit =
    line < 0
      ? insert(end, `${/\n$/.test(source.text) ? "" : source.eol}${name}${source.eol}`)
      : replace({ start: bodySpan.start + start, end: bodySpan.start + start + written.length }, name);
  return { title: `End the heredoc with \`${name}\``, safety: "unsafe", changes: [{ kind: "edit", path: source.path, edits: [edit] }] };
}
