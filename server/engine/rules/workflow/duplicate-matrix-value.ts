import { removeItemFix } from "../../pipeline/report.ts";
import { sameValue } from "../../pipeline/same-value.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/duplicate-matrix-value",
  language: "workflow",
  category: "performance",
  severity: "warning",
  preset: "recommended",
  summary: "A matrix has the same value twice.",
  why: `
Each value of a matrix makes a job of its own: one that stands there twice makes the same job twice, with the same name. Most often another value was meant, and what should be tested is not.`,
  examples: [
    {
      title: "A version that was copied",
      bad: "on: push\njobs:\n  test:\n    strategy:\n      matrix:\n        node: [22, 24, 24]\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on: push\njobs:\n  test:\n    strategy:\n      matrix:\n        node: [22, 24]\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:matrix"],
  judges: "part",
  check(file, { report }) {
    const seen = new Set<number>();
    for (const job of file.jobs) {
      for (const { name, entry } of job.strategy?.rows ?? []) {
        const list = entry.value;
        // Long lists are made by programs.
        if (list?.kind !== "sequence" || list.items.length > 256) continue;
        for (const [index, { value, span }] of list.items.entries()) {
          if (!value || seen.has(span.start)) continue;
          if (!list.items.slice(0, index).some((other) => other.value && sameValue(other.value, value) === true)) continue;
          seen.add(span.start);
          const shown = value.kind === "scalar" ? `\`${value.text}\`` : "This value";
          report({
            span: value.kind === "scalar" ? (value.alias ?? value.span) : { start: span.start, end: span.start + 1 },
            message: `${shown} is in \`${name}\` already, so the same job runs twice. Remove it, or write the value that was meant.`,
            fixes: removeItemFix(file, list, index, "Remove it", "unsafe"),
          });
        }
      }
    }
  },
});
