import { withTriggers } from "../../image/command.ts";
import { invocationsOf } from "../../image/invocation.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/second-download-tool",
  language: "dockerfile",
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "A stage downloads by curl and by wget.",
  why: `Both do the same, each with options of its own that readers have to know, and each may have to be installed. Use the one that the base image has, or the one that is used first.`,
  examples: [
    {
      title: "curl for both",
      bad: "FROM alpine:3.24\nRUN curl -fsSLO https://example.com/a\nRUN wget -q https://example.com/b\n",
      good: "FROM alpine:3.24\nRUN curl -fsSLO https://example.com/a\nRUN curl -fsSLO https://example.com/b\n",
    },
  ],
  links: ["https://curl.se/docs/manpage.html"],
  since: "0.6.0",
  patterns: [],
  alsoKnownAs: ["hadolint:DL4001", "trivy:DS-0014", "semgrep:use-either-wget-or-curl"],
  judges: "part",
  check(file, { report }) {
    for (const stage of file.stages) {
      const calls = withTriggers(stage.instructions).flatMap((one) => (one.keyword === "RUN" ? invocationsOf(one.command) : []));
      const downloads = calls.filter(({ name }) => name === "curl" || name === "wget");
      const [first] = downloads;
      const other = downloads.find(({ name }) => name !== first?.name);
      if (!first || !other || downloads.some(({ command }) => command?.isConditional || command?.operator === "||")) continue;
      report({
        span: other.nameWord.span,
        message: `This stage downloads by \`${first.name}\` already. One of the two is enough.`,
        related: [{ path: file.source.path, span: first.nameWord.span, message: "The first download." }],
      });
    }
  },
});
