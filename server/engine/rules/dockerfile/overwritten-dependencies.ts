import { builtStages } from "../../image/built.ts";
import { joined, wholeContextSource } from "../../image/context-files.ts";
import { below, destinationOf, type ImageFolder, within } from "../../image/folders.ts";
import { type Install, installsOf } from "../../image/installs.ts";
import { isDevelopment } from "../../image/production.ts";
import { dependencyFiles } from "../../knowledge/dependency-files.ts";
import type { CopyInstruction, Stage, Word } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";
import { buildContextsOf } from "../../workspace/context.ts";
import { folderOf } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "dockerfile/overwritten-dependencies",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A copy of the whole context may lay local dependencies over those that the image has installed.",
  why: `\`COPY . .\` behind \`npm ci\` copies \`node_modules\` too, where somebody has installed locally: for another system, another release, with the tools for development. The image then differs by who has built it,
and native modules fail when it runs.

Name the folder in the ignore file. Reported where there is an ignore file that does not; where there is none, \`dockerfile/missing-dockerignore\` speaks, and of folders that are there now
\`dockerignore/incomplete\` does.`,
  examples: [
    {
      title: "node_modules",
      files: { ".dockerignore": ".git\n*.log\n", "package.json": "{}", "package-lock.json": "{}" },
      bad: "FROM node:24-trixie-slim AS build\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n",
      good: "FROM node:24-trixie-slim AS build\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n",
      goodFiles: { ".dockerignore": ".git\n*.log\n**/node_modules\n" },
    },
  ],
  links: ["https://docs.docker.com/build/concepts/context/#dockerignore-files"],
  since: "0.7.0",
  fix: "safe",
  patterns: ["D5"],
  judges: "part",
  check(file, { workspace, report }) {
    const [context, ...others] = buildContextsOf(file.source.path, workspace);
    const { ignore } = context ?? {};
    if (!context || !ignore || others.length > 0) return;
    const told = new Set<CopyInstruction>();
    for (const stage of builtStages(file, workspace)) {
      const installs = installsOf(stage);
      const copies = installs.length > 0 ? wholeCopies(stage) : [];
      if (copies.length === 0) continue;
      const last = new Map(installs.map(({ ecosystem, folder, run }) => [`${ecosystem} ${folder}`, run.index]));
      let next = 0;
      for (const install of installs) {
        while ((copies[next]?.copy.index ?? Number.POSITIVE_INFINITY) < install.run.index) next++;
        const name = localFolder(install, workspace, context.folder);
        if (name === undefined || install.isNamed || install.action === "prune" || install.run.onbuild) continue;
        const found = copyOver(within(install.folder, name), copies, next);
        if (!found || told.has(found.copy)) continue;
        // Another install behind the copy has the last word.
        if ((last.get(`${install.ecosystem} ${install.folder}`) ?? 0) > found.copy.index) continue;
        const { path, source, copy } = found;
        if (ignore.ignores(path) || ignore.decidedBy(path) || !hasManifest(install, joined(context.folder, folderOf(path)), workspace))
          continue;
        if (context.isCertain && workspace.has(joined(context.folder, path)) !== false) continue;
        told.add(copy);
        const { text, eol, path: ignorePath } = ignore.source;
        const line = name === "vendor" ? path : `**/${name}`;
        report({
          span: source.span,
          message: `\`${copy.keywordText} ${source.text}\` copies \`${path}\` over what \`${install.title}\` has installed, wherever somebody has it locally. Add it to \`${ignorePath}\`.`,
          related: [{ path: file.source.path, span: install.span, message: "The install." }],
          fixes: [
            {
              title: `Keep \`${line}\` out of the build context`,
              safety: "safe",
              changes: [
                {
                  kind: "edit",
                  path: ignorePath,
                  edits: [insert(text.length, `${text === "" || /[\r\n]$/.test(text) ? "" : eol}${line}${eol}`)],
                },
              ],
            },
          ],
          ...(isDevelopment(stage) && { severity: "hint" as const }),
        });
      }
    }
  },
});

/** The folder in a project that an install fills, and that is filled in the same way by people who work there. */
function localFolder({ manager }: Install, workspace: Workspace, context: string): string | undefined {
  switch (manager) {
    case "npm":
    case "pnpm":
    case "bun":
      return "node_modules";
    case "yarn": {
      // Without a word about the linker, newer releases write no such folder.
      const settings = workspace.read(joined(context, ".yarnrc.yml"));
      return settings === undefined || /^nodeLinker:\s*["']?(?:node-modules|pnpm)/m.test(settings) ? "node_modules" : undefined;
    }
    case "uv":
    case "pdm":
      return ".venv";
    case "composer":
      return "vendor";
    default:
      return undefined;
  }
}

interface WholeCopy {
  readonly copy: CopyInstruction;
  readonly source: Word;
  readonly destination: ImageFolder;
}

/** A stage's copies of the whole context that leave nothing out. */
function wholeCopies(stage: Stage): readonly WholeCopy[] {
  return stage.instructions.flatMap((copy) => {
    if ((copy.keyword !== "COPY" && copy.keyword !== "ADD") || copy.flags.some(({ name }) => name === "exclude")) return [];
    const source = wholeContextSource(copy);
    const destination = source && destinationOf(copy, stage);
    return source && destination !== undefined ? [{ copy, source, destination }] : [];
  });
}

/** The first copy, from one on, that brings a folder of the image along; with the folder's path in the context. */
function copyOver(folder: ImageFolder, copies: readonly WholeCopy[], from: number): (WholeCopy & { readonly path: string }) | undefined {
  for (let i = from; i < copies.length; i++) {
    const one = copies[i] as WholeCopy;
    const path = below(one.destination, folder);
    if (path) return { ...one, path };
  }
  return undefined;
}

function hasManifest({ manager }: Install, folder: string, workspace: Workspace): boolean {
  return dependencyFiles[manager].manifests.some((name) => workspace.has(joined(folder, name)) === true);
}
