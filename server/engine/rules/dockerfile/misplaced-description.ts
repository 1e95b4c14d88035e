import type { Instruction } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/misplaced-description",
  language: "dockerfile",
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "A comment stands where a description of a stage or an argument is expected, and is none.",
  why: `\`docker build --call=outline\` and \`--call=targets\` print what stages and arguments are for. They take it from the comments directly above \`FROM … AS name\` and \`ARG NAME\`, out of the line that begins with that very name: \`# NAME the version to install\`.

Begin the comment with the name, or part it from the instruction by an empty line where it describes something else. One line that begins with the name is enough, the builder's own check wants it to be the last one. Comments for tools (\`hadolint ignore=\`, \`check=\`) are let be.`,
  examples: [
    {
      title: "A headline above an argument",
      bad: "# Versions\nARG ALPINE=3.24\nFROM alpine:${ALPINE}\n",
      good: "# Versions\n\nARG ALPINE=3.24\nFROM alpine:${ALPINE}\n",
    },
  ],
  links: [
    "https://docs.docker.com/reference/build-checks/invalid-definition-description/",
    "https://docs.docker.com/reference/cli/docker/buildx/build/#descriptions",
  ],
  since: "0.7.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["buildkit:InvalidDefinitionDescription"],
  judges: "part",
  check(file, { report }) {
    for (const one of file.instructions) {
      const names = namesOf(one);
      const last = one.leadingComments.at(-1);
      // A comment without text ends what could be a description.
      if (names.length === 0 || !last?.text || isForTool(last.text)) continue;
      if (one.leadingComments.some(({ text }) => names.includes(text.split(" ")[0] ?? ""))) continue;
      report({
        span: last.span,
        message: `The builder takes the comment above \`${one.keyword}\` for a description only where it begins with \`${names[0]}\`. Begin with the name, or leave a line free.`,
        fixes: [
          {
            title: "Leave a line free",
            safety: "safe",
            changes: [{ kind: "edit", path: file.source.path, edits: [insert(file.source.nextLineStart(last.span.end), file.source.eol)] }],
          },
        ],
      });
    }
  },
});

/** What a description has to begin with. The builder knows names of stages in small letters. */
function namesOf(one: Instruction): readonly string[] {
  if (one.keyword === "ARG") return one.assignments.map(({ name }) => name);
  return one.keyword === "FROM" && one.name && !one.name.raw.includes("$") ? [one.name.text.toLowerCase()] : [];
}

function isForTool(text: string): boolean {
  return /^(?:hadolint|trivy|checkov|kics|semgrep|nosemgrep|nosonar|renovate|deployment-patterns|syntax|check|escape)\b/i.test(text);
}
