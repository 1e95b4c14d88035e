import { findTrigger, triggersDate } from "../../knowledge/triggers.ts";
import { dialectOf } from "../../languages/workflow/detect.ts";
import type { Trigger } from "../../languages/workflow/model.ts";
import { fixesOf, removeKey } from "../../pipeline/edit.ts";
import { didYouMean, fromTable, isPlainText, rewordFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/invalid-activity-type",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An event has an activity type that it does not know.",
  why: `
\`types\` narrows an event down to some of what can happen: \`pull_request\` knows \`opened\`, \`synchronize\` and many more, \`release\` knows \`published\`. GitHub refuses a type that the event does not know, and \`types\` altogether for events without any, such as \`push\`. A pull request that is merged is \`closed\`; \`github.event.pull_request.merged\` tells the two apart.`,
  examples: [
    {
      title: "A type of another event",
      bad: "on:\n  pull_request:\n    types: [opened, synchronized]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on:\n  pull_request:\n    types: [opened, synchronize]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:events"],
  judges: "part",
  check(file, { report, today }) {
    if (dialectOf(file.source.path) !== "github") return;
    for (const trigger of file.triggers) {
      const known = findTrigger(trigger.event);
      const entry = trigger.config?.entry("types");
      if (!known || !entry || known.hasOpenTypes) continue;
      if (known.types.length === 0) {
        report({
          span: entry.keySpan,
          message: `\`${trigger.event}\` has no activity types, and GitHub refuses the workflow. Remove \`types\`.`,
          fixes: fixesOf("Remove `types`", "unsafe", file, removeKey(file, entry)),
          ...fromTable(triggersDate, today, undefined),
        });
        continue;
      }
      for (const type of trigger.types ?? []) {
        if (!isPlainText(type) || type.text === "" || known.types.includes(type.text)) continue;
        const meant = meantBy(type.text, known.types, trigger);
        report({
          span: type.span,
          message: `\`${trigger.event}\` has no activity type \`${type.text}\`, and GitHub refuses the workflow.${didYouMean(meant, listOf(known.types))}`,
          fixes: rewordFix(file, type, meant, "unsafe"),
          ...fromTable(
            triggersDate,
            today,
            meant === undefined && /[^a-z_]/.test(type.text) === false && isMaybeNew(type.text) ? "warning" : undefined,
          ),
        });
      }
    }
  },
});

/** What GitHub may have added since: any word but those that are known to be wrong. */
function isMaybeNew(type: string): boolean {
  return type !== "merged";
}

function meantBy(text: string, types: readonly string[], trigger: Trigger): string | undefined {
  if (text === "merged" && types.includes("closed")) return trigger.types?.some((type) => type.text === "closed") ? undefined : "closed";
  return nearest(
    text,
    types.filter((type) => !trigger.types?.some((other) => other.text === type)),
  );
}

function listOf(types: readonly string[]): string {
  return types.length > 6 ? "" : ` It has ${types.map((type) => `\`${type}\``).join(", ")}.`;
}
