import { fixesOf, setPermissions } from "../../pipeline/edit.ts";
import { grantLeast, scopesOf } from "../../pipeline/least-privilege.ts";
import { neededScopes } from "../../pipeline/permissions.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/read-all-permissions",
  language: "workflow",
  category: "security",
  severity: "hint",
  preset: "recommended",
  summary: "The token may read everything (`read-all`).",
  why: `
\`read-all\` changes nothing, but lets every step read what most have no use for: security findings, deployments, packages. It also grants each scope that GitHub adds later. \`contents: read\` is enough for most jobs.`,
  examples: [
    {
      title: "Tests that only read the code",
      bad: "on: push\npermissions: read-all\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm test\n",
      good: "on: push\npermissions:\n  contents: read\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["zizmor:excessive-permissions", "ghalint:deny_read_all_permission"],
  check(workflow, { workspace, report }) {
    for (const target of [workflow, ...workflow.jobs]) {
      const { shorthand } = target.permissions ?? {};
      if (shorthand?.literal !== "read-all" || shorthand.node.alias) continue;
      const isJob = "workflow" in target;
      const jobs = isJob ? [target] : workflow.jobs.filter(({ permissions }) => !permissions);
      // What is lacking now is another finding, and no part of this fix.
      const needs = jobs.map((job) => neededScopes(job, workspace));
      const areReading = needs.every(({ scopes }) => scopes.every(({ level }) => level === "read"));
      const edits = isJob ? setPermissions(target, scopesOf(target, workspace)) : grantLeast(workflow, workspace).edits;
      report({
        span: shorthand.span,
        message: "`read-all` lets every step read what it has no use for, such as security findings. List the scopes that are needed.",
        fixes: areReading ? fixesOf("List the scopes that are needed", "unsafe", workflow, edits) : [],
      });
    }
  },
});
