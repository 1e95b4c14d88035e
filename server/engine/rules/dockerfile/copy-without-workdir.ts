import { baseImageOf } from "../../image/base.ts";
import { builtStages } from "../../image/built.ts";
import { withTriggers } from "../../image/command.ts";
import { instructionsBefore } from "../../image/environment.ts";
import { insertInstructions, placeBefore } from "../../image/insertion.ts";
import { isDevelopment } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/copy-without-workdir",
  language: "dockerfile",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "Files are copied to a relative path without a WORKDIR, so they land in the root of the file system.",
  why: `Without WORKDIR a relative destination goes on from the base image's own folder, for images of a distribution \`/\`. The application is then strewn between \`/bin\` and \`/etc\`, and may overwrite
what stands there.

Set a WORKDIR before, such as \`/app\`. Reported for base images that are known to begin in \`/\` and bring no folder for an application; once for each stage.`,
  examples: [
    {
      title: "Sources in the root",
      bad: "FROM debian:13-slim\nCOPY . .\nRUN ./configure\n",
      good: "FROM debian:13-slim\nWORKDIR /app\nCOPY . .\nRUN ./configure\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#workdir"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["hadolint:DL3045"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of builtStages(file, workspace)) {
      const base = baseImageOf(stage);
      // An application's own image may well have a folder that the table does not name.
      if (base?.os === "windows" || base?.workdir !== undefined || base?.kind !== "os" || stage.root.kind === "scratch") continue;
      for (const one of withTriggers(stage.instructions)) {
        if ((one.keyword !== "COPY" && one.keyword !== "ADD") || one.destination?.value === undefined) continue;
        const { value, span } = one.destination;
        if (value === "" || /^(?:[/\\$~]|[A-Za-z]:)/.test(value)) continue;
        if (instructionsBefore(stage, one).some(({ keyword }) => keyword === "WORKDIR")) break;
        report({
          span,
          message: `No WORKDIR is set, so \`${value}\` is in the root of the file system. Set one before, such as \`/app\`.`,
          ...(!one.onbuild && {
            fixes: [
              {
                title: "Set `WORKDIR /app`",
                safety: "unsafe" as const,
                changes: [
                  {
                    kind: "edit" as const,
                    path: file.source.path,
                    edits: [insertInstructions(stage, placeBefore(stage, one), "WORKDIR /app")],
                  },
                ],
              },
            ],
          }),
          ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
        });
        break;
      }
    }
  },
});
