import { readinessItem, readinessItems } from "../../knowledge/readiness.ts";
import { fixesOf, renameKey } from "../../readiness/edit.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "readiness/unknown-item",
  language: "readiness",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A decision about an item that the checklist does not have.",
  why: `
A decision counts for the item that it names. Under a misspelt name it counts for none, and the item stays open.

Items of your own begin with \`custom.\`; the checklist shows them as they are decided.`,
  examples: [
    {
      title: "A slip",
      bad: 'schema: 1\nservice: checkout\nitems:\n  rollback.rehersed:\n    status: not-applicable\n    by: "@mei"\n    reason: "Nothing runs yet"\n',
      good: 'schema: 1\nservice: checkout\nitems:\n  rollback.rehearsed:\n    status: not-applicable\n    by: "@mei"\n    reason: "Nothing runs yet"\n',
    },
  ],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/readiness.md"],
  since: "0.5.0",
  fix: "safe",
  patterns: ["R2"],
  check(file, { report }) {
    const ids = readinessItems.map(({ id }) => id);
    for (const { id, entry } of file.isBroken ? [] : file.signOffs) {
      if (readinessItem(id) || id.startsWith("custom.")) continue;
      const meant = nearest(id, ids);
      const isFree = meant !== undefined && !entry.map.entry(meant);
      report({
        span: entry.keySpan,
        message: `The checklist has no item \`${id}\`, so this decision counts for nothing. ${meant ? `Was \`${meant}\` meant?` : "Items of your own begin with `custom.`"}`,
        fixes: isFree ? fixesOf(`Write \`${meant}\``, "safe", file, renameKey(file, entry, meant)) : [],
      });
    }
  },
});
