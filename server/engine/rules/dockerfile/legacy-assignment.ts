import { withTriggers } from "../../image/command.ts";
import { isSpacedAssignment } from "../../image/spaced-assignment.ts";
import type { Assignment } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import type { TextEdit } from "../../text/edit.ts";
import type { SourceText } from "../../text/source.ts";

export default defineRule({
  id: "dockerfile/legacy-assignment",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "ENV or LABEL without an equals sign.",
  why: `\`ENV NAME value\` sets one variable to the rest of the line, whatever stands there: \`ENV A b C=d\` makes \`A\` of \`b C=d\`. The form is kept for old files and warned of by the builder.

Write \`ENV NAME=value\`, with quotes where the value has blanks.`,
  examples: [
    {
      title: "With an equals sign",
      bad: "FROM debian:13-slim\nENV APP_HOME /app\n",
      good: "FROM debian:13-slim\nENV APP_HOME=/app\n",
    },
    {
      title: "A value with blanks",
      bad: "FROM debian:13-slim\nLABEL org.opencontainers.image.title The shop\n",
      good: 'FROM debian:13-slim\nLABEL org.opencontainers.image.title="The shop"\n',
    },
  ],
  links: ["https://docs.docker.com/reference/build-checks/legacy-key-value-format/"],
  since: "0.6.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["buildkit:LegacyKeyValueFormat"],
  judges: "part",
  check(file, { report }) {
    for (const one of withTriggers(file.instructions)) {
      if (one.keyword !== "ENV" && one.keyword !== "LABEL") continue;
      for (const assignment of one.assignments) {
        // One without a value is no assignment at all, and one with blanks around its equals sign is a slip, reported as such.
        if (!assignment.isLegacy || !assignment.value || isSpacedAssignment(assignment)) continue;
        const edit = modern(assignment, file.source);
        report({
          span: assignment.nameSpan,
          message: `\`${one.keyword} ${assignment.name}\` without an equals sign takes the rest of the line for the value. Write \`${assignment.name}=…\`.`,
          tags: ["deprecated"],
          ...(edit && {
            fixes: [
              {
                title: "Write it with an equals sign",
                safety: "safe" as const,
                changes: [{ kind: "edit" as const, path: file.source.path, edits: [edit] }],
              },
            ],
          }),
        });
      }
    }
  },
});

/** The same as `name=value`, where the value stands on one line and its quotes are plain. */
function modern({ name, nameSpan, value }: Assignment, source: SourceText): TextEdit | undefined {
  if (!value || !/^[\w.-]+$/.test(name)) return undefined;
  const span = { start: nameSpan.start, end: value.span.end };
  const written = source.slice(value.span);
  if (/[\r\n`]/.test(source.slice(span)) || written === "") return undefined;
  if (/^[^\s"'\\]+$/.test(written) || /^"[^"\\]*"$/.test(written) || /^'[^']*'$/.test(written)) return { span, text: `${name}=${written}` };
  return /^[^"'\\]+$/.test(written) ? { span, text: `${name}="${written.trimEnd()}"` } : undefined;
}
