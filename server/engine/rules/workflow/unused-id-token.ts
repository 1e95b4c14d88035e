import { findAction } from "../../knowledge/actions.ts";
import type { Job, Permissions } from "../../languages/workflow/model.ts";
import { fixesOf, removeKey } from "../../pipeline/edit.ts";
import { neededScopes } from "../../pipeline/permissions.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/unused-id-token",
  language: "workflow",
  category: "security",
  severity: "hint",
  preset: "strict",
  summary: "A job may ask for an OpenID Connect token and does not.",
  why: `
With \`id-token: write\` every step of the job, and every package that its commands run, can sign in wherever this workflow is trusted. Grant it to the jobs alone that sign in, publish or sign.

Only where every action and command of the job is known not to need it.`,
  examples: [
    {
      title: "A job that only lints",
      bad: "on: push\njobs:\n  lint:\n    runs-on: ubuntu-24.04\n    permissions:\n      contents: read\n      id-token: write\n    steps:\n      - uses: actions/checkout@v7\n      - run: npx eslint .\n",
      good: "on: push\njobs:\n  lint:\n    runs-on: ubuntu-24.04\n    permissions:\n      contents: read\n    steps:\n      - uses: actions/checkout@v7\n      - run: npx eslint .\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/concepts/security/openid-connect"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["zizmor:excessive-permissions"],
  check(file, { report, workspace }) {
    const judge = (permissions: Permissions | undefined, jobs: readonly Job[]) => {
      const scope = permissions?.scopes.find(({ name, level }) => name === "id-token" && level?.literal === "write");
      if (!scope || jobs.length === 0 || jobs.some((job) => mayUse(job, workspace))) return;
      const edits = removeKey(file, scope.entry);
      // A comment that says what it is for is not to be lost unseen.
      const hasComment = edits?.some(({ span }) => file.source.slice(span).includes("#"));
      report({
        span: scope.keySpan,
        message:
          "Nothing here asks for an OpenID Connect token, yet every step could sign in wherever this workflow is trusted. Remove the permission.",
        fixes: hasComment ? [] : fixesOf("Remove `id-token`", "unsafe", file, edits),
        tags: ["unnecessary"],
      });
    };
    judge(
      file.permissions,
      file.jobs.filter(({ permissions }) => !permissions),
    );
    for (const job of file.jobs) judge(job.permissions, [job]);
  },
});

function mayUse(job: Job, workspace: Workspace): boolean {
  const { scopes, isComplete } = neededScopes(job, workspace);
  if (!isComplete || job.uses || scopes.some(({ scope }) => scope === "id-token")) return true;
  return job.steps.some(({ uses, script, run }) => {
    const action = uses?.action === undefined ? undefined : findAction(uses.action);
    if (uses) return !action || action.publishes !== undefined || action.deploys !== undefined || action.credentials !== undefined;
    return (
      run !== undefined &&
      (!script ||
        script.commands.some(
          ({ name, args }) =>
            !isHarmless(
              name,
              args.map(({ text }) => text),
            ),
        ))
    );
  });
}

/** Programs that sign in nowhere by themselves; `npm publish` and the like do. */
const harmless =
  /^(?:echo|printf|cd|mkdir|cp|mv|rm|cat|ls|test|\[|\[\[|true|exit|export|set|grep|sed|awk|sort|head|tail|tee|chmod|date|jq|diff|find|git|npm|npx|pnpm|yarn|eslint|tsc|prettier|pytest|ruff|mypy|black|cargo|go|golangci-lint|pip|apt-get)$/;

function isHarmless(name: string | undefined, words: readonly string[]): boolean {
  if (name === undefined) return words.length === 0;
  if (!harmless.test(name)) return false;
  const script = words[0] === "run" || words[0] === "exec" ? words[1] : undefined;
  if (script !== undefined && !/^(?:test|lint|build|typecheck|check|format)\b/.test(script)) return false;
  return !/\b(?:publish|release|deploy|sign|attest|login|push|changeset|lerna)\b/.test(words.join(" "));
}
