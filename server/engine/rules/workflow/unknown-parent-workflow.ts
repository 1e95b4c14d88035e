import { nameOfWorkflow, repositoryOf, workflowsOf } from "../../pipeline/callee.ts";
import { didYouMean, isPlainText, rewordFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import { nameOf } from "../../workspace/paths.ts";

/** Workflows that GitHub runs itself, without a file. */
const ofGitHub =
  /^(?:pages-build-deployment|pages build and deployment|CodeQL|Dependabot Updates|Automatic Dependency Submission.*|Copilot.*|Code Quality.*)$/i;

export default defineRule({
  id: "workflow/unknown-parent-workflow",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "`workflow_run` names a workflow that the repository does not have.",
  why: `
\`workflows\` of \`workflow_run\` holds names, as they stand in the other file's \`name\`; a file without one is known by its path. What no workflow is called never starts this one, and nothing says so.

Reported where all workflows of the repository can be seen. Those that GitHub runs without a file are left out.`,
  examples: [
    {
      title: "A name that has changed",
      path: ".github/workflows/deploy.yml",
      bad: "on:\n  workflow_run:\n    workflows: [Tests]\n    types: [completed]\njobs:\n  report:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo done\n",
      good: "on:\n  workflow_run:\n    workflows: [Test]\n    types: [completed]\njobs:\n  report:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo done\n",
      files: {
        ".github/workflows/test.yml":
          "name: Test\non: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n",
      },
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C1"],
  judges: "part",
  check(file, { report, workspace }) {
    const parents = file.trigger("workflow_run")?.workflows ?? [];
    if (parents.length === 0) return;
    const { path } = file.source;
    const workflows = workflowsOf(repositoryOf(path), workspace);
    // A file that lies elsewhere shows nothing of its repository.
    if (!workflows?.some(({ source }) => source.path === path) || workflows.some((one) => one.isTemplate)) return;
    const names = workflows.map((one) => nameOfWorkflow(one));
    if (names.includes(undefined)) return;
    const known = names.filter((name) => name !== undefined);
    for (const parent of parents) {
      if (!isPlainText(parent) || known.includes(parent.text) || ofGitHub.test(parent.text) || /[*?[\]!]/.test(parent.text)) continue;
      const byFile = workflows.find(
        ({ source }) => nameOf(source.path).replace(/\.ya?ml$/, "") === nameOf(parent.text).replace(/\.ya?ml$/, ""),
      );
      const meant = (byFile && nameOfWorkflow(byFile)) ?? nearest(parent.text, known);
      report({
        span: parent.span,
        message: `No workflow of this repository is named \`${parent.text}\`, so nothing starts this one.${didYouMean(meant, " Write the `name` of the other workflow.")}`,
        fixes: rewordFix(file, parent, meant, "unsafe"),
      });
    }
  },
});
