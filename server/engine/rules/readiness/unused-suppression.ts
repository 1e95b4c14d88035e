import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "readiness/unused-suppression",
  language: "readiness",
  category: "operability",
  severity: "hint",
  preset: "recommended",
  summary: "A `deployment-patterns-ignore` comment silences nothing.",
  why: `A comment that silences nothing is left over from a finding that is gone, or misspells a rule. Remove it, or correct the name.`,
  examples: [
    {
      title: "The finding is gone, the comment has stayed",
      bad: "schema: 1\n# deployment-patterns-ignore readiness/unknown-key -- read by a tool of ours\nservice: checkout\n",
      good: "schema: 1\nservice: checkout\n",
    },
  ],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/configuration.md"],
  since: "0.5.0",
  fix: "safe",
  patterns: [],
  // The engine reports it, after every other rule has run: only then is it known which comments were needed.
  check() {},
});
