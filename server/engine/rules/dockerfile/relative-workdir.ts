import { baseImageOf } from "../../image/base.ts";
import { builtStages } from "../../image/built.ts";
import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { instructionsBefore } from "../../image/environment.ts";
import { within } from "../../image/folders.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/relative-workdir",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "strict",
  summary: "A WORKDIR that depends on the folder in which the base image happens to be.",
  why: `A relative WORKDIR goes on from the one before. Where none was set, that is the base image's own, which another version of it may change: files then lie where nothing looks for them.

Begin with \`/\`. After an absolute WORKDIR of the same image, relative ones are fine. \`~\` is no home here but a folder of that name.`,
  examples: [
    {
      title: "From the root",
      bad: "FROM debian:13-slim\nWORKDIR app\nCOPY app.sh ./\n",
      good: "FROM debian:13-slim\nWORKDIR /app\nCOPY app.sh ./\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#workdir", "https://docs.docker.com/reference/build-checks/workdir-relative-path/"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["hadolint:DL3000", "buildkit:WorkdirRelativePath", "trivy:DS-0009", "checkov:CKV_DOCKER_10", "dockerfile-utils:50"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of builtStages(file, workspace)) {
      const base = baseImageOf(stage);
      if (base?.os === "windows") continue;
      for (const one of withTriggers(stage.instructions)) {
        const path = one.keyword === "WORKDIR" ? one.path : undefined;
        if (path?.value === undefined || path.value === "" || /^(?:[/\\]|[A-Za-z]:|\$)/.test(path.value)) continue;
        // The first decides for all that go on from it.
        if (instructionsBefore(stage, one).some(({ keyword }) => keyword === "WORKDIR")) break;
        const prefix = within(base?.workdir ?? "/", "x").slice(0, -1);
        const isPlain = path.raw === path.text && /^[\w.]/.test(path.value) && !/^\.\.?(?:\/|$)/.test(path.value);
        report({
          span: path.span,
          message: path.value.startsWith("~")
            ? `\`${path.value}\` is no home but a folder of that name${whenChildIsBuilt(one)}. Write the folder out.`
            : `\`${path.value}\` goes on from the folder of the base image, whatever that is${whenChildIsBuilt(one)}. Begin with \`/\`.`,
          ...(isPlain && {
            fixes: [
              {
                title: `Write \`${prefix}${path.value}\``,
                safety: "unsafe" as const,
                changes: [{ kind: "edit" as const, path: file.source.path, edits: [insert(path.span.start, prefix)] }],
              },
            ],
          }),
        });
      }
    }
  },
});
