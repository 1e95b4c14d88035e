import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/unused-suppression",
  language: "dockerfile",
  category: "operability",
  severity: "hint",
  preset: "recommended",
  summary: "A `deployment-patterns-ignore` comment silences nothing.",
  why: `A comment that silences nothing is left over from a finding that is gone, or misspells a rule. The first hides the next finding of that rule from everybody; the second does not do what its author thinks.

Remove it, or correct the name. Comments of other tools are not judged, nor are comments for rules that are off. Of BuildKit's \`# check=skip=\` only names that cannot be right are reported: misspelt ones, and those above an instruction
that the check never looks at.`,
  examples: [
    {
      title: "The finding is gone, the comment has stayed",
      bad: '# deployment-patterns-ignore dockerfile/latest-base-image -- waiting for version 23\nFROM node:22.12-slim\nUSER node\nCMD ["node", "server.js"]\n',
      good: 'FROM node:22.12-slim\nUSER node\nCMD ["node", "server.js"]\n',
    },
  ],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/configuration.md"],
  since: "0.1.0",
  fix: "safe",
  patterns: [],
  readsTemplates: true,
  // The engine reports it, after every other rule has run: only then is it known which comments were needed.
  check() {},
});
