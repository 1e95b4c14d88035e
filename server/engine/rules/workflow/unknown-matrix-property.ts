import { unknownName } from "../../pipeline/expression-context.ts";
import { hasFallback, readableExpressions, renameFix, spanIn } from "../../pipeline/expression-edit.ts";
import { didYouMean } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/unknown-matrix-property",
  language: "workflow",
  category: "syntax",
  severity: "warning",
  preset: "recommended",
  summary: "An expression asks for a property that the matrix does not have.",
  why: `
What no row of the matrix and no item of \`include\` has is empty, and no error tells: a tool is installed in its default version, so that all jobs of the matrix test the same.

A matrix that an expression gives, wholly or in part, may have any property; nor is a property reported that stands before \`||\`, or deeper in an entry where none is close to it.`,
  examples: [
    {
      title: "Another name than in the matrix",
      bad: "on: push\njobs:\n  test:\n    strategy:\n      matrix:\n        node: [22, 24]\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-node@v6\n        with:\n          node-version: ${{ matrix.nodes }}\n",
      good: "on: push\njobs:\n  test:\n    strategy:\n      matrix:\n        node: [22, 24]\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-node@v6\n        with:\n          node-version: ${{ matrix.node }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#matrix-context"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  judges: "connected",
  check(file, { report, workspace }) {
    for (const { place, site } of readableExpressions(file)) {
      if (!site.job || site.available?.contexts.has("matrix") === false) continue;
      for (const access of place.expression.accesses) {
        if (access.name !== "matrix") continue;
        const found = unknownName(site, access, workspace);
        if (!found || found.scalar !== undefined) continue;
        const { path, name, segment, names } = found;
        const meant = nearest(
          name,
          names.names.map((one) => one.name),
        );
        // A property of some entries alone may be left out of all of them; and who says what holds without it, knows.
        if (meant === undefined && (path.length > 1 || hasFallback(place.expression, access))) continue;
        const problem = site.job.strategy?.matrixEntry
          ? `\`${path.join(".")}\` never has \`${name}\`, so this is always empty.${didYouMean(meant)}`
          : `The job has no matrix, so \`matrix.${name}\` is always empty.`;
        report({ span: spanIn(place.expression, segment.span), message: problem, fixes: renameFix(file, place, segment, meant) });
      }
    }
  },
});
