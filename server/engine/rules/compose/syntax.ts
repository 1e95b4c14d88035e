import { tellingProblems } from "../../languages/yaml/telling-problems.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

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

YAML indents with blanks alone: a tab is an error. The fix writes blanks for tabs.`,
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
  ],
  links: ["https://yaml.org/spec/1.2.2/"],
  since: "0.4.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["dclint:invalid-yaml"],
  check(file, { report }) {
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
