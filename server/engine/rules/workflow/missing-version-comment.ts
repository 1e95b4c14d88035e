import { usesIn } from "../../pipeline/action-refs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/missing-version-comment",
  language: "workflow",
  alsoChecks: ["action"],
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "A commit of an action without the version that it is.",
  why: `
A hash tells nobody how old an action is or what it can do. With the version as a comment (\`# v4.2.0\`) readers see it, Dependabot and Renovate keep both up to date, and this tool can check the inputs. Silent where any comment stands on the line.`,
  examples: [
    {
      title: "The version beside the hash",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1\n",
    },
  ],
  links: ["https://docs.zizmor.sh/audits/#ref-version-mismatch"],
  since: "0.2.0",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    const { source, comments } = file;
    const commented = new Set(comments.map(({ span }) => source.lineOf(span.start)));
    for (const { uses } of usesIn(file)) {
      if (uses.refKind !== "sha" || !uses.refSpan || commented.has(source.lineOf(uses.refSpan.start))) continue;
      report({
        span: uses.refSpan,
        message: "Nothing tells which version this commit is. Write it behind the hash as a comment: `# v1.2.3`.",
      });
    }
  },
});
