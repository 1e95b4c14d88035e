import { findPermissionScope, permissionsDate } from "../../knowledge/permissions.ts";
import type { Text, Workflow } from "../../languages/workflow/model.ts";
import { didYouMean, fromTable, isPlainText, rewordFix } from "../../pipeline/report.ts";
import { defineRule, type Problem } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/invalid-permission-level",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A permission has a level that it does not take.",
  why: `
A permission is granted as \`read\` or \`write\`, or not at all with \`none\`; a few take less, such as \`id-token\`, which is \`write\` or \`none\`. For all at once there are \`read-all\`, \`write-all\` and \`{}\`. GitHub refuses the workflow otherwise.`,
  examples: [
    {
      title: "A level for single permissions, given to all",
      bad: "on: push\npermissions: read\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on: push\npermissions: read-all\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:permissions"],
  uncovers: ["workflow/read-all-permissions", "workflow/write-all-permissions"],
  judges: "part",
  check(file, { report, today }) {
    const seen = new Set<unknown>();
    const once = (text: Text | undefined): text is Text =>
      isPlainText(text) && text.text !== "" && !seen.has(text.node.span.start) && seen.add(text.node.span.start) !== undefined;
    for (const block of [file.permissions, ...file.jobs.map(({ permissions }) => permissions)]) {
      const all = block?.shorthand;
      if (once(all)) {
        const problem = judged(
          all,
          "`permissions`",
          ["read-all", "write-all"],
          file,
          all.text === "read" || all.text === "write" ? `${all.text}-all` : undefined,
        );
        if (problem) report(problem);
      }
      for (const { name, level } of block?.scopes ?? []) {
        const scope = findPermissionScope(name);
        if (!scope || !once(level)) continue;
        const meant = level.text === "read" && !scope.levels.includes("read") ? "write" : undefined;
        const problem = judged(level, `\`${name}\``, scope.levels, file, meant);
        if (problem) report({ ...problem, ...fromTable(permissionsDate, today, undefined) });
      }
    }
  },
});

function judged(level: Text, of: string, levels: readonly string[], file: Workflow, known: string | undefined): Problem | undefined {
  if (levels.includes(level.text)) return undefined;
  const meant = known ?? nearest(level.text, levels);
  const all = levels.map((one) => `\`${one}\``).join(", ");
  return {
    span: level.span,
    message: `${of} cannot be \`${level.text}\`, and GitHub refuses the workflow.${didYouMean(meant, ` It takes ${all}.`)}`,
    fixes: rewordFix(file, level, meant, "unsafe"),
  };
}
