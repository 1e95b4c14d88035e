import { missingKeys, type RequiredKey } from "../../readiness/completeness.ts";
import { fixesOf, insertDay, insertKey, insertOpenKey } from "../../readiness/edit.ts";
import { waiverDays } from "../../readiness/validity.ts";
import { defineRule } from "../../rule.ts";
import { daysAfter } from "../../text/days.ts";

const file = (lines: string) => `schema: 1\nservice: checkout\nitems:\n  security.rate-limit:\n${lines}`;

export default defineRule({
  id: "readiness/incomplete-decision",
  language: "readiness",
  category: "operability",
  severity: "warning",
  preset: "recommended",
  summary: "A decision lacks who made it, when, why or on which evidence.",
  why: `
A decision is worth what can be checked of it in a year: who made it, on which day, on which evidence. One that waives an item says why, until when, and who else accepted that.

The signature itself is the commit: have the file reviewed by who answers for the service, a line of CODEOWNERS sees to it.`,
  examples: [
    {
      title: "A waiver without an end",
      bad: file('    status: waived\n    by: "@sam"\n    on: 2026-11-20\n    reason: "Behind the gateway"\n    approvedBy: "@lee"\n'),
      good: file(
        '    status: waived\n    by: "@sam"\n    on: 2026-11-20\n    expires: 2027-02-18\n    reason: "Behind the gateway"\n    approvedBy: "@lee"\n',
      ),
    },
  ],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/readiness.md"],
  since: "0.5.0",
  fix: "unsafe",
  patterns: ["P5", "R2"],
  check(readiness, { today, report }) {
    for (const signOff of readiness.isBroken ? [] : readiness.signOffs) {
      const open = (key: string, hint: string) =>
        fixesOf(`Add \`${key}\``, "unsafe", readiness, insertOpenKey(readiness, signOff, key, hint));
      const until = daysAfter(signOff.on?.value ?? today, waiverDays);
      const lacks: Readonly<Record<RequiredKey, readonly [what: string, fixes: () => ReturnType<typeof fixesOf>]>> = {
        by: ["who made it: write a handle or an address as `by`", () => open("by", "@handle")],
        on: [
          "when it was made: write the day as `on`",
          () => fixesOf("Add today as `on`", "unsafe", readiness, insertDay(readiness, signOff, "on", today)),
        ],
        evidence: [
          "what it stands on: write a file, a run, a ticket or a dashboard as `evidence`",
          () => fixesOf("Add `evidence`", "unsafe", readiness, insertKey(readiness, signOff, "evidence", [{ kind: "file", ref: "docs/" }])),
        ],
        reason: ["why: write it as `reason`", () => open("reason", "why")],
        approvedBy: ["who accepted that: write somebody else's handle as `approvedBy`", () => open("approvedBy", "@handle")],
        expires: [
          "until when it holds: write a day as `expires`",
          () => fixesOf(`Let it expire on ${until}`, "unsafe", readiness, insertDay(readiness, signOff, "expires", until)),
        ],
      };
      for (const key of missingKeys(signOff)) {
        const [what, fixes] = lacks[key];
        report({ span: signOff.entry.keySpan, message: `This decision does not say ${what}.`, fixes: fixes() });
      }
    }
  },
});
