import { fixesOf, setInput } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";

const file = (more: string) =>
  `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n      - uses: actions/upload-artifact@v7\n        with:\n          name: dist\n          path: dist\n${more}`;

export default defineRule({
  id: "workflow/artifact-files-policy",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reliability",
  severity: "hint",
  preset: "optional",
  summary: "A step that finds nothing to upload succeeds.",
  why: `
Where \`path\` matches nothing, \`actions/upload-artifact\` warns and goes on; the job that wants the artifact fails later, far from the cause. \`if-no-files-found: error\` fails at once. \`ignore\` says that there may be none.`,
  examples: [{ title: "Fail at once", bad: file(""), good: file("          if-no-files-found: error\n") }],
  links: ["https://github.com/actions/upload-artifact#inputs"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    for (const step of file.steps) {
      if (step.uses?.action !== "actions/upload-artifact" || step.input("if-no-files-found")) continue;
      report({
        span: step.uses.span,
        message:
          "Where there is nothing to upload, this step only warns, and whoever wants the artifact fails later. Set `if-no-files-found: error`.",
        fixes: fixesOf("Set `if-no-files-found: error`", "unsafe", file, setInput(step, "if-no-files-found", "error")),
      });
    }
  },
});
