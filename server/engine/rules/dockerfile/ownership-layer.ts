import { ownershipChanges } from "../../image/copied-ownership.ts";
import { isDevelopment, shipped } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/ownership-layer",
  language: "dockerfile",
  category: "performance",
  severity: "info",
  preset: "strict",
  summary: "Copied files get another owner or mode in a RUN, and stand in the image twice.",
  why: `A layer holds whole files. \`RUN chown -R app /app\` behind \`COPY . /app\` writes each of them again, and the image carries both copies.

Let \`COPY --chown=app:app\` or \`COPY --chmod=755\` do it as the files are copied. A folder that WORKDIR has made stays with root: where the program writes into the folder itself, create it with \`install -d -o app /app\` before.

Reported where nothing but COPY and ADD has filled the path: what \`npm ci\` and the like have written can only be changed afterwards. There is no fix where the user is created after the copy.`,
  examples: [
    {
      title: "Files of the service's user",
      bad: "FROM node:24-trixie-slim\nCOPY src /app/src\nRUN chown -R node:node /app\nUSER node\n",
      good: "FROM node:24-trixie-slim\nCOPY --chown=node:node src /app/src\nUSER node\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#copy---chown---chmod"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D10"],
  // It looks at the flag of COPY alone.
  uncovers: ["dockerfile/writable-application"],
  judges: "part",
  check(file, { workspace, report }) {
    const inImage = shipped(file, workspace);
    for (const stage of file.stages) {
      if (!inImage.has(stage)) continue;
      for (const { call, word, copies, fix } of ownershipChanges(stage)) {
        report({
          span: { start: call.nameWord.span.start, end: word.span.end },
          message: `\`${call.name} -R\` writes the files that were copied to \`${word.text}\` once more, into a second layer. Say it with \`${copies[0].keyword} --${call.name}\`.`,
          related: copies.map(({ keywordSpan }) => ({
            path: file.source.path,
            span: keywordSpan,
            message: "The files are copied here.",
          })),
          ...(fix && {
            fixes: [
              {
                title: fix.title,
                safety: "unsafe" as const,
                changes: [{ kind: "edit" as const, path: file.source.path, edits: fix.edits }],
              },
            ],
          }),
          ...(isDevelopment(stage) && { severity: "hint" as const }),
        });
      }
    }
  },
});
