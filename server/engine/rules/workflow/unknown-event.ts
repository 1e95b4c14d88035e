import { findTrigger, nearestTrigger, triggersDate } from "../../knowledge/triggers.ts";
import { dialectOf } from "../../languages/workflow/detect.ts";
import { fixesOf, renameKey } from "../../pipeline/edit.ts";
import { didYouMean, fromTable, writeFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unknown-event",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A workflow is started by an event that there is not.",
  why: `
GitHub refuses a workflow with an event that it does not know, and so it never runs. Names of events are written in lower case with underscores: \`pull_request\`, \`workflow_dispatch\`.

New events come now and then: one that is near no known name is told as a warning.`,
  examples: [
    {
      title: "A misspelt event",
      bad: "on: pull-request\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on: pull_request\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  uncovers: [
    "workflow/uncancelled-pull-request-runs",
    "workflow/wrong-type",
    "workflow/empty-section",
    "workflow/unavailable-filter",
    "workflow/invalid-activity-type",
    "workflow/unknown-key",
  ],
  alsoKnownAs: ["actionlint:events"],
  judges: "part",
  check(file, { report, today }) {
    for (const { event, span, entry } of file.triggers) {
      if (event === "" || /[${}]/.test(event) || findTrigger(event)) continue;
      const meant = nearestTrigger(event);
      // Other forges have events of their own.
      if (meant === undefined && dialectOf(file.source.path) !== "github") continue;
      const isTaken = meant !== undefined && file.trigger(meant) !== undefined;
      const fixes =
        meant === undefined || isTaken
          ? []
          : entry
            ? fixesOf(`Rename to \`${meant}\``, "unsafe", file, renameKey(file, entry, meant))
            : writeFix(file, span, meant, "unsafe");
      report({
        span,
        message: `There is no event \`${event}\`, and GitHub refuses the workflow.${didYouMean(meant, " Name one that there is, or remove it.")}`,
        fixes,
        ...fromTable(triggersDate, today, meant === undefined ? "warning" : undefined),
      });
    }
  },
});
