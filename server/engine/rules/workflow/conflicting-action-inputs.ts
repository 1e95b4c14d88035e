import { inputProblemsOf } from "../../pipeline/action-inputs.ts";
import { fixesOf, removeInput } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/conflicting-action-inputs",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reliability",
  severity: "warning",
  preset: "strict",
  summary: "A step gives two inputs of which its action takes one.",
  why: `
Of two inputs for the same thing the action takes one and passes over the other, or fails. A version written twice goes apart sooner or later; keep the one in the file that others read as well.`,
  examples: [
    {
      title: "The version from the project's file alone",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-node@v7\n        with:\n          node-version: 24\n          node-version-file: .nvmrc\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-node@v7\n        with:\n          node-version-file: .nvmrc\n",
    },
  ],
  links: ["https://github.com/actions/setup-node#usage"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    for (const step of file.steps) {
      const problems = inputProblemsOf(step);
      for (const { given, other } of problems?.conflicts ?? []) {
        // What an expression gives may be empty in the runs that have the other.
        if (given.value?.literal === undefined || other.value?.literal === undefined) continue;
        const isFile = given.name.endsWith("-file");
        const fixes = [isFile ? other : given, isFile ? given : other].flatMap(({ name }) =>
          fixesOf(`Remove \`${name}\``, "unsafe", file, removeInput(step, name)),
        );
        report({
          span: given.keySpan,
          message: `\`${problems?.used.action.name}\` takes either \`${other.name}\` or \`${given.name}\`, and passes over the other or fails. Keep one.`,
          fixes,
        });
      }
    }
  },
});
