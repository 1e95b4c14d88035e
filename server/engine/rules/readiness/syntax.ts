import { tellingProblems } from "../../languages/yaml/telling-problems.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "readiness/syntax",
  language: "readiness",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The sign-off file is no valid YAML.",
  why: `
While the file cannot be read, no decision in it counts, and nothing in it is judged.

YAML indents with blanks alone; a quote that is opened has to be closed. Handles begin with \`@\`, which YAML keeps for itself: they stand in quotes.`,
  examples: [
    {
      title: "A tab",
      bad: "schema: 1\nservice: checkout\nitems:\n\toperations.on-call:\n",
      good: "schema: 1\nservice: checkout\nitems:\n  operations.on-call:\n",
    },
  ],
  links: ["https://yaml.org/spec/1.2.2/"],
  since: "0.5.0",
  fix: "safe",
  patterns: [],
  check(file, { report }) {
    for (const { span, message, suggestion } of tellingProblems(file.problems, file.source)) {
      const changes =
        suggestion === undefined ? [] : [{ kind: "edit" as const, path: file.source.path, edits: [replace(span, suggestion)] }];
      report({ span, message, fixes: changes.length > 0 ? [{ title: "Write what YAML reads", safety: "safe", changes }] : [] });
    }
  },
});
