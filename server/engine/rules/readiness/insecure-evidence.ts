import { fixesOf, rewrite } from "../../readiness/edit.ts";
import { defineRule } from "../../rule.ts";

const file = (scheme: string) =>
  `schema: 1\nservice: checkout\nitems:\n  monitoring.objectives:\n    status: signed\n    by: "@mei"\n    on: 2026-11-20\n    evidence:\n      - { kind: dashboard, ref: "${scheme}://grafana.example.com/d/checkout" }\n`;

export default defineRule({
  id: "readiness/insecure-evidence",
  language: "readiness",
  category: "security",
  severity: "info",
  preset: "recommended",
  summary: "Evidence is linked without TLS.",
  why: `
What is shown at an address without TLS can be changed on the way, and the session of who looks at it read. Write \`https\`.`,
  examples: [{ title: "A dashboard", bad: file("http"), good: file("https") }],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/readiness.md"],
  since: "0.5.0",
  fix: "unsafe",
  patterns: ["P2"],
  check(readiness, { report }) {
    for (const { evidence } of readiness.isBroken ? [] : readiness.signOffs) {
      for (const { ref } of evidence) {
        const { value, node } = ref;
        const at = node ? readiness.source.text.indexOf("http://", node.span.start) : -1;
        if (!value?.startsWith("http://") || !node || at < 0 || at >= node.span.end) continue;
        const span = { start: at, end: at + "http".length };
        report({
          span,
          message: "This evidence is linked without TLS, and can be changed on the way. Write `https`.",
          fixes: fixesOf("Write `https`", "unsafe", readiness, rewrite(readiness, span, "https")),
        });
      }
    }
  },
});
