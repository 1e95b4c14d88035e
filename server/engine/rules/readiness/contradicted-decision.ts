import { defineRule } from "../../rule.ts";
import { SourceText } from "../../text/source.ts";

const file = (decision: string) => `schema: 1\nservice: checkout\nitems:\n  infrastructure.hardened-containers:\n${decision}`;

export default defineRule({
  id: "readiness/contradicted-decision",
  language: "readiness",
  category: "operability",
  severity: "warning",
  preset: "recommended",
  summary: "Something is signed that the repository shows not to be so.",
  why: `
Somebody has signed an item, or said that it does not apply, and a file says otherwise: the decision was made of another state, or in error. A checklist that is green all the same is worse than none.

Mend what speaks against it, or take the decision back. Where it is to stay so for now, that is a waiver: with a reason, an end, and somebody else who accepts it.

It speaks of places alone that show the opposite, never of what is merely not found.`,
  examples: [
    {
      title: "Signed, and the image runs as root",
      bad: file('    status: signed\n    by: "@mei"\n    on: 2026-11-20\n    evidence:\n      - { kind: ticket, ref: OPS-112 }\n'),
      good: file(
        '    status: waived\n    by: "@mei"\n    on: 2026-11-20\n    expires: 2026-12-20\n    reason: the library needs root until its next release\n    approvedBy: "@lee"\n',
      ),
      files: {
        "package.json": '{ "name": "checkout", "dependencies": { "express": "5.2.1" } }\n',
        "server.js": 'require("express")().listen(3000);\n',
        Dockerfile: 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nUSER root\nCMD ["node", "server.js"]\n',
      },
    },
  ],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/readiness.md"],
  since: "0.6.0",
  patterns: ["P1", "P2", "P3", "P4", "P5", "R2"],
  needs: "assessment",
  check({ source, signOffs }, { assessment, workspace, report }) {
    for (const { id, because, evidence } of assessment?.(source.path) ?? []) {
      // The last one of two counts.
      const signOff = signOffs.findLast((one) => one.id === id);
      if (!signOff) continue;
      report({
        span: signOff.mapping.text("status").span ?? signOff.entry.keySpan,
        message: `${because} Mend that, or take the decision back.`,
        related: evidence.flatMap(({ path, line, note }) => {
          const text = workspace.read(path);
          return text === undefined ? [] : [{ path, span: lineIn(new SourceText(path, text), line), message: note }];
        }),
      });
    }
  },
});

/** What stands in a line, without the blanks before it. */
function lineIn(source: SourceText, line: number) {
  const { start, end } = source.lineSpan(Math.min(line, source.lineStarts.length) - 1);
  const text = source.text.slice(start, end);
  return { start: start + text.length - text.trimStart().length, end };
}
