import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "action/unused-suppression",
  language: "action",
  category: "operability",
  severity: "hint",
  preset: "recommended",
  summary: "A `deployment-patterns-ignore` comment silences nothing.",
  why: `A comment that silences nothing is left over from a finding that is gone, or misspells a rule. The first hides the next finding of that rule from everybody; the second does not do what its author thinks.

Remove it, or correct the name. Comments of other tools are not judged, nor are comments for rules that are off.`,
  examples: [
    {
      title: "The finding is gone, the comment has stayed",
      bad: "name: Set up\ndescription: Installs what the tests need.\nruns:\n  using: composite\n  steps:\n    # deployment-patterns-ignore workflow/unknown-key -- the preview knows it\n    - run: npm ci\n      shell: bash\n",
      good: "name: Set up\ndescription: Installs what the tests need.\nruns:\n  using: composite\n  steps:\n    - run: npm ci\n      shell: bash\n",
    },
  ],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/configuration.md"],
  since: "0.2.0",
  fix: "safe",
  patterns: [],
  readsTemplates: true,
  // The engine reports it, after every other rule has run: only then is it known which comments were needed.
  check() {},
});
