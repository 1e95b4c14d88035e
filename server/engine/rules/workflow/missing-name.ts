import { fixesOf, insertWorkflowKey } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/missing-name",
  language: "workflow",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "The workflow has no name.",
  why: `
Without a \`name\`, lists of runs, checks and badges show the path of the file. A name tells at a glance what has failed. Other workflows refer to it by \`workflow_run\`, so give it early.`,
  examples: [
    {
      title: "A workflow without a name",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "name: CI\non: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#name"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["zizmor:anonymous-definition"],
  judges: "part",
  check(file, { report }) {
    const first = file.root?.entries[0];
    if (!first || !file.jobsEntry || file.root?.entry("name")) return;
    const name = nameOf(file.source.path);
    report({
      span: file.onEntry?.keySpan ?? first.keySpan,
      message: "This workflow has no `name`, so lists of runs and checks show its path. Give it one.",
      fixes: name === "" ? [] : fixesOf(`Add \`name: ${name}\``, "unsafe", file, insertWorkflowKey(file, "name", name)),
    });
  },
});

/** `.github/workflows/build-image.yml` is "Build image"; short names that are written in capitals are so. */
function nameOf(path: string): string {
  const words = path
    .slice(path.lastIndexOf("/") + 1)
    .replace(/\.ya?ml$/i, "")
    .split(/[-_.\s]+/)
    .filter((word) => word !== "")
    .map((word) => (/^(?:ci|cd|pr|e2e)$/i.test(word) ? word.toUpperCase() : word));
  const text = words.join(" ").replace(/\bCI CD\b/, "CI/CD");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
