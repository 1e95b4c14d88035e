import { cleanContextPath, isPattern, isRemote } from "../../image/context-files.ts";
import { copiedFiles } from "../../image/copied-files.ts";
import { isDevelopment } from "../../image/production.ts";
import type { Instruction, Word } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";
import { buildsOf } from "../../workspace/builds.ts";
import { buildContextsOf, contextFiles } from "../../workspace/context.ts";
import { areFilesSeen, filesMatching } from "../../workspace/files.ts";
import { gitIgnored } from "../../workspace/gitignore.ts";
import { folderOf, inFolder, nameOf, upwards } from "../../workspace/paths.ts";
import { maximumFiles, type Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "dockerfile/missing-copy-source",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A file that is copied is not in the build context.",
  why: `The build ends with "not found". Either the name is misspelt (in the image capitals count, on macOS and Windows they do not), or the file has moved, or the build is meant to run with another folder
as its context.

Reported where the context is known: it is part of a Git repository, a build names it or other sources of the same stage are there, and all of its files can be seen. What builds make is left alone: files that Git
ignores, folders such as \`dist\` and \`target\`, names that a script of the workspace mentions, and patterns that may well find nothing (\`yarn.lock*\`).`,
  examples: [
    {
      title: "A misspelt name",
      files: { "package.json": "{}", "src/server.js": "", "docker-entrypoint.sh": "" },
      bad: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json docker-entrypiont.sh ./\n",
      good: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json docker-entrypoint.sh ./\n",
    },
  ],
  links: ["https://docs.docker.com/build/concepts/context/"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { workspace, report }) {
    if (!areFilesSeen(workspace) || (workspace.files()?.length ?? 0) >= maximumFiles) return;
    const [context, ...others] = buildContextsOf(file.source.path, workspace);
    const builds = buildsOf(file.source.path, workspace);
    if (!context || others.length > 0 || !context.isCertain || builds.some((build) => build.context === undefined)) return;
    const isClone = upwards(context.folder).some((folder) => workspace.has(inFolder(folder, ".git")) === true);
    for (const stage of file.stages) {
      const named = stage.instructions.flatMap(sourcesOf);
      const missing = named.filter(({ path }) => isMissing(path, context.folder, file.source.path, workspace));
      if (missing.length === 0) continue;
      // A build names the folder, or something else that the stage copies is there: then it is the right one, and in a clone has all of its files.
      const isRight =
        isClone &&
        (builds.length > 0 || named.some(({ path }) => !isPattern(path) && workspace.has(inFolder(context.folder, path)) === true));
      const copied = new Set(named.map(({ path }) => path));
      for (const { word, path } of missing) {
        const near = isPattern(path) ? undefined : meantBy(path, context.folder, isRight, workspace);
        // What is copied besides is not what was meant: `gradlew` is no misspelt `gradle`.
        const meant = near !== undefined && copied.has(near) ? undefined : near;
        if ((!isRight && meant === undefined) || mayBeMade(path, context.folder, workspace)) continue;
        const fixed = meant === undefined ? undefined : rewritten(word, path, meant);
        report({
          span: word.span,
          message: isPattern(path)
            ? `Nothing in the build context fits \`${word.text}\`, so that nothing is copied.`
            : `\`${word.text}\` is not in the build context${context.folder === "" ? "" : ` (\`${context.folder}\`)`}, so the build fails.${meant === undefined ? " Correct the path, or build with the folder that it is in." : ` Did you mean \`${meant}\`?`}`,
          ...(fixed !== undefined && {
            fixes: [
              {
                title: `Copy \`${meant}\``,
                safety: "unsafe" as const,
                changes: [{ kind: "edit" as const, path: file.source.path, edits: [replace(word.span, fixed)] }],
              },
            ],
          }),
          ...(isDevelopment(stage) && { severity: "info" as const }),
        });
      }
    }
  },
});

/** The sources in the build context whose paths are known. */
function sourcesOf(copy: Instruction): readonly { readonly word: Word; readonly path: string }[] {
  if ((copy.keyword !== "COPY" && copy.keyword !== "ADD") || copy.from) return [];
  return copy.sources.flatMap((word) => {
    const path = word.value === undefined || isRemote(word.value) ? undefined : cleanContextPath(word.value);
    return path ? [{ word, path }] : [];
  });
}

function isMissing(path: string, folder: string, dockerfile: string, workspace: Workspace): boolean {
  if (!isPattern(path)) return workspace.has(inFolder(folder, path)) === false;
  // `yarn.lock*` and `go.su[m]` are ways to say "if it is there".
  if (/[*?\]]$/.test(path) || path.includes("\\")) return false;
  const found = copiedFiles(path, dockerfile, workspace);
  return found !== undefined && found.files.length + found.ignored.length + found.unseen.length === 0 && !path.includes("**");
}

/** What builds leave behind, by the name of the folder or of the file. */
const made =
  /(?:^|\/)(?:\.git|\.env[^/]*|\.npmrc|\.netrc|\.?(?:build|dist|next|nuxt|output|svelte-kit|vercel)|_build|_output|artifacts?|bazel-\w+|bin|coverage|generated|lib|libs|node_modules|obj|out|pkg|public|publish|release|rel|staging|static|target|tmp|vendor|wheels?|wheelhouse)(?:\/|$)|\.(?:bin|deb|dll|exe|jar|o|pem|crt|key|rpm|so|t?gz|bz2|tar|war|wasm|whl|xz|zip|zst)$/i;

/** Whether something that runs before the build may write the file. */
function mayBeMade(path: string, folder: string, workspace: Workspace): boolean {
  const whole = inFolder(folder, path);
  const isIgnored = workspace.derive(gitIgnored);
  if (made.test(path) || isIgnored(whole) || isIgnored(`${whole}/x`)) return true;
  const name = nameOf(path).replace(/[*?]/g, "");
  return filesMatching(workspace, scripts)
    .slice(0, 200)
    .some((script) => workspace.read(script)?.includes(name) === true);
}

/** What may put something together for an image: scripts, tasks, pipelines. */
const scripts =
  /(?:^|\/)(?:[Mm]akefile|GNUmakefile|[Jj]ustfile|Taskfile\.ya?ml|Jenkinsfile|Rakefile|package\.json|pom\.xml|build\.gradle(?:\.kts)?|BUILD(?:\.bazel)?|\.goreleaser\.ya?ml|\.gitlab-ci\.yml|\.travis\.yml|azure-pipelines\.yml|cloudbuild\.yaml|skaffold\.yaml|\.gitmodules|[^/]+\.(?:sh|mk|ps1|bat))$|(?:^|\/)\.(?:github|circleci)\/.*\.ya?ml$/;

/** The path that most likely was meant: another spelling in the same folder, or the one file of that name elsewhere. */
function meantBy(path: string, folder: string, isRight: boolean, workspace: Workspace): string | undefined {
  const parent = folderOf(path);
  const name = nameOf(path);
  const beside = (workspace.list(inFolder(folder, parent)) ?? []).map((entry) => entry.name);
  const spelt = nearest(name, beside, name.length < 4 ? 0 : name.length < 9 ? 1 : 2);
  if (spelt !== undefined) return inFolder(parent, spelt);
  const files = contextFiles({ folder }, workspace) ?? [];
  const lower = path.toLowerCase();
  const cased =
    files.find((one) => one.toLowerCase() === lower) ??
    files.flatMap((one) => (one.toLowerCase().startsWith(`${lower}/`) ? one.slice(0, path.length) : []))[0];
  if (cased !== undefined) return cased;
  const moved = isRight ? files.filter((one) => nameOf(one) === name) : [];
  return moved.length === 1 ? moved[0] : undefined;
}

/** The source with the other path; undefined where it cannot be written in place. */
function rewritten({ text, raw, value }: Word, path: string, meant: string): string | undefined {
  const lead = /^(?:\.?\/)*/.exec(text)?.[0] ?? "";
  const tail = text.endsWith("/") ? "/" : "";
  if (text !== value || `${lead}${path}${tail}` !== text || /[\s"'\\$]/.test(meant)) return undefined;
  return raw === text ? `${lead}${meant}${tail}` : raw === `"${text}"` ? `"${lead}${meant}${tail}"` : undefined;
}
