import { isPattern, joined } from "../../image/context-files.ts";
import { dockerfileAt, type NamedSource, needsOf } from "../../image/context-needs.ts";
import { suspectFile } from "../../knowledge/secrets.ts";
import type { Dockerignore, IgnorePattern } from "../../languages/dockerignore/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { insert } from "../../text/edit.ts";
import { buildContextsOf, contextFiles, dockerfilesUsing } from "../../workspace/context.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "dockerignore/needed-file-ignored",
  language: "dockerignore",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A pattern ignores a file that a Dockerfile copies, so the build fails.",
  why: `
What the ignore file leaves out is not there for \`COPY\`, \`ADD\` and bind mounts. The build then ends with "not found", although the file lies in front of you.

Let it back in with a line that starts with \`!\`, below the pattern, or narrow the pattern.

Only paths that a Dockerfile of this context names in full are judged: patterns, variables and whole folders of which a part is let back in are not.`,
  examples: [
    {
      title: "A built file that is copied",
      files: { Dockerfile: "FROM eclipse-temurin:25-jre\nCOPY target/app.jar /app.jar\n", "target/app.jar": "" },
      bad: ".git\ntarget\n*.md\n",
      good: ".git\ntarget\n!target/app.jar\n*.md\n",
    },
  ],
  links: ["https://docs.docker.com/reference/build-checks/copy-ignored-file/"],
  since: "0.1.0",
  fix: "safe",
  patterns: ["D5"],
  alsoKnownAs: ["buildkit:CopyIgnoredFile"],
  check(file, { workspace, report }) {
    const hidden = new Map<IgnorePattern, NamedSource[]>();
    for (const path of dockerfilesUsing(file.source.path, workspace)) {
      const dockerfile = dockerfileAt(path, workspace);
      if (!dockerfile || dockerfile.isTemplate) continue;
      const contexts = buildContextsOf(path, workspace).filter((context) => context.ignorePath === file.source.path);
      for (const source of needsOf([dockerfile]).named) {
        if (!contexts.some((context) => isHidden(source.path, file, context, workspace))) continue;
        const pattern = file.decidedBy(source.path);
        if (pattern) hidden.set(pattern, [...(hidden.get(pattern) ?? []), source]);
      }
    }
    for (const [pattern, sources] of hidden) {
      const [first] = sources;
      if (!first) continue;
      const paths = [...new Set(sources.map(({ path }) => path))];
      const where = first.file.source.path;
      report({
        span: pattern.span,
        message: `\`${pattern.text}\` ignores \`${paths.join("`, `")}\`, which \`${where}\` ${first.instruction.keyword === "RUN" ? "mounts" : "copies"}, so the build does not find ${paths.length === 1 ? "it" : "them"}. Let ${paths.length === 1 ? "it" : "them"} back in with \`!\`, or copy something else.`,
        related: sources.map(({ file: { source }, word, path }) => ({
          path: source.path,
          span: word.span,
          message: `\`${path}\` is needed here.`,
        })),
        fixes: exceptionFix(file, pattern, paths),
      });
    }
  },
});

/** Whether a path that a Dockerfile names is certainly left out of the context. */
function isHidden(
  path: string,
  file: Dockerignore,
  context: { readonly folder: string; readonly isCertain: boolean },
  workspace: Workspace,
): boolean {
  if (isPattern(path) || !file.ignores(path)) return false;
  // Where the context is a guess, only a file that is there shows that the guess is right.
  if (!context.isCertain && workspace.has(joined(context.folder, path)) !== true) return false;
  // A part of the folder may be let back in: then the folder is there, and holds that part.
  if (!file.patterns.some((pattern) => pattern.isException)) return true;
  const inside = contextFiles(context, workspace)?.filter((one) => one.startsWith(`${path}/`));
  if (inside === undefined) return false;
  return (
    !inside.some((one) => !file.ignores(one)) &&
    !file.patterns.some((pattern) => pattern.isException && pattern.clean.startsWith(`${path}/`))
  );
}

/** The fix that lets the paths back in below the pattern; none for what holds secrets, which is better not copied at all. */
function exceptionFix(file: Dockerignore, pattern: IgnorePattern, paths: readonly string[]): readonly Fix[] {
  if (paths.some((path) => suspectFile(path, undefined))) return [];
  const { source } = file;
  const lines = paths.map((path) => `${source.eol}!${path}`).join("");
  const title = `Let \`${paths.join("`, `")}\` back in`;
  return [{ title, safety: "safe", changes: [{ kind: "edit", path: source.path, edits: [insert(pattern.span.end, lines)] }] }];
}
