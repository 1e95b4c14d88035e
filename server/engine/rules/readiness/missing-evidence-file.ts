import { fixesOf, rewrite } from "../../readiness/edit.ts";
import { evidencePath } from "../../readiness/evidence.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import { folderOf, inFolder, nameOf } from "../../workspace/paths.ts";

const file = (ref: string) =>
  `schema: 1\nservice: checkout\nitems:\n  operations.runbooks:\n    status: signed\n    by: "@mei"\n    on: 2026-11-20\n    evidence:\n      - { kind: file, ref: ${ref} }\n`;

export default defineRule({
  id: "readiness/missing-evidence-file",
  language: "readiness",
  category: "operability",
  severity: "warning",
  preset: "recommended",
  summary: "The file that a decision stands on is not there.",
  why: `
A decision without what it stands on is an opinion; it counts for nothing until the file is back, or another one is named.

Paths count from the folder of the sign-off file, else from the root of the repository.`,
  examples: [
    {
      title: "A file that was renamed",
      bad: file("docs/runbook.md"),
      good: file("docs/runbooks.md"),
      files: { "docs/runbooks.md": "# Runbooks\n" },
    },
  ],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/readiness.md"],
  since: "0.5.0",
  fix: "unsafe",
  patterns: ["P5"],
  check(readiness, { workspace, report }) {
    for (const { evidence } of readiness.isBroken ? [] : readiness.signOffs) {
      for (const one of evidence) {
        const { value, node } = one.ref;
        const found = evidencePath(one, readiness, workspace);
        if (found.isThere !== false || value === undefined || !node) continue;
        const folder = folderOf(found.path);
        const names = (workspace.list(folder) ?? []).flatMap(({ name, isFolder }) => (isFolder ? [] : [name]));
        const meant = nearest(nameOf(found.path), names);
        const written = meant && inFolder(folderOf(value), meant);
        report({
          span: node.span,
          message: `There is no file \`${value}\`, so this decision stands on nothing. ${written ? `Was \`${written}\` meant?` : "Name what it stands on now, or decide anew."}`,
          fixes: written ? fixesOf(`Write \`${written}\``, "unsafe", readiness, rewrite(readiness, node.span, written)) : [],
        });
      }
    }
  },
});
