import { missingSeparators } from "../../cluster/api-versions.ts";
import { fixesOf, removeKey } from "../../cluster/edit.ts";
import { duplicateKeysIn } from "../../languages/yaml/duplicate-keys.ts";
import type { YamlEntry } from "../../languages/yaml/model.ts";
import { defineRule } from "../../rule.ts";

const deployment = (spec: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n${spec}  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/duplicate-key",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A mapping has a key twice.",
  why: `
Helm, Kustomize and the API server's strict validation refuse an object that has a key twice in one mapping. What takes it keeps the last one and drops the other without a word: a second \`env\` or \`annotations\` far below is how
settings get lost.

Keep one, with what both hold; where both say the same, the fix removes the later. Keys in different branches of a template's condition are not reported, as only one of them is written.`,
  examples: [
    {
      title: "Replicas set twice",
      bad: deployment("  replicas: 3\n  replicas: 2\n"),
      good: deployment("  replicas: 2\n"),
    },
    {
      title: "The same twice",
      bad: deployment("  replicas: 2\n  revisionHistoryLimit: 5\n  replicas: 2\n"),
      good: deployment("  replicas: 2\n  revisionHistoryLimit: 5\n"),
    },
  ],
  links: ["https://yaml.org/spec/1.2.2/#3213-node-comparison"],
  since: "0.3.0",
  fix: "safe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    for (const document of file.documents) {
      const { root } = document.yaml;
      // Two objects without a line between them are told of by a rule of their own.
      const isTwo = root?.kind === "map" && missingSeparators(root).length > 0;
      // Where a line is out of place, so are the keys around it.
      if (document.isBroken && !isTwo) continue;
      const textOf = ({ value, valueOffset }: YamlEntry) =>
        file.source.slice({ start: valueOffset, end: value?.span.end ?? valueOffset }).trim();
      for (const { entry, first } of duplicateKeysIn(root, document.file)) {
        if (isTwo && entry.map === root) continue;
        const key = file.source.slice(first.keySpan);
        const object = document.objects.find(({ span }) => span.start <= entry.span.start && entry.span.end <= span.end);
        const isSame = first.value !== undefined && entry.value !== undefined && textOf(first) === textOf(entry);
        report({
          span: entry.keySpan,
          message: `\`${key}\` stands in this mapping already: one of the two is lost, or the object is refused. Keep one, with what both hold.`,
          ...(object && isSame && { fixes: fixesOf(`Remove the later \`${key}\``, "safe", object, removeKey(object, entry)) }),
          related: [{ path: file.source.path, span: first.keySpan, message: "It stands here first." }],
        });
      }
    }
  },
});
