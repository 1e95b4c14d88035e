import { meantPermissionScope } from "../../knowledge/permissions.ts";
import type { Job, Workflow } from "../../languages/workflow/model.ts";
import { allOf, type Edits, fixesOf, setPermissions } from "../../pipeline/edit.ts";
import { neededScopes } from "../../pipeline/permissions.ts";
import { namesOf } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/workflow-wide-write-permission",
  language: "workflow",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "All jobs of a workflow may write, not only the one that needs it.",
  why: `
\`permissions\` at the top hold for every job without a block of its own. A right to write belongs into the job that uses it, so that tests and builds, which run the code of many others, do without.

Silent for a workflow of one job, and where every job is seen to need the right.`,
  examples: [
    {
      title: "Only the release writes",
      bad: "on: push\npermissions:\n  contents: write\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm test\n  release:\n    needs: test\n    runs-on: ubuntu-latest\n    steps:\n      - uses: softprops/action-gh-release@v2\n",
      good: "on: push\npermissions:\n  contents: read\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm test\n  release:\n    needs: test\n    runs-on: ubuntu-latest\n    permissions:\n      contents: write\n    steps:\n      - uses: softprops/action-gh-release@v2\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["zizmor:excessive-permissions", "scorecard:Token-Permissions"],
  check(workflow, { workspace, report }) {
    const { permissions } = workflow;
    if (!permissions || permissions.shorthand || permissions.entry.value?.alias) return;
    // What a misspelt scope is for would be lost.
    if (permissions.scopes.some(({ name }) => meantPermissionScope(name) !== undefined)) return;
    const inheriting = workflow.jobs.filter((job) => !job.permissions && job.map);
    const written = permissions.scopes.filter(({ level }) => level?.literal === "write");
    const spare = written.filter(({ name }) => !inheriting.every((job) => writes(job, name, workspace)));
    const [first] = spare;
    if (!first || workflow.jobs.length < 2 || inheriting.length === 0) return;
    // The one job that the block is left for may need what cannot be seen.
    const [only] = inheriting;
    if (only && inheriting.length === 1 && !neededScopes(only, workspace).isComplete) return;
    const names = namesOf(spare.map(({ name }) => name));
    report({
      span: first.keySpan,
      message:
        only && inheriting.length === 1
          ? `\`${only.id}\` may write ${names}, though nothing in it is seen to need that. Grant it in the jobs that do.`
          : `All jobs${inheriting.length < workflow.jobs.length ? " without a block of their own" : ""} may write ${names}, also those that run tests and builds. Grant it in the jobs that need it.`,
      fixes: fixesOf("Grant it in the jobs that need it", "unsafe", workflow, narrow(workflow, inheriting, workspace)),
    });
  },
});

function writes(job: Job, scope: string, workspace: Workspace): boolean {
  return neededScopes(job, workspace).scopes.some((needed) => needed.scope === scope && needed.level === "write");
}

/** Read alone at the top, and blocks for the jobs that write; undefined where it cannot be seen which do. */
function narrow(workflow: Workflow, jobs: readonly Job[], workspace: Workspace): Edits {
  const granted = workflow.permissions?.scopes ?? [];
  if (granted.some(({ level }) => level?.literal === undefined)) return undefined;
  if (!jobs.every((job) => neededScopes(job, workspace).isComplete)) return undefined;
  const writing = (job: Job) => granted.some(({ name, level }) => level?.literal === "write" && writes(job, name, workspace));
  const reads = (job: Job, scope: string) => neededScopes(job, workspace).scopes.some((needed) => needed.scope === scope);
  const top: Record<string, string> = {};
  for (const { name, level } of granted) {
    if (level?.literal !== "write") top[name] = level?.literal as string;
    else if (name === "contents" || jobs.some((job) => !writing(job) && reads(job, name))) top[name] = "read";
  }
  const blocks = jobs.filter(writing).map((job) => {
    const scopes: Record<string, string> = {};
    for (const { name, level } of granted) {
      if (level?.literal === "read") scopes[name] = "read";
      else if (level?.literal === "write" && reads(job, name)) scopes[name] = writes(job, name, workspace) ? "write" : "read";
    }
    return setPermissions(job, scopes);
  });
  return allOf(setPermissions(workflow, top), ...blocks);
}
