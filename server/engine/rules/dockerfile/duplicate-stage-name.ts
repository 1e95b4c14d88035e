import { renameStage } from "../../image/rename-stage.ts";
import { stageNames } from "../../image/stage-names.ts";
import type { Stage } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/duplicate-stage-name",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Two stages have the same name.",
  why: `Names of stages are compared without regard to case, and where two are the same, \`COPY --from\`, \`FROM\` and \`--target\` mean the last one before them. Which one that is changes as soon as
somebody moves a stage.

Give every stage a name of its own.`,
  examples: [
    {
      title: "The same name in another case",
      bad: "FROM golang:1.26 AS build\nRUN go build -o /a ./a\nFROM golang:1.26 AS Build\nRUN go build -o /b ./b\nFROM scratch\nCOPY --from=build /b /b\n",
      good: "FROM golang:1.26 AS build\nRUN go build -o /a ./a\nFROM golang:1.26 AS build-2\nRUN go build -o /b ./b\nFROM scratch\nCOPY --from=build-2 /b /b\n",
    },
  ],
  links: ["https://docs.docker.com/reference/build-checks/duplicate-stage-name/"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: ["D1"],
  alsoKnownAs: ["hadolint:DL3024", "buildkit:DuplicateStageName", "trivy:DS-0012", "checkov:CKV_DOCKER_11", "dockerfile-utils:10"],
  check(file, { report }) {
    const first = new Map<string, (typeof file.stages)[number]>();
    for (const stage of file.stages) {
      const { name, from } = stage;
      if (name === undefined || !from.name) continue;
      const earlier = first.get(name);
      if (!earlier?.from.name) {
        first.set(name, stage);
        continue;
      }
      const free = freeName(name, stage);
      report({
        span: from.name.span,
        message: `Another stage is called \`${name}\`, too, and which of them is meant depends on the order. Give it a name of its own.`,
        related: [{ path: file.source.path, span: earlier.from.name.span, message: "The first of that name." }],
        fixes: [
          {
            title: `Call it \`${free}\``,
            safety: "unsafe",
            changes: [{ kind: "edit", path: file.source.path, edits: renameStage(stage, free) }],
          },
        ],
      });
    }
  },
});

/** The name with the first number that makes it one of its own. */
function freeName(name: string, { file }: Stage): string {
  const names = stageNames(file);
  let number = 2;
  while (names.has(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}
