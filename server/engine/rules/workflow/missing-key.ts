import type { SchemaProblem, StepsFile } from "../../languages/workflow/model.ts";
import { fixesOf, insertKey, jobKeyOrder } from "../../pipeline/edit.ts";
import { reportSchema } from "../../pipeline/report.ts";
import { defineRule, type Fix } from "../../rule.ts";

export default defineRule({
  id: "workflow/missing-key",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A key is missing without which GitHub refuses the file.",
  why: `
A workflow needs \`on\` and \`jobs\`, a job \`runs-on\` and \`steps\` or a \`uses\`, a step \`run\`, \`uses\` or one of the keys for steps that run beside others. Without them GitHub refuses the whole file.`,
  examples: [
    {
      title: "A job without a runner",
      bad: "on: push\njobs:\n  test:\n    steps:\n      - run: make test\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax"],
  since: "0.2.0",
  fix: "unsafe",
  uncovers: ["workflow/runner-alias"],
  patterns: [],
  alsoKnownAs: ["actionlint:syntax-check"],
  judges: "part",
  check(file: StepsFile, { report }) {
    const steps = new Set(file.steps.map(({ map }) => map));
    reportSchema(file, "missing-key", report, (problem) => {
      const isOfStep = problem.map !== undefined && steps.has(problem.map);
      // Of an action only its steps, and not their shell: other rules tell the rest.
      if (!("jobs" in file) && (!isOfStep || problem.key === "shell")) return undefined;
      return fixesFor(problem, file);
    });
  },
});

function fixesFor({ key, map }: SchemaProblem, file: StepsFile): readonly Fix[] {
  if (!map || map.alias) return [];
  if (key === "runs-on" && map.entry("steps")) {
    return fixesOf("Run on `ubuntu-latest`", "unsafe", file, insertKey(file, map, key, "ubuntu-latest", jobKeyOrder));
  }
  const given = map.get("default");
  if (key !== "type" || given?.kind === "sequence" || given?.kind === "map") return [];
  const type = typeof given?.value === "boolean" || typeof given?.value === "number" ? typeof given.value : "string";
  return fixesOf(`Add \`type: ${type}\``, "unsafe", file, insertKey(file, map, key, type));
}
