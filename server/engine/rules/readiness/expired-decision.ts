import * as z from "zod/mini";
import { endOf } from "../../readiness/validity.ts";
import { defineRule } from "../../rule.ts";
import { daysBetween } from "../../text/days.ts";

const file = (days: string) =>
  `schema: 1\nservice: checkout\nitems:\n  rollback.rehearsed:\n    status: signed\n    by: "@mei"\n${days}    evidence:\n      - { kind: run, ref: "https://ci.example.com/runs/1" }\n`;

export default defineRule({
  id: "readiness/expired-decision",
  language: "readiness",
  category: "operability",
  severity: "warning",
  preset: "recommended",
  summary: "A decision has expired, or is about to.",
  why: `
What was true half a year ago may not be: people leave, a rollback that worked then goes through three new services today. After its day a decision counts for nothing, and the item is open again.

Look again, and write the new day with the new evidence. A decision without \`expires\` holds for 180 days from \`on\`, a rehearsal for 90. In the last days before (\`soon\`) it is information.`,
  examples: [
    {
      title: "A rehearsal of last winter",
      bad: file("    on: 2025-11-20\n    expires: 2026-02-18\n"),
      good: file("    on: 2026-11-20\n    expires: 2027-02-18\n"),
    },
  ],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/readiness.md"],
  since: "0.5.0",
  patterns: ["P5", "R2"],
  options: z.strictObject({
    soon: z._default(z.int().check(z.minimum(0), z.maximum(365)), 14).check(z.describe("So many days before the end it is told of.")),
  }),
  check({ isBroken, signOffs }, { options, today, report }) {
    for (const signOff of isBroken ? [] : signOffs) {
      const { decision, entry, on, expires } = signOff;
      const end = endOf(signOff);
      if (!decision || end === undefined) continue;
      const left = daysBetween(today, end);
      const span = (expires ?? on)?.node.span ?? entry.keySpan;
      const why = expires ? "" : " (it names no other day)";
      if (left < 0)
        report({
          span,
          message: `This decision expired on ${end}${why}, and counts for nothing since. Look again, and write the new day.`,
        });
      else if (left <= options.soon)
        report({
          span,
          message: `This decision expires ${left === 0 ? "today" : `in ${left} ${left === 1 ? "day" : "days"}`}${why}.`,
          severity: "info",
        });
    }
  },
});
