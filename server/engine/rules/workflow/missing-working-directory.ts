import { isUntouchedBefore, jobFilesOf, pathInRepository } from "../../pipeline/job-files.ts";
import { isPlainText, rewordFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import { folderOf, inFolder, nameOf } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/missing-working-directory",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "`working-directory` names a folder that the repository does not have.",
  why: `
The runner does not create the folder: the step fails before its first command. It is counted from the root of the checkout.

Silent where an expression gives it, where another repository or commit is checked out, and where any earlier step may have created the folder; installs and setups are taken not to.`,
  examples: [
    {
      title: "A folder that was renamed",
      files: { "frontend/package.json": "{}\n" },
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm ci\n        working-directory: fronted\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm ci\n        working-directory: frontend\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsworking-directory"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  uncovers: ["workflow/missing-lockfile"],
  judges: "part",
  check(file, { workspace, report }) {
    const seen = new Set<number>();
    for (const step of file.steps) {
      const text = step.run ? step.workingDirectoryText : undefined;
      if (!text || !isPlainText(text) || /[$~]/.test(text.text) || seen.has(text.span.start) || step.workingDirectory === undefined)
        continue;
      const files = jobFilesOf(step, workspace);
      const path = files && pathInRepository(files, step.workingDirectory);
      if (path === undefined || path === "" || workspace.has(path) !== false || !isUntouchedBefore(step)) continue;
      seen.add(text.span.start);
      const meant = meantBy(path, workspace);
      const written =
        meant !== undefined && text.text.endsWith(nameOf(path)) ? text.text.slice(0, -nameOf(path).length) + nameOf(meant) : undefined;
      report({
        span: text.span,
        message: `The repository has no folder \`${path}\`, and the runner creates none, so the step fails.${written ? ` Write \`${written}\`.` : ""}`,
        fixes: rewordFix(file, text, written, "unsafe"),
      });
    }
  },
});

/** A folder of the repository with a name that is near, beside the one that is missing or anywhere. */
function meantBy(path: string, workspace: Workspace): string | undefined {
  const parent = folderOf(path);
  const names = (workspace.list(parent) ?? []).flatMap(({ name, isFolder }) => (isFolder ? [name] : []));
  const name = nearest(nameOf(path), names);
  return name === undefined ? undefined : inFolder(parent, name);
}
