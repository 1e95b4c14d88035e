import { findPermissionScope, nearestPermissionScope, permissionsDate } from "../../knowledge/permissions.ts";
import { dialectOf } from "../../languages/workflow/detect.ts";
import type { Permissions } from "../../languages/workflow/model.ts";
import { fixesOf, renameKey } from "../../pipeline/edit.ts";
import { didYouMean, fromTable } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unknown-permission",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A permission is none that GitHub knows.",
  why: `
GitHub refuses a workflow with a permission that it does not know. New ones come now and then, so a name that is near no known one is only told as information.`,
  examples: [
    {
      title: "A misspelt permission",
      bad: "on: push\npermissions:\n  content: read\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on: push\npermissions:\n  contents: read\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:permissions"],
  judges: "part",
  check(file, { report, today }) {
    const seen = new Set<number>();
    for (const block of [file.permissions, ...file.jobs.map(({ permissions }) => permissions)]) {
      for (const { name, keySpan, entry } of block?.scopes ?? []) {
        if (name === "" || /[${]/.test(name) || findPermissionScope(name) || seen.has(keySpan.start)) continue;
        seen.add(keySpan.start);
        const meant = nearestPermissionScope(name);
        if (meant === undefined && dialectOf(file.source.path) !== "github") continue;
        const isTaken = meant !== undefined && isListed(block, meant);
        report({
          span: keySpan,
          message: `GitHub knows no permission \`${name}\`, and refuses the workflow.${didYouMean(isTaken ? undefined : meant, " Remove it, unless it is a new one.")}`,
          fixes: meant === undefined || isTaken ? [] : fixesOf(`Rename to \`${meant}\``, "unsafe", file, renameKey(file, entry, meant)),
          ...fromTable(permissionsDate, today, meant === undefined ? "info" : undefined),
        });
      }
    }
  },
});

function isListed(block: Permissions | undefined, name: string): boolean {
  return block?.scopes.some((scope) => scope.name === name) === true;
}
