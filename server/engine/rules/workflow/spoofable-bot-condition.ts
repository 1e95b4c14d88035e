import { type Comparison, comparisonsOf } from "../../pipeline/condition.ts";
import { fixesOf } from "../../pipeline/edit.ts";
import { conditionsOf } from "../../pipeline/expression-edit.ts";
import { mayReach } from "../../pipeline/simulate.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "workflow/spoofable-bot-condition",
  language: "workflow",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A condition takes whoever acted last for the author of a pull request.",
  why: `
\`github.actor\` is who caused this run, not whose change it is. A stranger opens a pull request, gets a bot to push to it or to update it, and the run, which has the secrets of the repository, sees the bot as its actor.

Ask for the author of the pull request: \`github.event.pull_request.user.login\`. Conditions that keep a bot out (\`!=\`) are fine.`,
  examples: [
    {
      title: "Merging the updates of a bot",
      bad: "on: pull_request_target\njobs:\n  merge:\n    if: github.actor == 'dependabot[bot]'\n    runs-on: ubuntu-latest\n    steps:\n      - run: gh pr merge --auto\n",
      good: "on: pull_request_target\njobs:\n  merge:\n    if: github.event.pull_request.user.login == 'dependabot[bot]'\n    runs-on: ubuntu-latest\n    steps:\n      - run: gh pr merge --auto\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/security/secure-use"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["zizmor:bot-conditions"],
  judges: "connected",
  check(file, { report, workspace }) {
    if (!file.trigger("pull_request_target") && !file.trigger("workflow_run")) return;
    const isPullRequest = file.triggers.every(({ event }) => event.startsWith("pull_request"));
    for (const { condition, target } of conditionsOf(file)) {
      const comparisons = comparisonsOf(condition);
      if (comparisons.some((one) => isAuthor.test(one.path) && lets(one))) continue;
      const job = "list" in target ? target.job : target;
      if (
        !job ||
        (mayReach(job, "pull-request-target-fork", workspace) === "never" && mayReach(job, "workflow-run-fork", workspace) === "never")
      )
        continue;
      for (const comparison of comparisons) {
        if (!isActor.test(comparison.path) || !lets(comparison)) continue;
        const author = "github.event.pull_request.user.login";
        report({
          span: comparison.pathSpan,
          message: `\`${comparison.path}\` is who acted last, which a stranger can make a bot do on their own pull request. Compare \`${author}\`, the author.`,
          fixes: isPullRequest
            ? fixesOf("Compare the author of the pull request", "unsafe", file, [replace(comparison.pathSpan, author)])
            : [],
        });
      }
    }
  },
});

const isActor = /^github\.(?:actor|triggering_actor|event\.sender\.login)$/;
const isAuthor = /^github\.event\.pull_request\.user\.(?:login|id|type)$/;

/** Whether the bot gets through, rather than being kept out. */
function lets({ operator, isNegated, literal, path }: Comparison): boolean {
  if ((operator === "!=") !== isNegated) return false;
  return path.endsWith("user.id") || path.endsWith("user.type") || (typeof literal === "string" && /\[bot\]$/.test(literal));
}
