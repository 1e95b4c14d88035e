import type { Strategy } from "../../languages/workflow/model.ts";
import type { YamlMap } from "../../languages/yaml/model.ts";
import { didYouMean } from "../../pipeline/report.ts";
import { contains } from "../../pipeline/same-value.ts";
import { defineRule, type Problem } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/matrix-exclude-mismatch",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "An exclude of a matrix names what the matrix does not have.",
  why: `
\`exclude\` takes out combinations whose values all match. One that names a property or value that the matrix does not have takes nothing out: most often the matrix was changed and the exclude was forgotten. Where expressions give the values, nothing is told.`,
  examples: [
    {
      title: "A version that is gone",
      bad: "on: push\njobs:\n  test:\n    strategy:\n      matrix:\n        os: [ubuntu-latest, windows-latest]\n        node: [22, 24]\n        exclude:\n          - os: windows-latest\n            node: 20\n    runs-on: ${{ matrix.os }}\n    steps:\n      - run: make test\n",
      good: "on: push\njobs:\n  test:\n    strategy:\n      matrix:\n        os: [ubuntu-latest, windows-latest]\n        node: [22, 24]\n        exclude:\n          - os: windows-latest\n            node: 22\n    runs-on: ${{ matrix.os }}\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrixexclude"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["actionlint:matrix"],
  judges: "part",
  check(file, { report }) {
    const seen = new Set<number>();
    for (const { strategy } of file.jobs) {
      const { exclude } = strategy ?? {};
      if (!strategy || exclude?.kind !== "sequence" || exclude.alias || strategy.rows.some(({ name }) => /\{\{/.test(name))) continue;
      const matrix = strategy.matrixEntry?.value;
      if (matrix?.kind !== "map" || matrix.entry("<<")) continue;
      for (const { value } of exclude.items) {
        if (value?.kind !== "map" || value.entry("<<")) continue;
        const problem = mismatch(value, strategy);
        if (!problem || seen.has(problem.span.start)) continue;
        seen.add(problem.span.start);
        report(problem);
      }
    }
  },
});

/** The first key that matches nothing: one is enough for the whole to take nothing out. */
function mismatch(item: YamlMap, { rows }: Strategy): Problem | undefined {
  for (const { key, keySpan, value } of item.entries) {
    if (key === "" || /\{\{/.test(key)) return undefined;
    const row = rows.find(({ name }) => name.toLowerCase() === key.toLowerCase());
    if (!row) {
      const meant = nearest(
        key,
        rows.map(({ name }) => name),
      );
      return {
        span: keySpan,
        message: `The matrix has no \`${key}\`, so this takes nothing out.${didYouMean(meant, " Remove it, or name a property of the matrix.")}`,
      };
    }
    // More than 256 jobs GitHub does not make of a matrix.
    if (!row.values || !value || row.values.length === 0 || row.values.length > 256) continue;
    if (row.values.some((one) => contains(one, value) !== false)) continue;
    const span = value.kind === "scalar" ? value.span : keySpan;
    const shown = value.kind === "scalar" ? `\`${value.text}\`` : "this value";
    return {
      span,
      message: `The matrix never has ${shown} for \`${row.name}\`, so this takes nothing out. Remove it, or name a value of the matrix.`,
    };
  }
  return undefined;
}
