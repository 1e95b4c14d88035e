import { dockerfileAt, type HeavyEntry, heavyEntries, needsOf } from "../../image/context-needs.ts";
import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";
import { buildContextsOf, dockerfilesUsing } from "../../workspace/context.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "dockerignore/incomplete",
  language: "dockerignore",
  category: "performance",
  severity: "info",
  preset: "recommended",
  summary: "Heavy folders that the build does not need are there, and not ignored.",
  why: `
Where a Dockerfile copies the whole context, everything that is not ignored is sent to the builder, makes the image larger and spoils the cache whenever it changes. The history in
\`.git\` changes with every commit; \`node_modules\`, \`.venv\` and \`target\` were made for another system and may take the place of what the image has installed itself.

Reported are folders that are there now. What a Dockerfile copies by name is left alone, and so is what the image does not make itself (a \`target\` with a finished \`app.jar\`, say), what
a \`!\` lets back in, and \`.git\` where the build asks Git for a version.`,
  examples: [
    {
      title: "Packages and history",
      files: {
        Dockerfile: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\nCOPY . .\n",
        "package.json": "{}",
        "package-lock.json": "{}",
        ".git/HEAD": "ref: refs/heads/main\n",
        "node_modules/express/index.js": "",
      },
      bad: "*.log\n.env\n",
      good: "*.log\n.env\n.git\n**/node_modules\n",
    },
  ],
  links: ["https://docs.docker.com/build/concepts/context/#dockerignore-files"],
  since: "0.1.0",
  fix: "safe",
  patterns: ["D5"],
  check(file, { workspace, report }) {
    const missing = new Map<string, HeavyEntry>();
    for (const [folder, dockerfiles] of certainContexts(file.source.path, workspace)) {
      const needs = needsOf(dockerfiles);
      if (!needs.copiesWhole) continue;
      for (const heavy of heavyEntries(folder, needs, workspace)) {
        // Undecided alone: what is ignored is well, and what is let back in is meant.
        if (file.decidedBy(heavy.path) === undefined) missing.set(heavy.entry.pattern, heavy);
      }
    }
    const [first] = missing.values();
    if (!first) return;
    const names = [...missing.values()].map(({ path }) => `\`${path}\``);
    const { text, eol } = file.source;
    report({
      span: file.patterns.at(-1)?.span ?? { start: 0, end: 0 },
      message: `${names.join(", ")} ${names.length === 1 ? `(${first.what}) goes` : "go"} into the build although no build needs ${names.length === 1 ? "it" : "them"}, and each change to ${names.length === 1 ? "it" : "them"} spoils the cache. Add ${names.length === 1 ? "it" : "them"} to this file.`,
      fixes: [
        {
          title: `Ignore ${names.join(", ")}`,
          safety: "safe",
          changes: [
            {
              kind: "edit",
              path: file.source.path,
              edits: [insert(text.length, `${text === "" || /[\r\n]$/.test(text) ? "" : eol}${[...missing.keys()].join(eol)}${eol}`)],
            },
          ],
        },
      ],
    });
  },
});

/** The build contexts that the ignore file certainly serves, with the Dockerfiles built from them. */
function certainContexts(ignorePath: string, workspace: Workspace): ReadonlyMap<string, readonly Dockerfile[]> {
  const found = new Map<string, Dockerfile[]>();
  for (const path of dockerfilesUsing(ignorePath, workspace)) {
    const dockerfile = dockerfileAt(path, workspace);
    if (!dockerfile) continue;
    for (const { folder, ignorePath: used, isCertain } of buildContextsOf(path, workspace)) {
      if (used === ignorePath && isCertain) found.set(folder, [...(found.get(folder) ?? []), dockerfile]);
    }
  }
  return found;
}
