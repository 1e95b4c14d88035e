import { fixesOf, renameKey } from "../../readiness/edit.ts";
import { schemaProblemsOf } from "../../readiness/schema-problems.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "readiness/unknown-key",
  language: "readiness",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A key that a sign-off file does not have.",
  why: `
What stands under a key that nobody reads counts for nothing: a decision with \`expire\` never expires.

Correct the name, or write it as \`note\`.`,
  examples: [
    {
      title: "A slip",
      bad: "schema: 1\nservice: checkout\nlevl: standard\n",
      good: "schema: 1\nservice: checkout\nlevel: standard\n",
    },
  ],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/readiness.md"],
  since: "0.5.0",
  fix: "safe",
  patterns: [],
  check(file, { report }) {
    for (const problem of schemaProblemsOf(file)) {
      if (problem.kind !== "unknown-key") continue;
      const { entry, meant } = problem;
      report({
        span: entry.keySpan,
        message: `\`${entry.key}\` is no key of a sign-off file, and counts for nothing here. ${meant ? `Was \`${meant}\` meant?` : "Take it away, or write it as a `note`."}`,
        fixes: meant && !entry.map.entry(meant) ? fixesOf(`Write \`${meant}\``, "safe", file, renameKey(file, entry, meant)) : [],
      });
    }
  },
});
