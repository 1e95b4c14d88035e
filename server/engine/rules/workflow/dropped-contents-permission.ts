import { meantPermissionScope } from "../../knowledge/permissions.ts";
import type { Permissions, Step } from "../../languages/workflow/model.ts";
import { addPermission, fixesOf } from "../../pipeline/edit.ts";
import { givesToken } from "../../pipeline/permissions.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/dropped-contents-permission",
  language: "workflow",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "A block of permissions leaves out `contents`, which the checkout needs in private repositories.",
  why: `
What \`permissions\` does not list is not granted. Without \`contents: read\` the checkout of a public repository still works, as everybody may read it; that of a private one, or of a private fork, fails with "repository not found".

Silent for an empty block, which is meant, and where the checkout has a token or key of its own or takes another repository.`,
  examples: [
    {
      title: "A job that also comments on pull requests",
      bad: "on: pull_request\njobs:\n  report:\n    runs-on: ubuntu-latest\n    permissions:\n      pull-requests: write\n    steps:\n      - uses: actions/checkout@v7\n",
      good: "on: pull_request\njobs:\n  report:\n    runs-on: ubuntu-latest\n    permissions:\n      pull-requests: write\n      contents: read\n    steps:\n      - uses: actions/checkout@v7\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions"],
  since: "0.2.0",
  fix: "safe",
  patterns: [],
  check(workflow, { workspace, report }) {
    if (workflow.isReusableOnly) return;
    const reported = new Set<Permissions>();
    for (const job of workflow.jobs) {
      const permissions = job.effectivePermissions;
      // An empty block is meant: what works without any right needs none.
      if (permissions?.levelOf("contents") !== "none" || permissions.scopes.length === 0 || reported.has(permissions)) continue;
      // `workflow/unknown-permission` tells of a slip.
      if (permissions.scopes.some(({ name }) => meantPermissionScope(name) === "contents")) continue;
      // The scorecard is published for public repositories alone, and its own template has such a block.
      if (!job.steps.some(readsOwnRepository) || job.steps.some(({ uses }) => uses?.action === "ossf/scorecard-action")) continue;
      reported.add(permissions);
      const target = job.permissions ? job : workflow;
      report({
        span: permissions.entry.keySpan,
        message:
          "`permissions` leave out `contents`, so the checkout fails wherever the repository is private. Grant `contents: read` as well.",
        fixes: fixesOf("Grant `contents: read`", "safe", workflow, addPermission(target, "contents", "read", workspace)),
      });
    }
  },
});

function readsOwnRepository(step: Step): boolean {
  if (step.uses?.action !== "actions/checkout" || step.input("repository") || step.input("ssh-key")) return false;
  const token = step.input("token")?.value;
  return token === undefined || token.text === "" || givesToken(token, step);
}
