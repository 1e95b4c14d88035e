import { defineRule } from "../../rule.ts";
import { remove } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/overridden-instruction",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A CMD, ENTRYPOINT or HEALTHCHECK that a later one of the same stage takes the place of.",
  why: `Of several CMDs in a stage the last one holds, and so it is with ENTRYPOINT and HEALTHCHECK. The earlier ones do nothing, yet whoever reads the file takes them for what the container does;
often the later one came in by a copy.

Delete the earlier ones, or, where both programs are wanted, start them from a script.`,
  examples: [
    {
      title: "Two commands",
      bad: 'FROM node:24-trixie-slim\nCOPY . .\nUSER node\nCMD ["node", "worker.js"]\nCMD ["node", "server.js"]\n',
      good: 'FROM node:24-trixie-slim\nCOPY . .\nUSER node\nCMD ["node", "server.js"]\n',
    },
  ],
  links: [
    "https://docs.docker.com/reference/dockerfile/#cmd",
    "https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/",
  ],
  since: "0.6.0",
  fix: "safe",
  patterns: ["D11"],
  alsoKnownAs: [
    "hadolint:DL4003",
    "hadolint:DL4004",
    "hadolint:DL3012",
    "buildkit:MultipleInstructionsDisallowed",
    "trivy:DS-0016",
    "trivy:DS-0007",
    "trivy:DS-0023",
    "dockerfile-utils:37",
    "semgrep:multiple-entrypoint-instructions",
  ],
  judges: "part",
  check(file, { report }) {
    const { source, comments } = file;
    for (const stage of file.stages) {
      for (const keyword of ["CMD", "ENTRYPOINT", "HEALTHCHECK"] as const) {
        const all = stage.instructions.filter((one) => one.keyword === keyword);
        const last = all.at(-1);
        for (const one of all.slice(0, -1)) {
          const span = { start: source.lineSpan(source.lineOf(one.span.start)).start, end: source.nextLineStart(one.span.end) };
          // Comments within its lines are somebody's.
          const isOwn = !comments.some((comment) => comment.span.start > span.start && comment.span.end < one.span.end);
          report({
            span: one.keywordSpan,
            message: `This \`${keyword}\` does nothing, as a later one of the stage takes its place. Delete it.`,
            tags: ["unnecessary"],
            ...(last && { related: [{ path: source.path, span: last.keywordSpan, message: "This one holds." }] }),
            ...(isOwn && {
              fixes: [
                {
                  title: `Delete the \`${keyword}\` that does nothing`,
                  safety: "safe" as const,
                  changes: [{ kind: "edit" as const, path: source.path, edits: [remove(span)] }],
                },
              ],
            }),
          });
        }
      }
    }
  },
});
