import { actionsDate } from "../../knowledge/actions.ts";
import type { Step } from "../../languages/workflow/model.ts";
import { placeholder } from "../../languages/yaml/patch.ts";
import { allOf, type Edits, fixesOf, insertStepKey, setInput, setValue } from "../../pipeline/edit.ts";
import { fromTable, namesOf } from "../../pipeline/report.ts";
import { stepInputs } from "../../pipeline/step-inputs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/missing-action-input",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A step does not give its action an input that it must have.",
  why: `
The input is required and has no default. GitHub itself does not look: the step runs and the action fails, or, in an action of this repository, goes on with an empty text (a warning here).

Actions, and versions of them, that this tool does not know are never judged, nor are branches and bare commits.`,
  examples: [
    {
      title: "A cache without a key",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/cache@v6\n        with:\n          path: target\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/cache@v6\n        with:\n          path: target\n          key: <key>\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputsinput_idrequired"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:action"],
  judges: "part",
  check(file, { today, workspace, report }) {
    for (const step of file.steps) {
      const inputs = stepInputs(step, workspace);
      if (!step.uses || !inputs || inputs.missing.length === 0) continue;
      const names = namesOf(inputs.missing);
      const many = inputs.missing.length > 1;
      report({
        span: step.uses.span,
        message: `\`${inputs.action}\` must be given the input${many ? "s" : ""} ${names}, which ${many ? "have" : "has"} no default. Add ${many ? "them" : "it"} below \`with\`.`,
        ...(inputs.isLocal ? { severity: "warning" as const } : fromTable(actionsDate, today, undefined)),
        fixes: fixesOf(`Add ${names}`, "unsafe", file, added(step, inputs.missing)),
      });
    }
  },
});

function added(step: Step, names: readonly string[]): Edits {
  const entry = step.withEntry;
  const values = Object.fromEntries(names.map((name) => [name, placeholder(`<${name}>`)]));
  if (!entry) return insertStepKey(step, "with", values);
  if (entry.value?.kind !== "map") return entry.value === undefined ? setValue(step.file, entry, values) : undefined;
  return entry.value.alias ? undefined : allOf(...names.map((name) => setInput(step, name, placeholder(`<${name}>`))));
}
