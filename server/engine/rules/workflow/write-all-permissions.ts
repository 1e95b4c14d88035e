import { fixesOf, setPermissions } from "../../pipeline/edit.ts";
import { grantLeast, scopesOf } from "../../pipeline/least-privilege.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/write-all-permissions",
  language: "workflow",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The token may write to everything (`write-all`).",
  why: `
With \`write-all\` every step can push commits, publish packages, approve pull requests and change other runs, and so can every action and dependency that a step runs. List what is needed instead; the fix writes what the known actions and commands are seen to need.`,
  examples: [
    {
      title: "A job that only makes releases",
      bad: "on:\n  push:\n    tags: ['v*']\npermissions: write-all\njobs:\n  release:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - uses: softprops/action-gh-release@v2\n",
      good: "on:\n  push:\n    tags: ['v*']\npermissions:\n  contents: write\njobs:\n  release:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - uses: softprops/action-gh-release@v2\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  alsoKnownAs: ["zizmor:excessive-permissions", "scorecard:Token-Permissions", "ghalint:deny_write_all_permission"],
  check(workflow, { workspace, report }) {
    for (const target of [workflow, ...workflow.jobs]) {
      const { shorthand } = target.permissions ?? {};
      if (shorthand?.literal !== "write-all" || shorthand.node.alias) continue;
      const edits = "workflow" in target ? setPermissions(target, scopesOf(target, workspace)) : grantLeast(workflow, workspace).edits;
      report({
        span: shorthand.span,
        message:
          "`write-all` lets every step write to all that the repository has: code, releases, packages, runs. List the scopes that are needed.",
        fixes: fixesOf("List the scopes that are needed", "unsafe", workflow, edits),
      });
    }
  },
});
