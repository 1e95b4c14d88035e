import { repositoryOfWorkflow } from "../../languages/workflow/detect.ts";
import type { StepsFile } from "../../languages/workflow/model.ts";
import { calleePath, calleeState, repositoryOf } from "../../pipeline/callee.ts";
import { isUntouchedBefore, jobFilesOf } from "../../pipeline/job-files.ts";
import { isPlainText, rewordFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import { folderOf, inFolder } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/missing-local-action",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A step uses an action of this repository that is not there.",
  why: `
\`./folder\` is a folder of the job's own files, counted from the root of the repository, not from the workflow's folder; it must hold an \`action.yml\`, \`action.yaml\` or \`Dockerfile\`. Where it is missing, the job fails at that step.

Silent where another repository or commit is checked out, where an earlier step may have written the folder, and in actions and workflows that are made for other repositories.`,
  examples: [
    {
      title: "A folder by another name",
      files: {
        Makefile: "all:\n",
        ".github/actions/setup/action.yml": "name: Setup\ndescription: Sets up\nruns:\n  using: composite\n  steps: []\n",
      },
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - uses: ./.github/actions/setups\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - uses: ./.github/actions/setup\n",
    },
  ],
  links: [
    "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#example-using-an-action-in-the-same-repository-as-the-workflow",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:action"],
  judges: "part",
  check(file, { workspace, report }) {
    // An action in `.github` is this repository's own; one elsewhere may be made for others, whose files it then finds.
    if (!file.source.path.startsWith(".github/") && repositoryOfWorkflow(file.source.path) === undefined) return;
    for (const step of file.steps) {
      const { uses } = step;
      if (!uses || !isPlainText(uses.text) || /\.ya?ml$/i.test(uses.path ?? "") || calleeState(uses, file, workspace) !== "missing")
        continue;
      if (uses.kind === "local" && step.job && (!jobFilesOf(step, workspace) || !isUntouchedBefore(step))) continue;
      const path = calleePath(uses, file) ?? "";
      const meant = nearest(path, actionFolders(file, workspace));
      const prefix = uses.kind === "self" ? "$/" : "./";
      report({
        span: uses.span,
        message: `No \`action.yml\` or \`Dockerfile\` stands in \`${path === "" ? "." : path}\`, and the job fails at this step.${meant === undefined ? " Name a folder from the root of the repository." : ` Write \`${prefix}${meant}\`.`}`,
        fixes: rewordFix(file, uses.text, meant === undefined ? undefined : prefix + meant, "unsafe"),
      });
    }
  },
});

/** The folders with an action, from the root of the repository. */
function actionFolders(file: StepsFile, workspace: Workspace): readonly string[] {
  const repository = repositoryOf(file.source.path);
  return (workspace.files() ?? []).flatMap((path) => {
    if (!/(?:^|\/)action\.ya?ml$/.test(path) || (repository !== "" && !path.startsWith(inFolder(repository, "")))) return [];
    const folder = folderOf(path);
    return [repository === "" ? folder : folder.slice(repository.length + 1)];
  });
}
