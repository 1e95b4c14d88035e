import { wholeContextCopies } from "../../image/context-files.ts";
import { isDevelopment, shipped } from "../../image/production.ts";
import type { Dockerignore } from "../../languages/dockerignore/model.ts";
import { defineRule } from "../../rule.ts";
import { buildContextsOf } from "../../workspace/context.ts";

export default defineRule({
  id: "dockerfile/whole-context-copied",
  language: "dockerfile",
  category: "security",
  severity: "hint",
  preset: "optional",
  summary: "The image takes everything in the build context but what the ignore file happens to name.",
  why: `\`COPY . .\` in a stage that is shipped takes along whatever comes to lie in the folder tomorrow: a dump, a report, the settings of one developer. An ignore file that lists what to leave
out cannot know of it.

Copy the folders that the program needs by name, or turn the ignore file round: \`*\` first, then a \`!\` for each thing that the build needs. Nothing is reported where it is such a list, for
stages that only build, and where there is no ignore file at all, of which \`dockerfile/missing-dockerignore\` speaks.`,
  examples: [
    {
      title: "What the program needs, by name",
      files: { ".dockerignore": "node_modules\n.git\n", "src/server.js": "", "package.json": "{}" },
      bad: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\n",
      good: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY src ./src/\n",
    },
  ],
  links: ["https://docs.docker.com/build/concepts/context/#dockerignore-files"],
  since: "0.7.0",
  patterns: ["D5", "D9"],
  alsoKnownAs: ["sonar:S6470"],
  judges: "part",
  check(file, { workspace, report }) {
    const copies = wholeContextCopies(file);
    if (copies.length === 0) return;
    const inImage = shipped(file, workspace);
    const contexts = buildContextsOf(file.source.path, workspace);
    if (!contexts.every(({ ignore }) => ignore && !isAllowList(ignore))) return;
    for (const { copy, source } of copies) {
      if (!copy.stage || !inImage.has(copy.stage) || isDevelopment(copy.stage)) continue;
      report({
        span: source.span,
        message: `\`${copy.keywordText} ${source.text}\` takes all that the ignore file does not name into the image, now and later. Name what the image needs, or let the ignore file start with \`*\` and let that back in.`,
      });
    }
  },
});

/** Whether everything is ignored, and what is needed is let back in. */
function isAllowList({ patterns }: Dockerignore): boolean {
  const all = patterns.findIndex(({ clean, isException }) => !isException && /^\*{1,2}(?:\/\*{1,2})?$/.test(clean));
  return all >= 0 && patterns.some(({ isException }, index) => isException && index > all);
}
