import { isOfTheFuture } from "../../readiness/completeness.ts";
import { defineRule } from "../../rule.ts";

const file = (on: string) =>
  `schema: 1\nservice: checkout\nitems:\n  operations.on-call:\n    status: signed\n    by: "@mei"\n    on: ${on}\n    evidence:\n      - { kind: url, ref: "https://pager.example.com/checkout" }\n`;

export default defineRule({
  id: "readiness/future-decision",
  language: "readiness",
  category: "operability",
  severity: "error",
  preset: "recommended",
  summary: "A decision of a day that has not come yet.",
  why: `
Nobody has decided anything tomorrow. Mostly a slip in the year; the decision counts once the day has come.

One day ahead is accepted: it may be tomorrow where it was written.`,
  examples: [{ title: "A slip in the year", bad: file("2062-11-20"), good: file("2026-11-20") }],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/readiness.md"],
  since: "0.5.0",
  patterns: ["P5"],
  check({ isBroken, signOffs }, { today, report }) {
    for (const signOff of isBroken ? [] : signOffs) {
      const { on } = signOff;
      if (on && isOfTheFuture(signOff, today))
        report({ span: on.node.span, message: `${on.value} has not come yet, and no decision was made then.` });
    }
  },
});
