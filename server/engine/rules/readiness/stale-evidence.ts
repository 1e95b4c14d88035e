import { fixesOf, rewrite } from "../../readiness/edit.ts";
import { evidencePath, isEditedSince } from "../../readiness/evidence.ts";
import { fingerprint } from "../../readiness/fingerprint.ts";
import { defineRule } from "../../rule.ts";

const file = (covers: string) =>
  `schema: 1\nservice: checkout\nitems:\n  operations.runbooks:\n    status: signed\n    by: "@mei"\n    on: 2026-11-20\n    evidence:\n      - { kind: file, ref: docs/runbook.md, covers: ${covers} }\n`;

export default defineRule({
  id: "readiness/stale-evidence",
  language: "readiness",
  category: "operability",
  severity: "warning",
  preset: "recommended",
  summary: "The file that a decision stands on has changed since.",
  why: `
\`covers\` is the start of the file's Git object name as it was signed (\`git hash-object docs/runbook.md\`). The file is another one now, and nobody has said that it still shows what it showed: the decision is stale.

Look at what has changed (\`git log -p\`), then take over the new name, with the day of today.`,
  examples: [
    {
      title: "The runbook was edited",
      bad: file("3f2c9ab"),
      good: file("d26508240a30"),
      files: { "docs/runbook.md": "# Rollback\n" },
    },
  ],
  links: ["https://git-scm.com/docs/git-hash-object"],
  since: "0.5.0",
  fix: "unsafe",
  patterns: ["P5", "R2"],
  check(readiness, { workspace, report }) {
    for (const { evidence } of readiness.isBroken ? [] : readiness.signOffs) {
      for (const one of evidence) {
        const { node } = one.covers;
        if (!node || !isEditedSince(one, readiness, workspace)) continue;
        const now = fingerprint(workspace.read(evidencePath(one, readiness, workspace).path) ?? "");
        if (now === undefined) continue;
        const title = "Take over the file as it is now, having looked at it";
        report({
          span: node.span,
          message: `\`${one.ref.value}\` has changed since this was signed. Look at the change, and sign again.`,
          fixes: fixesOf(title, "unsafe", readiness, rewrite(readiness, node.span, now)),
        });
      }
    }
  },
});
