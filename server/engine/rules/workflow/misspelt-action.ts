import { nearestAction } from "../../knowledge/actions.ts";
import { isOwn, nameSpan, usesIn } from "../../pipeline/action-refs.ts";
import { writeFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/misspelt-action",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "An action whose name is one letter off a well-known one.",
  why: `
A slip of one letter (\`action/checkout\`) names another repository. Such names are registered to catch slips: what stands there runs with the job's token and secrets. Where the other action is meant, say so by a comment that ignores this rule.`,
  examples: [
    {
      title: "A letter that was left out",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: action/checkout@v7\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["zizmor:typosquat-uses"],
  uncovers: [
    "workflow/stored-checkout-credentials",
    "workflow/unpinned-action",
    "workflow/action-behind",
    "workflow/outdated-action-runtime",
    "workflow/unknown-action-input",
    "workflow/missing-action-input",
    "workflow/missing-tool-version",
    "workflow/missing-dependency-cache",
    "workflow/dropped-contents-permission",
  ],
  judges: "part",
  check(file, { workspace, report }) {
    for (const { uses } of usesIn(file)) {
      if (uses.kind !== "repository" || uses.action === undefined || isOwn(uses, file, workspace)) continue;
      const meant = nearestAction(uses.action);
      if (meant === undefined) continue;
      const span = nameSpan(uses);
      const written = `${uses.owner}/${uses.repository}`;
      const isEditable = !uses.text.node.alias && file.source.slice(span) === written;
      report({
        span,
        message: `\`${written}\` is one letter off \`${meant}\`: names like this are registered to catch slips, and what stands there gets this job's secrets. Write \`${meant}\`.`,
        fixes: isEditable ? writeFix(file, span, meant, "unsafe") : [],
      });
    }
  },
});
