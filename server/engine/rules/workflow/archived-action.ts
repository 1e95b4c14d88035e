import { actionsDate, findAction } from "../../knowledge/actions.ts";
import { nameSpan, usesIn } from "../../pipeline/action-refs.ts";
import { fromTable } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/archived-action",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "An action that nobody maintains any more.",
  why: `
The repository of the action is archived: faults and holes stay as they are, and it goes on running on a Node.js that GitHub takes away sooner or later. Move to the one that took its place, or to a command.

The list comes along with this tool; it holds well-known actions alone.`,
  examples: [
    {
      title: "The action that took its place",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-ruby@v1\n        with:\n          ruby-version: 3.4\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ruby/setup-ruby@v1\n        with:\n          ruby-version: 3.4\n",
    },
  ],
  links: ["https://docs.github.com/en/repositories/archiving-a-github-repository/archiving-repositories"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["zizmor:archived-uses"],
  uncovers: ["workflow/outdated-action-runtime"],
  judges: "part",
  check(file, { today, report }) {
    for (const { uses } of usesIn(file)) {
      const known = uses.kind === "repository" && uses.action !== undefined ? findAction(uses.action) : undefined;
      if (!known?.isArchived) continue;
      const name = `${uses.owner}/${uses.repository}`;
      const advice = known.preferredReplacement
        ? `Use \`${known.preferredReplacement}\` in its place.`
        : "Replace it with a command, or with an action that is maintained.";
      report({
        span: nameSpan(uses),
        message: `\`${name}\` is archived: nobody mends its faults and holes any more. ${advice}`,
        tags: ["deprecated"],
        // That it is archived stays true; what an old table says of a replacement may not.
        ...fromTable(actionsDate, today, undefined),
      });
    }
  },
});
