import { allTriggers, findTrigger, triggersDate } from "../../knowledge/triggers.ts";
import { dialectOf } from "../../languages/workflow/detect.ts";
import { fixesOf, removeKey } from "../../pipeline/edit.ts";
import { fromTable } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unavailable-filter",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An event has a filter that it does not take.",
  why: `
\`branches\`, \`tags\`, \`paths\` and the like narrow a few events down, not all: \`push\` takes all of them, \`pull_request\` no tags, \`workflow_run\` branches alone, \`release\` none. GitHub refuses the workflow otherwise. What a filter cannot do, an \`if\` on the jobs can: \`if: github.event.release.target_commitish == 'main'\`.`,
  examples: [
    {
      title: "Branches of a release",
      bad: "on:\n  release:\n    types: [published]\n    branches: [main]\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make publish\n",
      good: "on:\n  release:\n    types: [published]\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make publish\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  alsoKnownAs: ["actionlint:events"],
  judges: "part",
  check(file, { report, today }) {
    if (dialectOf(file.source.path) !== "github") return;
    for (const { event, config } of file.triggers) {
      const known = findTrigger(event);
      if (!known) continue;
      for (const entry of config?.entries ?? []) {
        if (!filters.has(entry.key) || known.filters.includes(entry.key)) continue;
        const own = known.filters.filter((filter) => filters.has(filter)).map((filter) => `\`${filter}\``);
        const advice = own.length === 0 ? "Use an `if` on the jobs" : `It takes ${own.join(", ")}; use an \`if\` on the jobs for others`;
        report({
          span: entry.keySpan,
          message: `\`${event}\` does not take \`${entry.key}\`, and GitHub refuses the workflow. ${advice}.`,
          fixes: fixesOf(`Remove \`${entry.key}\``, "unsafe", file, removeKey(file, entry)),
          ...fromTable(triggersDate, today, undefined),
        });
      }
    }
  },
});

/** The filters of any event; other keys are judged by the schema. */
const filters: ReadonlySet<string> = new Set(allTriggers().flatMap((trigger) => trigger.filters));
