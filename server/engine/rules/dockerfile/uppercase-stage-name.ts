import { renameStage } from "../../image/rename-stage.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/uppercase-stage-name",
  language: "dockerfile",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "The name of a stage has capitals.",
  why: `The builder compares names of stages in small letters: \`FROM node:24 AS Build\` and \`COPY --from=build\` mean the same stage, which a reader, and other tools, may not see. One way to write it is enough.

The fix changes the places that name the stage with it.`,
  examples: [
    {
      title: "A capital",
      bad: "FROM golang:1.26 AS Build\nRUN go build -o /server .\n\nFROM scratch\nCOPY --from=build /server /server\n",
      good: "FROM golang:1.26 AS build\nRUN go build -o /server .\n\nFROM scratch\nCOPY --from=build /server /server\n",
    },
  ],
  links: ["https://docs.docker.com/reference/build-checks/stage-name-casing/"],
  since: "0.6.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["buildkit:StageNameCasing"],
  judges: "part",
  check(file, { report }) {
    for (const stage of file.stages) {
      const { name } = stage.from;
      if (!name || name.raw.includes("$")) continue;
      const lower = name.raw.toLowerCase();
      if (name.raw === lower) continue;
      report({
        span: name.span,
        message: `The builder takes this name for \`${lower}\`. Write it so.`,
        fixes: [
          {
            title: `Write \`${lower}\``,
            safety: "safe",
            changes: [{ kind: "edit", path: file.source.path, edits: renameStage(stage, lower) }],
          },
        ],
      });
    }
  },
});
