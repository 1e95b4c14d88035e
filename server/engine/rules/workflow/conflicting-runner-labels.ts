import { findRunner, osOfLabels } from "../../knowledge/runners.ts";
import { isPlainText } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/conflicting-runner-labels",
  language: "workflow",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "The labels of a job fit no runner at once.",
  why: `
A list in \`runs-on\` asks for one runner that has all of its labels, not for one of several. No runner is Linux and Windows at once, nor two of GitHub's images, so the job waits for a day and then fails. To run on several systems, give them to a matrix.`,
  examples: [
    {
      title: "Two systems in one list",
      bad: "on: push\njobs:\n  test:\n    runs-on: [ubuntu-latest, windows-latest]\n    steps:\n      - run: make test\n",
      good: "on: push\njobs:\n  test:\n    strategy:\n      matrix:\n        os: [ubuntu-latest, windows-latest]\n    runs-on: ${{ matrix.os }}\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#choosing-github-hosted-runners"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["actionlint:runner-label"],
  judges: "part",
  check(file, { report }) {
    for (const { runsOn } of file.jobs) {
      const labels = (runsOn?.labels ?? []).filter(isPlainText);
      const others = labels.slice(1);
      for (const [index, label] of others.entries()) {
        const before = labels.slice(0, index + 1);
        const rival =
          before.find(
            ({ text }) =>
              osOfLabels([text]) !== undefined && osOfLabels([label.text]) !== undefined && osOfLabels([text, label.text]) === undefined,
          ) ??
          (findRunner(label.text)
            ? before.find(({ text }) => findRunner(text) && text.toLowerCase() !== label.text.toLowerCase())
            : undefined);
        if (!rival || label.node.alias) continue;
        report({
          span: label.span,
          message: `No runner has the labels \`${rival.text}\` and \`${label.text}\` at once, so the job would never run. Name one, or use a matrix for both.`,
        });
        break;
      }
    }
  },
});
