import { fixesOf, removeKey } from "../../application/edit.ts";
import { duplicateKeysIn } from "../../languages/yaml/duplicate-keys.ts";
import type { YamlEntry } from "../../languages/yaml/model.ts";
import { defineRule } from "../../rule.ts";

const service = (keys: string) => `services:\n  web:\n    image: nginx:1.29\n${keys}`;

export default defineRule({
  id: "compose/duplicate-key",
  language: "compose",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A mapping has a key twice.",
  why: `
Compose refuses a file that has a key twice in one mapping: a second \`environment\` far below the first, or two services of one name.

Keep one, with what both hold; where both say the same, the fix removes the later.`,
  examples: [
    {
      title: "A variable that is set twice",
      bad: service("    environment:\n      LEVEL: info\n      REGION: eu\n      LEVEL: info\n"),
      good: service("    environment:\n      LEVEL: info\n      REGION: eu\n"),
    },
  ],
  links: ["https://yaml.org/spec/1.2.2/#3213-node-comparison"],
  since: "0.4.0",
  fix: "safe",
  patterns: [],
  check(file, { report }) {
    // Where a line is out of place, so are the keys around it.
    if (file.isBroken) return;
    const textOf = ({ value, valueOffset }: YamlEntry) =>
      file.source.slice({ start: valueOffset, end: value?.span.end ?? valueOffset }).trim();
    for (const { root } of file.yaml.documents) {
      for (const { entry, first } of duplicateKeysIn(root, file)) {
        const key = file.source.slice(first.keySpan);
        const isSame = textOf(first) === textOf(entry);
        report({
          span: entry.keySpan,
          message: `\`${key}\` stands in this mapping already, and Compose refuses the file. Keep one, with what both hold.`,
          fixes: isSame ? fixesOf(`Remove the later \`${key}\``, "safe", file, removeKey(file, entry)) : [],
          related: [{ path: file.source.path, span: first.keySpan, message: "It stands here first." }],
        });
      }
    }
  },
});
