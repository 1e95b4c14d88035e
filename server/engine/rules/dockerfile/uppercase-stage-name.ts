import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/uppercase-stage-name",
  language: "dockerfile",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "The name of a stage has capitals.",
  why: `The builder compares names of stages in small letters: \`FROM node:24 AS Build\` and \`COPY --from=build\` mean the same stage, which a reader, and other tools, may not see. One way to write it is enough.

Other places that name the stage may stay as they are; they mean the same.`,
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
  check(file, { report }) {
    for (const { from } of file.stages) {
      const { name } = from;
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
            changes: [{ kind: "edit", path: file.source.path, edits: [replace(name.span, lower)] }],
          },
        ],
      });
    }
  },
});
