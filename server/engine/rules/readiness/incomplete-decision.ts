import { fixesOf, insertDay, insertKey, insertOpenKey } from "../../readiness/edit.ts";
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
      const { decision, entry, mapping, on, evidence } = signOff;
      if (!decision) continue;
      const lacks = (key: string) => mapping.has(key) === false;
      const say = (what: string, fixes: ReturnType<typeof fixesOf>) =>
        report({ span: entry.keySpan, message: `This decision does not say ${what}.`, fixes });
      const open = (key: string, hint: string) =>
        fixesOf(`Add \`${key}\``, "unsafe", readiness, insertOpenKey(readiness, signOff, key, hint));
      if (lacks("by")) say("who made it: write a handle or an address as `by`", open("by", "@handle"));
      if (lacks("on") && decision !== "not-applicable")
        say(
          "when it was made: write the day as `on`",
          fixesOf("Add today as `on`", "unsafe", readiness, insertDay(readiness, signOff, "on", today)),
        );
      if (decision === "signed" && evidence.length === 0 && lacks("evidence"))
        say(
          "what it stands on: write a file, a run, a ticket or a dashboard as `evidence`",
          fixesOf("Add `evidence`", "unsafe", readiness, insertKey(readiness, signOff, "evidence", [{ kind: "file", ref: "docs/" }])),
        );
      if (decision !== "signed" && lacks("reason")) say("why: write it as `reason`", open("reason", "why"));
      if (decision === "waived" && lacks("approvedBy"))
        say("who accepted that: write somebody else's handle as `approvedBy`", open("approvedBy", "@handle"));
      if (decision === "waived" && lacks("expires")) {
        const until = daysAfter(on?.value ?? today, 90);
        const title = `Let it expire on ${until}`;
        say(
          "until when it holds: write a day as `expires`",
          fixesOf(title, "unsafe", readiness, insertDay(readiness, signOff, "expires", until)),
        );
      }
    }
  },
});
