import { tellingProblems } from "../../languages/yaml/telling-problems.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";

const service = (level: string) => `services:\n  web:\n    image: nginx:1.29\n    environment:\n${level}`;

export default defineRule({
  id: "compose/syntax",
  language: "compose",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The file is no valid YAML.",
  why: `
Compose reads the whole file before it does anything: one line that is no YAML, and no service starts.

YAML indents with blanks alone: a tab is an error, and the fix writes blanks. An alias (\`*name\`) needs its anchor (\`&name\`) above it.`,
  examples: [
    {
      title: "A tab",
      bad: `${service("      LEVEL: info\n")}volumes:\n\tdata:\n`,
      good: `${service("      LEVEL: info\n")}volumes:\n  data:\n`,
    },
    {
      title: "A quote that is not closed",
      bad: service('      LEVEL: "info\n      REGION: eu\n'),
      good: service('      LEVEL: "info"\n      REGION: eu\n'),
    },
    {
      title: "A misspelt anchor",
      bad: `x-settings: &settings\n  LEVEL: info\n${service("      <<: *setings\n")}`,
      good: `x-settings: &settings\n  LEVEL: info\n${service("      <<: *settings\n")}`,
    },
  ],
  links: ["https://yaml.org/spec/1.2.2/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  uncovers: ["compose/missing-healthcheck", "compose/missing-resource-limits", "compose/missing-restart"],
  alsoKnownAs: ["dclint:invalid-yaml"],
  check(file, { report }) {
    for (const { aliases, anchors } of file.isBroken ? [] : file.yaml.documents) {
      for (const { name, span, anchor } of aliases) {
        if (anchor) continue;
        const above = anchors.filter((one) => one.span.start < span.start).map((one) => one.name);
        const meant = nearest(name, above);
        const isBelow = anchors.some((one) => one.name === name);
        const changes = [{ kind: "edit", path: file.source.path, edits: [replace(span, `*${meant}`)] }] as const;
        report({
          span,
          message: `${isBelow ? `The anchor \`&${name}\` stands below` : `There is no anchor \`&${name}\``}, and Compose refuses the file. ${meant === undefined ? (isBelow ? "Move it up." : "Write what is meant in its place.") : `Was \`*${meant}\` meant?`}`,
          fixes: meant === undefined ? [] : [{ title: `Write \`*${meant}\``, safety: "unsafe", changes }],
        });
      }
    }
    for (const { span, message, suggestion } of tellingProblems(file.problems, file.source)) {
      if (suggestion === undefined) {
        report({ span, message });
        continue;
      }
      const changes = [{ kind: "edit", path: file.source.path, edits: [replace(span, suggestion)] }] as const;
      report({ span, message, fixes: [{ title: "Write what YAML reads", safety: "safe", changes }] });
    }
  },
});
