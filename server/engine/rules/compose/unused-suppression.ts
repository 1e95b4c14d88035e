import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "compose/unused-suppression",
  language: "compose",
  category: "operability",
  severity: "hint",
  preset: "recommended",
  summary: "A `deployment-patterns-ignore` comment silences nothing.",
  why: `A comment that silences nothing is left over from a finding that is gone, or misspells a rule. The first hides the next finding of that rule from everybody; the second does not do what its author thinks.

Remove it, or correct the name. Comments of other tools are not judged, nor are comments for rules that are off.`,
  examples: [
    {
      title: "The finding is gone, the comment has stayed",
      bad: "services:\n  # deployment-patterns-ignore compose/unknown-key -- read by a tool of ours\n  web:\n    image: nginx:1.29\n",
      good: "services:\n  web:\n    image: nginx:1.29\n",
    },
  ],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/configuration.md"],
  since: "0.4.0",
  fix: "safe",
  patterns: [],
  readsTemplates: true,
  // The engine reports it, after every other rule has run: only then is it known which comments were needed.
  check() {},
});
