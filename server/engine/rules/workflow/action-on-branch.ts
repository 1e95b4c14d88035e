import { findAction, refToWrite } from "../../knowledge/actions.ts";
import { isBranchName, isFirstParty, isOwn, ownerOf, refFixes, usesIn } from "../../pipeline/action-refs.ts";
import { defineRule } from "../../rule.ts";

/** Actions whose branches are the way to use them. */
const byBranch: ReadonlySet<string> = new Set(["dtolnay/rust-toolchain", "dtolnay/install", "taiki-e/install-action"]);

export default defineRule({
  id: "workflow/action-on-branch",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "An action of others is used as its branch stands.",
  why: `
\`@main\` and \`@master\` take whatever was pushed there last: work in progress, and code that nobody has released, with the secrets of the job. What passes today can fail tomorrow. Write a version, better the hash of a commit.

Silent for actions of GitHub and of the repository's own owner, whose branches are a choice, and for the few that are made to be used by branch.`,
  examples: [
    {
      title: "A release in place of a branch",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: docker/setup-buildx-action@master\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: docker/setup-buildx-action@v4\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["zizmor:unpinned-uses"],
  uncovers: ["workflow/unpinned-action"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const { uses, step } of usesIn(file)) {
      if (uses.kind !== "repository" || !uses.refSpan || !isBranchName(uses.ref ?? "") || byBranch.has(uses.action ?? "")) continue;
      if (isFirstParty(uses) || isOwn(uses, file, workspace)) continue;
      // Workflows are called from the same organisation, mostly: where the owner is not known, they are taken to be its own.
      if (!step && ownerOf(file, workspace) === undefined) continue;
      const known = step && uses.action !== undefined ? findAction(uses.action) : undefined;
      report({
        span: uses.refSpan,
        message: `\`${uses.ref}\` is a branch: every push to it runs here at once, with this job's secrets. Use a version, or the hash of a commit.`,
        fixes: refFixes(file, uses, known && !known.isArchived ? refToWrite(known) : undefined),
      });
    }
  },
});
