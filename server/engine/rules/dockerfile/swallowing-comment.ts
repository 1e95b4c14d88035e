import { withTriggers } from "../../image/command.ts";
import { ownLineFix, swallowingComment } from "../../image/continuations.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/swallowing-comment",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A comment behind a command swallows the lines below it.",
  why: `The builder joins continued lines to one before a shell reads them, and for the shell a comment lasts to the end of that line: of \`RUN make # note \\\` and \`&& make install\` only \`make\` runs.

Put the comment on a line of its own, which the builder takes out. Whole-line comments are fine, as is everything in heredocs.`,
  examples: [
    {
      title: "A line of its own",
      bad: "FROM debian:13-slim\nRUN mkdir -p /data \\\n    && touch /data/log # for the agent \\\n    && chmod 640 /data/log\n",
      good: "FROM debian:13-slim\nRUN mkdir -p /data \\\n    # for the agent\n    && touch /data/log \\\n    && chmod 640 /data/log\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#format"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    for (const one of withTriggers(file.instructions)) {
      if (!("command" in one) || !one.command?.script) continue;
      const found = swallowingComment(one.command.script, file.source);
      if (!found) continue;
      const lost = found.swallowed.length > 40 ? `${found.swallowed.slice(0, 40)}\u2026` : found.swallowed;
      report({
        span: found.span,
        message: `Lines are joined before the shell reads them, so this comment goes on below and \`${lost}\` never runs. Put it on a line of its own.`,
        ...(one.heredocs.length === 0 && { fixes: [ownLineFix(found.span, file.source, "unsafe")] }),
      });
    }
  },
});
