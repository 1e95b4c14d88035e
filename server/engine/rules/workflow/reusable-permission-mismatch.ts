import type { Job, Permissions } from "../../languages/workflow/model.ts";
import { type Edits, fixesOf, setPermissions } from "../../pipeline/edit.ts";
import { namesOf } from "../../pipeline/report.ts";
import { calledWorkflow } from "../../pipeline/reusable.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/reusable-permission-mismatch",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The workflow that a job calls asks for permissions that the job does not have.",
  why: `
A called workflow can lower what its caller's token may do, never raise it. Where one of its jobs declares more than the calling job has, GitHub refuses the calling file before anything runs, whatever the conditions say. Give the calling job what the other asks for, or ask for less there.

Silent where the caller declares no permissions: then the repository's settings decide.`,
  examples: [
    {
      title: "The called workflow writes packages",
      files: {
        ".github/workflows/image.yml":
          "on: workflow_call\njobs:\n  image:\n    permissions:\n      contents: read\n      packages: write\n    runs-on: ubuntu-latest\n    steps:\n      - run: make image\n",
      },
      bad: "on: push\npermissions:\n  contents: read\njobs:\n  image:\n    uses: ./.github/workflows/image.yml\n",
      good: "on: push\npermissions:\n  contents: read\njobs:\n  image:\n    uses: ./.github/workflows/image.yml\n    permissions:\n      contents: read\n      packages: write\n",
    },
  ],
  links: [
    "https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations#supported-keywords-for-jobs-that-call-a-reusable-workflow",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { workspace, report }) {
    // A workflow that others call has what they have.
    if (file.isReusableOnly) return;
    for (const job of file.jobs) {
      const granted = job.effectivePermissions;
      if (!job.uses || !granted) continue;
      const missing = missingScopes(job, granted, workspace);
      if (missing.size === 0) continue;
      const scopes = namesOf([...missing].map(([scope, { level }]) => `${scope}: ${level}`));
      const [first] = missing.values();
      report({
        span: job.uses.span,
        message: `The called workflow asks for ${scopes}, which this job does not have, and GitHub refuses the file. Grant it here, or ask for less there.`,
        fixes: fixesOf(`Grant ${scopes}`, "unsafe", file, grant(job, granted, missing)),
        ...(first && { related: [{ path: first.path, span: first.span, message: "It is asked for here." }] }),
      });
    }
  },
});

type Missing = Map<
  string,
  { readonly level: "read" | "write"; readonly path: string; readonly span: { readonly start: number; readonly end: number } }
>;

const ranks = { none: 0, read: 1, write: 2 };

function missingScopes(job: Job, granted: Permissions, workspace: Workspace): Missing {
  const missing: Missing = new Map();
  const called = calledWorkflow(job, workspace);
  for (const inner of called?.workflow.jobs ?? []) {
    for (const { name, keySpan, level } of inner.effectivePermissions?.scopes ?? []) {
      const wanted = level?.literal;
      if (wanted !== "read" && wanted !== "write") continue;
      const given = granted.levelOf(name);
      if (given === undefined || ranks[given] >= ranks[wanted] || missing.get(name)?.level === "write") continue;
      missing.set(name, { level: wanted, path: inner.workflow.source.path, span: keySpan });
    }
  }
  return missing;
}

/** The job's permissions with what is missing; a job without a block of its own gets one, so that the other jobs keep what they have. */
function grant(job: Job, granted: Permissions, missing: Missing): Edits {
  if (granted.shorthand) return undefined;
  const scopes: Record<string, string> = {};
  for (const { name, level } of granted.scopes) {
    if (level?.literal === undefined) return undefined;
    scopes[name] = level.literal;
  }
  for (const [name, { level }] of missing) scopes[name] = level;
  return setPermissions(job, scopes);
}
