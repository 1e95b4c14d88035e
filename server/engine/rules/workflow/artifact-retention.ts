import { fixesOf, setInput } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";

const file = (more: string) =>
  `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n      - uses: actions/upload-artifact@v7\n        with:\n          name: dist\n          path: dist\n${more}`;

export default defineRule({
  id: "workflow/artifact-retention",
  language: "workflow",
  alsoChecks: ["action"],
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "An artifact is kept as long as the repository's setting says.",
  why: `
Artifacts are kept for 90 days unless the repository says otherwise, and count against its storage. What only carries files from job to job is of no use after a day.`,
  examples: [{ title: "Two weeks", bad: file(""), good: file("          retention-days: 14\n") }],
  links: ["https://github.com/actions/upload-artifact#retention-period"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    for (const step of file.steps) {
      if (step.uses?.action !== "actions/upload-artifact" || step.input("retention-days")) continue;
      report({
        span: step.uses.span,
        message:
          "This artifact is kept for as long as the repository's setting says, 90 days by default. Say with `retention-days` how long it is of use.",
        fixes: fixesOf("Set `retention-days: 14`", "unsafe", file, setInput(step, "retention-days", 14)),
      });
    }
  },
});
