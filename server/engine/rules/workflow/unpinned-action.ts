import * as z from "zod/mini";
import { nearestAction } from "../../knowledge/actions.ts";
import { commitFixes, isBranchName, isFirstParty, isOwn, matchesAction, usesIn } from "../../pipeline/action-refs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unpinned-action",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "An action of others is used by a tag, which can be moved.",
  why: `
Whoever can write to an action's repository can move its tags, and the next run of every workflow that names them runs other code, with the job's secrets. This has happened (\`tj-actions/changed-files\` in 2025). The hash of a commit cannot be moved; write the version behind it as a comment, which tools for updates keep up to date. The fix does so for the newest version of well-known actions, where the file names that version or its major.

GitHub's own actions and those of the repository's owner are hints. The option \`policies\` says what is asked of whom, the first that matches counts: \`{"actions/*": "any", "my-org/*": "any", "*": "sha"}\`; \`tag\` allows versions but no branches. Usual names of branches are the matter of \`workflow/action-on-branch\`.`,
  examples: [
    {
      title: "An action by the hash of its commit",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: docker/setup-buildx-action@v4\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: docker/setup-buildx-action@37fe631027851001ddb9b187196cc803df7f5f0e # v4.3.0\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions"],
  since: "0.2.0",
  fix: "unsafe",
  uncovers: ["workflow/untracked-action-updates"],
  patterns: [],
  alsoKnownAs: ["zizmor:unpinned-uses", "scorecard:Pinned-Dependencies", "ghalint:action_ref_should_be_full_length_commit_sha"],
  options: z.strictObject({
    policies: z
      ._default(z.record(z.string(), z.enum(["sha", "tag", "any"])), {})
      .check(z.describe("What a ref must be, by patterns of `owner/repository`: the hash of a commit, a tag, or anything.")),
  }),
  judges: "part",
  check(file, { options, workspace, report }) {
    const policies = Object.entries(options.policies);
    for (const { uses } of usesIn(file)) {
      if (uses.kind !== "repository" || !uses.refSpan || uses.refKind === "sha" || uses.refKind === "short-sha") continue;
      // Its provenance can only be checked where it is used by a tag. Source: its own documentation.
      if (uses.action?.startsWith("slsa-framework/slsa-github-generator/")) continue;
      // `workflow/misspelt-action` tells of these.
      if (uses.action !== undefined && nearestAction(uses.action) !== undefined && !isOwn(uses, file, workspace)) continue;
      const policy = policies.find(([pattern]) => matchesAction(pattern, uses))?.[1];
      if (policy === "any" || (policy === "tag" && uses.refKind === "version")) continue;
      // `workflow/action-on-branch` tells of these.
      const isBranch = isBranchName(uses.ref ?? "");
      const isTrusted = isFirstParty(uses) || isOwn(uses, file, workspace);
      if (isBranch && !isTrusted && policy === undefined) continue;
      report({
        span: uses.refSpan,
        message: `\`${uses.ref}\` can be moved to other code, which then runs with this job's secrets. Write the hash of the commit, with the version as a comment.`,
        fixes: commitFixes(file, uses),
        ...(isTrusted && policy === undefined && { severity: "hint" as const }),
      });
    }
  },
});
