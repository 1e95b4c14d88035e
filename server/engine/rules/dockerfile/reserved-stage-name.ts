import { renameStage } from "../../image/rename-stage.ts";
import { stageNames } from "../../image/stage-names.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/reserved-stage-name",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A stage has a name that means something else already.",
  why: `\`FROM scratch\` is the empty image and \`context\` the build context, whatever stages there are: a stage of such a name cannot be reached by it.

Give the stage another name.`,
  examples: [
    {
      title: "A stage called scratch",
      bad: "FROM debian:13-slim AS scratch\nRUN mkdir /data\n",
      good: "FROM debian:13-slim AS scratch-stage\nRUN mkdir /data\n",
    },
  ],
  links: ["https://docs.docker.com/reference/build-checks/reserved-stage-name/"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["hadolint:DL3063", "buildkit:ReservedStageName"],
  judges: "part",
  check(file, { report }) {
    for (const stage of file.stages) {
      const { name, from } = stage;
      if (!from.name || (name !== "scratch" && name !== "context")) continue;
      const other = `${name}-stage`;
      report({
        span: from.name.span,
        message: `\`${name}\` is reserved, so nothing can name this stage. Give it another name.`,
        ...(!stageNames(stage.file).has(other) && {
          fixes: [
            {
              title: `Call it \`${other}\``,
              safety: "unsafe" as const,
              changes: [{ kind: "edit" as const, path: file.source.path, edits: renameStage(stage, other) }],
            },
          ],
        }),
      });
    }
  },
});
