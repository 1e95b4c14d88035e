import { actionsDate } from "../../knowledge/actions.ts";
import { fixesOf, renameKey } from "../../pipeline/edit.ts";
import { fromTable } from "../../pipeline/report.ts";
import { stepInputs } from "../../pipeline/step-inputs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/deprecated-action-input",
  language: "workflow",
  alsoChecks: ["action"],
  category: "operability",
  severity: "info",
  preset: "strict",
  summary: "A step uses an input that its action is about to drop.",
  why: `
The makers of the action have marked the input as deprecated: every run warns of it, and the next major version may go without. Use the input that took its place, where one is named.`,
  examples: [
    {
      title: "The input that took its place",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/create-github-app-token@v3\n        with:\n          app-id: ${{ vars.APP_ID }}\n          private-key: ${{ secrets.APP_KEY }}\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/create-github-app-token@v3\n        with:\n          client-id: ${{ vars.APP_ID }}\n          private-key: ${{ secrets.APP_KEY }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputsinput_iddeprecationmessage"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:action"],
  judges: "part",
  check(file, { today, workspace, report }) {
    for (const step of file.steps) {
      const inputs = stepInputs(step, workspace);
      for (const { given, replacement, advice } of inputs?.deprecated ?? []) {
        if (!inputs) break;
        const isFree = replacement !== undefined && step.input(replacement) === undefined;
        const reason = advice ? ` It says: ${advice.replace(/[.\s]+$/, "")}.` : "";
        report({
          span: given.keySpan,
          message: `\`${inputs.action}\` is about to drop its input \`${given.name}\`.${replacement ? ` Use \`${replacement}\`.` : reason || " Take it out."}`,
          tags: ["deprecated"],
          ...(!inputs.isLocal && fromTable(actionsDate, today, undefined)),
          fixes: isFree ? fixesOf(`Write \`${replacement}\``, "unsafe", file, renameKey(file, given.entry, replacement)) : [],
        });
      }
    }
  },
});
