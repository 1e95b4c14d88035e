import { dialectOf } from "../../languages/workflow/detect.ts";
import type { Job } from "../../languages/workflow/model.ts";
import { calleeOf, calleeState, repositoryOf, workflowsOf } from "../../pipeline/callee.ts";
import { isPlainText, rewordFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import { nameOf } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/missing-reusable-workflow",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A job calls a workflow of this repository that is not there, or that cannot be called.",
  why: `
A job calls a workflow by its path from the root of the repository. Where no file is there, or the file has no \`workflow_call\` among its triggers, GitHub refuses the calling file and none of its jobs run.`,
  examples: [
    {
      title: "A workflow by another name",
      files: {
        ".github/workflows/tests.yml":
          "on: workflow_call\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      },
      bad: "on: push\njobs:\n  test:\n    uses: ./.github/workflows/test.yml\n",
      good: "on: push\njobs:\n  test:\n    uses: ./.github/workflows/tests.yml\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#calling-a-reusable-workflow"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:workflow-call"],
  judges: "part",
  check(file, { workspace, report }) {
    const seen = new Set<number>();
    for (const job of file.jobs) {
      const { uses } = job;
      if (!uses || !isPlainText(uses.text) || seen.has(uses.span.start)) continue;
      seen.add(uses.span.start);
      // What stands elsewhere is told by `workflow/invalid-uses`.
      if (!/^\.(?:github|gitea|forgejo)\/workflows\/[^/@]+\.ya?ml$/i.test(uses.path ?? "")) continue;
      const name = nameOf(uses.path ?? "");
      if (calleeState(uses, file, workspace) === "missing") {
        const near = nearest(name, callable(job, workspace));
        const meant = near !== undefined && isSlip(name, near) ? near : undefined;
        const written = meant === undefined ? undefined : uses.text.text.trim().slice(0, -name.length) + meant;
        report({
          span: uses.span,
          message: `No workflow \`${name}\` stands there, and GitHub refuses this file.${written ? ` Write \`${written}\`.` : ""}`,
          fixes: rewordFix(file, uses.text, written, "unsafe"),
        });
        continue;
      }
      const callee = calleeOf(uses, file, workspace);
      if (callee?.language !== "workflow" || callee.isTemplate || callee.problems.length > 0 || dialectOf(file.source.path) !== "github")
        continue;
      if (!callee.onEntry?.value || callee.triggers.length === 0 || callee.trigger("workflow_call")) continue;
      report({
        span: uses.span,
        message: `\`${name}\` has no \`workflow_call\` among its triggers, so it cannot be called and GitHub refuses this file. Add that trigger there.`,
      });
    }
  },
});

/** Whether a name differs by a slip of the pen, not by a word: `publish-docs.yml` is no slip of `publish-wasm.yml`. */
function isSlip(name: string, other: string): boolean {
  const [words, others] = [name, other].map((one) => one.split(/[-_.]/)) as [string[], string[]];
  if (words.length !== others.length) return true;
  return words.every((word, i) => word === others[i] || nearest(word, [others[i] as string]) !== undefined);
}

function callable({ workflow }: Job, workspace: Workspace): readonly string[] {
  const all = workflowsOf(repositoryOf(workflow.source.path), workspace) ?? [];
  return all.flatMap((one) => (one.trigger("workflow_call") && one.source.path !== workflow.source.path ? [nameOf(one.source.path)] : []));
}
