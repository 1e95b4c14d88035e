import { defineRule } from "../../rule.ts";

const file = (approver: string) =>
  `schema: 1\nservice: checkout\nitems:\n  security.rate-limit:\n    status: waived\n    by: "@sam"\n    on: 2026-11-20\n    expires: 2026-12-31\n    reason: "Behind the gateway"\n    approvedBy: "${approver}"\n`;

export default defineRule({
  id: "readiness/self-approved-waiver",
  language: "readiness",
  category: "operability",
  severity: "warning",
  preset: "recommended",
  summary: "Who asked for a waiver has approved it.",
  why: `
A waiver accepts a risk for others. Somebody who does not ship the feature looks at it with other eyes; that is what the second name is for.

Have it approved by somebody else: the owner of the service, the security team.`,
  examples: [{ title: "The same person twice", bad: file("@Sam"), good: file("@lee") }],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/readiness.md"],
  since: "0.5.0",
  patterns: ["P5"],
  check({ isBroken, signOffs }, { report }) {
    for (const { mapping, decision } of isBroken ? [] : signOffs) {
      const by = mapping.text("by").value;
      const { value, node } = mapping.text("approvedBy");
      if (decision !== "waived" || by === undefined || value === undefined || !node || by.toLowerCase() !== value.toLowerCase()) continue;
      report({ span: node.span, message: `\`${value}\` asked for this waiver and approved it. Have somebody else look at it.` });
    }
  },
});
