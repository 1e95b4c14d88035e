import * as z from "zod/mini";
import { readinessItem } from "../../knowledge/readiness.ts";
import { fixesOf, rewrite } from "../../readiness/edit.ts";
import { defineRule } from "../../rule.ts";
import { daysAfter, daysBetween } from "../../text/days.ts";

const file = (expires: string) =>
  `schema: 1\nservice: checkout\nitems:\n  security.rate-limit:\n    status: waived\n    by: "@sam"\n    on: 2026-11-20\n    expires: ${expires}\n    reason: "Behind the gateway"\n    approvedBy: "@lee"\n`;

export default defineRule({
  id: "readiness/long-lived-decision",
  language: "readiness",
  category: "operability",
  severity: "warning",
  preset: "recommended",
  summary: "A decision is to hold for longer than it should.",
  why: `
A waiver for five years is a rule that was abolished without anybody saying so. The end is what makes people look again.

Waivers hold for 90 days (\`waiver\`), what was signed for 180 (\`signed\`), a rehearsal for 90.`,
  examples: [{ title: "A waiver for years", bad: file("2031-12-31"), good: file("2027-02-18") }],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/readiness.md"],
  since: "0.5.0",
  fix: "unsafe",
  patterns: ["P5"],
  options: z.strictObject({
    waiver: z._default(z.int().check(z.minimum(1), z.maximum(3650)), 90).check(z.describe("For how many days a waiver may hold.")),
    signed: z._default(z.int().check(z.minimum(1), z.maximum(3650)), 180).check(z.describe("For how many days something signed may hold.")),
  }),
  check(readiness, { options, report }) {
    for (const { id, decision, on, expires } of readiness.isBroken ? [] : readiness.signOffs) {
      if (!on || !expires || !decision || decision === "not-applicable") continue;
      const longest = decision === "waived" ? options.waiver : Math.min(options.signed, readinessItem(id)?.days ?? options.signed);
      const days = daysBetween(on.value, expires.value);
      if (days < 0) {
        report({ span: expires.node.span, message: `This decision ends on ${expires.value}, before it was made.` });
        continue;
      }
      if (days <= longest) continue;
      const until = daysAfter(on.value, longest);
      const { span } = expires.node;
      report({
        span,
        message: `This decision is to hold for ${days} days; ${decision === "waived" ? "a waiver holds" : "what was signed here holds"} for ${longest} at most, so that somebody looks again.`,
        fixes: fixesOf(`Let it expire on ${until}`, "unsafe", readiness, rewrite(readiness, span, until)),
      });
    }
  },
});
