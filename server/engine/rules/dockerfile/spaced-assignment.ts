import { withTriggers } from "../../image/command.ts";
import { isSpacedAssignment } from "../../image/spaced-assignment.ts";
import type { Assignment, Instruction } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { remove } from "../../text/edit.ts";
import type { SourceText } from "../../text/source.ts";

export default defineRule({
  id: "dockerfile/spaced-assignment",
  language: "dockerfile",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "Blanks around the equals sign of ENV, LABEL or ARG.",
  why: `\`ENV NAME = value\` is the old form without an equals sign: it sets \`NAME\` to \`= value\`, sign and all. \`ARG NAME= 1.2\` declares an empty \`NAME\` and a second argument called \`1.2\`.

Write \`NAME=value\` in one piece, with quotes where the value holds blanks. Where the builder itself refuses the blanks, as in \`ENV NAME= value\`, \`dockerfile/instruction-arguments\` says so.`,
  examples: [
    {
      title: "In one piece",
      bad: "FROM debian:13-slim\nENV APP_HOME = /app\n",
      good: "FROM debian:13-slim\nENV APP_HOME=/app\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#env", "https://docs.docker.com/reference/build-checks/legacy-key-value-format/"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["sonar:S6574"],
  // What an argument's default says of the image can be told only then.
  uncovers: [
    "dockerfile/end-of-life-base-image",
    "dockerfile/floating-tag",
    "dockerfile/latest-base-image",
    "dockerfile/missing-healthcheck",
    "dockerfile/root-user",
    "dockerfile/undigested-base-image",
    "dockerfile/untagged-base-image",
  ],
  judges: "part",
  check(file, { report }) {
    const { source } = file;
    for (const one of withTriggers(file.instructions)) {
      if (one.keyword === "ARG") for (const [index, name] of strayValues(one.assignments)) judgeArgument(one, index, name);
      if (one.keyword !== "ENV" && one.keyword !== "LABEL") continue;
      for (const assignment of one.assignments) {
        const { name, nameSpan, value } = assignment;
        if (!value || !isSpacedAssignment(assignment)) continue;
        const sign = source.text.indexOf("=", value.span.start);
        const first = /^=\s*(.*)$/s.exec(source.slice(value.span))?.[1] ?? "";
        // Of several words nobody knows whether they belong together.
        const isOne = /^(?:[^\s"'\\`]*|"[^"\\`]*"|'[^'\\`]*')$/.test(first);
        const gaps = [
          { start: nameSpan.end, end: sign },
          { start: sign + 1, end: value.span.end - first.length },
        ];
        const fix = isOne ? closing(gaps, source) : undefined;
        report({
          span: { start: sign, end: sign + 1 },
          message: `With a blank before the equals sign the value of \`${name}\` begins with \`=\`. Write \`${name}=…\` in one piece.`,
          ...(fix && { fixes: [fix] }),
        });
      }
    }

    function judgeArgument(arg: Instruction & { readonly keyword: "ARG" }, index: number, name: string): void {
      const [before, stray] = [arg.assignments[index - 1] as Assignment, arg.assignments[index] as Assignment];
      const fix = closing([{ start: before.span.end, end: stray.span.start }], source);
      report({
        span: stray.span,
        message: `With a blank behind the equals sign \`${before.name}\` is empty, and \`${name}\` an argument of its own. Write \`${before.name}=${name}\` in one piece.`,
        ...(fix && { fixes: [fix] }),
      });
    }
  },
});

/** The words behind `NAME=` that can be no name of an argument, by their place. */
function strayValues(assignments: readonly Assignment[]): [number, string][] {
  return assignments.flatMap(({ name, value }, index): [number, string][] => {
    const before = assignments[index - 1];
    const isStray =
      before?.value?.raw === "" && /^[A-Za-z_]\w*$/.test(before.name) && !value && name !== "" && !/^[A-Za-z_]\w*$/.test(name);
    return isStray ? [[index, name]] : [];
  });
}

/** Takes the blanks away; what stands on several lines is left to a person. */
function closing(gaps: readonly { readonly start: number; readonly end: number }[], source: SourceText): Fix | undefined {
  const edits = gaps.filter(({ start, end }) => end > start);
  if (edits.some((gap) => !/^[ \t]+$/.test(source.slice(gap)))) return undefined;
  return {
    title: "Remove the blanks",
    safety: "unsafe",
    changes: [{ kind: "edit", path: source.path, edits: edits.map(remove) }],
  };
}
