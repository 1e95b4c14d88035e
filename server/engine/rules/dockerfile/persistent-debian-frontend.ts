import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { insertInstructions, placeBefore } from "../../image/insertion.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import type { Assignment, EnvInstruction } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { remove, replace, type TextEdit } from "../../text/edit.ts";

const name = "DEBIAN_FRONTEND";

export default defineRule({
  id: "dockerfile/persistent-debian-frontend",
  language: "dockerfile",
  category: "operability",
  severity: "info",
  preset: "strict",
  summary: "`DEBIAN_FRONTEND=noninteractive` is set for the container, too.",
  why: `ENV outlives the build. With \`DEBIAN_FRONTEND=noninteractive\` in it, whoever opens a shell in the container, or builds on the image, finds \`apt\` and \`dpkg-reconfigure\` that ask nothing and take
defaults, without having asked for that.

\`ARG DEBIAN_FRONTEND=noninteractive\` holds for the RUN instructions of its stage alone. It has to be said again in stages that start from this one.

Reported for images that are shipped, and not where a later ENV sets another value.`,
  examples: [
    {
      title: "For the build alone",
      bad: "FROM debian:13-slim\nENV DEBIAN_FRONTEND=noninteractive\n",
      good: "FROM debian:13-slim\nARG DEBIAN_FRONTEND=noninteractive\n",
    },
    {
      title: "Beside other variables",
      bad: "FROM debian:13-slim\nENV LANG=C.UTF-8 \\\n    DEBIAN_FRONTEND=noninteractive\n",
      good: "FROM debian:13-slim\nARG DEBIAN_FRONTEND=noninteractive\nENV LANG=C.UTF-8\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#env", "https://manpages.debian.org/stable/debconf-doc/debconf.7.en.html"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D10"],
  // The comment above belongs to an ARG afterwards, which no RUN may need.
  uncovers: ["dockerfile/misplaced-description", "dockerfile/unused-argument"],
  judges: "connected",
  check(file, { workspace, report }) {
    const told = new Set<Assignment>();
    for (const stage of productionStages(file, workspace)) {
      const set = withTriggers(stage.chainInstructions).flatMap((one) =>
        one.keyword === "ENV"
          ? one.assignments.filter((assignment) => assignment.name === name).map((assignment) => ({ one, assignment }))
          : [],
      );
      if (set.at(-1)?.assignment.value?.value !== "noninteractive") continue;
      for (const { one, assignment } of set) {
        if (told.has(assignment) || assignment.value?.value !== "noninteractive") continue;
        told.add(assignment);
        // An ARG ends with its stage; those built on it would begin to ask.
        const edits = file.stages.some(({ base }) => base.kind === "stage" && base.stage === one.stage)
          ? undefined
          : asArgument(one, assignment);
        report({
          span: assignment.span,
          message: `\`${name}\` is for the build, and ENV sets it in the container as well${whenChildIsBuilt(one)}. Use \`ARG\`.`,
          ...(edits && {
            fixes: [{ title: "Use `ARG`", safety: "unsafe" as const, changes: [{ kind: "edit" as const, path: file.source.path, edits }] }],
          }),
          ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
        });
      }
    }
  },
});

/** The edits that make an ARG of one assignment; undefined where a comment stands between it and its neighbour, or in a trigger with others. */
function asArgument(one: EnvInstruction, assignment: Assignment): readonly TextEdit[] | undefined {
  const { assignments, keywordSpan, keywordText, stage, onbuild } = one;
  const index = assignments.indexOf(assignment);
  const { nameSpan, value, span } = assignment;
  if (!value || !stage) return undefined;
  const { source } = stage.file;
  if (assignments.length === 1) {
    const between = { start: nameSpan.end, end: value.span.start };
    return [
      replace(keywordSpan, keywordText === keywordText.toLowerCase() ? "arg" : "ARG"),
      ...(assignment.isLegacy ? [replace(between, "=")] : []),
    ];
  }
  const before = assignments[index - 1];
  const after = assignments[index + 1];
  const gone = before ? { start: before.span.end, end: span.end } : { start: span.start, end: after?.span.start ?? span.end };
  if (onbuild || source.slice(gone).includes("#")) return undefined;
  return [insertInstructions(stage, placeBefore(stage, one), `ARG ${source.slice(span)}`), remove(gone)];
}
