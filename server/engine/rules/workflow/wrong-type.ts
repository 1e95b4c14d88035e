import type { StepsFile } from "../../languages/workflow/model.ts";
import { reportSchema, writeFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/wrong-type",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A value is of the wrong kind: text for a number, a list for a mapping.",
  why: `
GitHub refuses a value of another kind than the key takes: \`"10"\` in quotes is text and no number, \`yes\` is text and no switch. Where a number, a switch, a list or a mapping is expected, an expression has to be the whole value, as text around it makes text of it.`,
  examples: [
    {
      title: "A number in quotes",
      bad: 'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    timeout-minutes: "10"\n    steps:\n      - run: make test\n',
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    timeout-minutes: 10\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax"],
  since: "0.2.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["actionlint:syntax-check"],
  judges: "part",
  check(file: StepsFile, { report }) {
    reportSchema(file, "wrong-type", report, ({ span, suggestion }) => writeFix(file, span, suggestion, "safe"));
  },
});
