import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { danglingContinuations } from "../../image/continuations.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/copy-to-file",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "Several files are copied to a destination that is no folder.",
  why: `With more than one source, or a pattern, COPY and ADD need a folder to copy to, and know one by the slash at its end. Without it the build fails as soon as there is more than one file.

End the destination with \`/\`. \`.\` and \`..\` are folders as they are; a destination that hangs on a variable is not judged.`,
  examples: [
    {
      title: "Two files",
      bad: "FROM node:24-trixie-slim\nCOPY package.json package-lock.json /app\n",
      good: "FROM node:24-trixie-slim\nCOPY package.json package-lock.json /app/\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#copy"],
  since: "0.6.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["hadolint:DL3021", "trivy:DS-0011", "dockerfile-utils:23"],
  judges: "part",
  check(file, { report }) {
    for (const one of withTriggers(file.instructions)) {
      if ((one.keyword !== "COPY" && one.keyword !== "ADD") || !one.destination) continue;
      const count = one.sources.length + one.heredocs.length;
      const { value, span, raw, text } = one.destination;
      // A pattern that finds one file is copied to a file of that name, so that only several sources are certain.
      if (count < 2 || value === undefined || /[/\\]$/.test(value) || /(?:^|\/)\.{1,2}$/.test(value)) continue;
      // What is taken for sources is another instruction.
      if (danglingContinuations(one, file.source).length > 0) continue;
      const isPlain = raw === text || (raw.startsWith('"') && raw.endsWith('"') && raw.slice(1, -1) === text);
      report({
        span,
        message: `\`${text}\` gets ${count} sources and is no folder${whenChildIsBuilt(one)}, so the build fails. End it with \`/\`.`,
        ...(isPlain &&
          !/[$]/.test(text) && {
            fixes: [
              {
                title: "End it with `/`",
                safety: "safe" as const,
                changes: [{ kind: "edit" as const, path: file.source.path, edits: [insert(raw === text ? span.end : span.end - 1, "/")] }],
              },
            ],
          }),
      });
    }
  },
});
