import { usesIn } from "../../pipeline/action-refs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/short-commit-ref",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "An action is used by a shortened hash.",
  why: `
GitHub takes no shortened hashes in \`uses\`: the run fails before its first step. Write all 40 digits, and the version behind it as a comment.`,
  examples: [
    {
      title: "All of the hash",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@3d3c42e\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1\n",
    },
  ],
  links: ["https://github.blog/changelog/2021-01-21-github-actions-short-sha-deprecation/"],
  since: "0.2.0",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    for (const { uses } of usesIn(file)) {
      if (uses.kind !== "repository" || uses.refKind !== "short-sha" || !uses.refSpan) continue;
      report({
        span: uses.refSpan,
        message: `\`${uses.ref}\` is a shortened hash, which GitHub does not take: the run fails before its first step. Write all 40 digits.`,
      });
    }
  },
});
