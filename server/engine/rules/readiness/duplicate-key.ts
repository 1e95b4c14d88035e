import { duplicateKeysIn } from "../../languages/yaml/duplicate-keys.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "readiness/duplicate-key",
  language: "readiness",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A key stands twice in one mapping of the sign-off file.",
  why: `
Two decisions about one item contradict each other, and which of them counts nobody can say; YAML forbids it. Keep the one that holds; the history keeps the other.`,
  examples: [
    {
      title: "A level that is given twice",
      bad: "schema: 1\nservice: checkout\nlevel: standard\nlevel: critical\n",
      good: "schema: 1\nservice: checkout\nlevel: critical\n",
    },
  ],
  links: ["https://yaml.org/spec/1.2.2/#3213-node-comparison"],
  since: "0.5.0",
  patterns: [],
  check(file, { report }) {
    for (const { root } of file.isBroken ? [] : file.yaml.documents)
      for (const { entry, first } of duplicateKeysIn(root, file))
        report({
          span: entry.keySpan,
          message: `\`${entry.key}\` stands here twice, and only one of them can count. Keep the one that holds.`,
          related: [{ path: file.source.path, span: first.keySpan, message: "It stands here first." }],
        });
  },
});
