import { actionsDate } from "../../knowledge/actions.ts";
import { fixesOf, renameKey } from "../../pipeline/edit.ts";
import { didYouMean, fromTable } from "../../pipeline/report.ts";
import { stepInputs } from "../../pipeline/step-inputs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unknown-action-input",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "warning",
  preset: "recommended",
  summary: "A step gives its action an input that the action does not have.",
  why: `
An input that an action does not have does nothing: GitHub only warns in the log, and the action goes on with its default. Inputs come and go with major versions.

Actions of this repository are read; of others a table comes along with this tool. Actions that it does not know, or knows in part, and versions that are newer than the table are never judged; a commit is known by the version in the comment behind it.`,
  examples: [
    {
      title: "A slip in a name",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n        with:\n          fetch-dept: 0\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n        with:\n          fetch-depth: 0\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepswith"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:action"],
  judges: "part",
  check(file, { today, workspace, report }) {
    for (const step of file.steps) {
      const inputs = stepInputs(step, workspace);
      for (const { given, suggestion } of inputs?.unknown ?? []) {
        if (!inputs) break;
        const meant = suggestion !== undefined && step.input(suggestion) === undefined ? suggestion : undefined;
        const version = inputs.version === undefined ? "" : ` in version ${inputs.version}`;
        report({
          span: given.keySpan,
          message: `\`${inputs.action}\` has no input \`${given.name}\`${version}, so this does nothing.${didYouMean(meant, " Take it out, or look up its name.")}`,
          ...(!inputs.isLocal && fromTable(actionsDate, today, undefined)),
          fixes: meant === undefined ? [] : fixesOf(`Write \`${meant}\``, "unsafe", file, renameKey(file, given.entry, meant)),
        });
      }
    }
  },
});
