import { builtStages } from "../../image/built.ts";
import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { isDevelopment } from "../../image/production.ts";
import { stageNames } from "../../image/stage-names.ts";
import { recommendedTag } from "../../knowledge/lifecycle.ts";
import { hasNoVersions } from "../../knowledge/moving-tags.ts";
import { splitReference } from "../../languages/dockerfile/image-reference.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";
import { buildsOf } from "../../workspace/builds.ts";

export default defineRule({
  id: "dockerfile/untagged-copied-image",
  language: "dockerfile",
  category: "reproducibility",
  severity: "warning",
  preset: "strict",
  summary: "Files are copied from an image without a version.",
  why: `\`COPY --from=ghcr.io/astral-sh/uv\` takes a program out of whatever image is newest on the day of the build, as \`latest\` does: two builds of one commit may differ, and nobody can tell
afterwards what was copied.

Name the version, as in FROM, and let an update bot raise it.

Stages, named build contexts, digests and what hangs on a variable are left alone.`,
  examples: [
    {
      title: "A tool's image",
      bad: "FROM python:3.14-slim\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/\n",
      good: "FROM python:3.14-slim\nCOPY --from=ghcr.io/astral-sh/uv:0.9.11 /uv /bin/\n",
    },
    {
      title: "An official image",
      bad: "FROM debian:13-slim\nCOPY --from=nginx /etc/nginx/mime.types /etc/\n",
      good: "FROM debian:13-slim\nCOPY --from=nginx:1.30 /etc/nginx/mime.types /etc/\n",
    },
  ],
  links: [
    "https://docs.docker.com/reference/dockerfile/#copy---from",
    "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
  ],
  since: "0.6.0",
  fix: "unsafe",
  patterns: ["D2", "D10"],
  judges: "part",
  check(file, { workspace, today, report }) {
    const contexts = new Set(buildsOf(file.source.path, workspace).flatMap((build) => build.namedContexts));
    for (const stage of builtStages(file, workspace)) {
      for (const one of withTriggers(stage.instructions)) {
        const words = one.keyword === "COPY" ? [one.from] : one.keyword === "RUN" ? one.mounts.map((mount) => mount.get("from")) : [];
        for (const word of words) {
          const value = word?.text ?? "";
          if (!word || !/^[a-z0-9][\w./:-]*$/.test(value) || /^\d+$/.test(value) || contexts.has(value)) continue;
          // What may be a slip in a stage's name has a finding of its own.
          const names = stageNames(stage.file);
          if (names.has(value) || (!value.includes("/") && nearest(value, names.keys()))) continue;
          const { name, tag } = splitReference(value);
          if ((tag !== undefined && tag !== "latest") || hasNoVersions(name)) continue;
          const better = tag === undefined && word.raw === word.text ? recommendedTag({ name, tag }, today) : undefined;
          report({
            span: word.span,
            message: `\`${name}\` has ${tag ? "the tag `latest`" : "no tag"}, so the next build may copy from another version of it${whenChildIsBuilt(one)}. Name a version.`,
            ...(better && {
              fixes: [
                {
                  title: `Use \`${name}:${better}\``,
                  safety: "unsafe" as const,
                  changes: [{ kind: "edit" as const, path: file.source.path, edits: [insert(word.span.end, `:${better}`)] }],
                },
              ],
            }),
            ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
          });
        }
      }
    }
  },
});
