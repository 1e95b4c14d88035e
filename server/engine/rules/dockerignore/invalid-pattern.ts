import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerignore/invalid-pattern",
  language: "dockerignore",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A pattern of the ignore file cannot be read.",
  why: `
The build stops before its first step: the builder compiles all patterns of the ignore file, and one that it cannot read (a \`[\` without its \`]\`, a \`!\` alone) makes it give up.
Put a backslash before a character that is meant as it is.`,
  examples: [{ title: "A bracket that is not closed", bad: "node_modules\nsrc/[abc\n", good: "node_modules\nsrc/\\[abc\n" }],
  links: ["https://docs.docker.com/build/concepts/context/#dockerignore-files"],
  since: "0.1.0",
  patterns: [],
  check(file, { report }) {
    for (const { span, message } of file.problems) report({ span, message });
  },
});
