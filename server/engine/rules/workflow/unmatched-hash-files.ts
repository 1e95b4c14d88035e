import type { ExpressionPlace } from "../../languages/workflow/model.ts";
import { isUntouchedBefore, type JobFiles, jobFilesOf } from "../../pipeline/job-files.ts";
import { defineRule } from "../../rule.ts";
import { compileGlob } from "../../text/glob.ts";
import { inFolder } from "../../workspace/paths.ts";
import { maximumFiles, type Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/unmatched-hash-files",
  language: "workflow",
  category: "performance",
  severity: "info",
  preset: "strict",
  summary: "`hashFiles` names files that the repository does not have.",
  why: `
Where no file matches, \`hashFiles\` gives an empty text. A cache key made of it never changes: the first cache is kept for good, and what is restored grows old.

Silent where an earlier step may write such files, for patterns that an expression gives, and in very large repositories.`,
  examples: [
    {
      title: "The lock file that is there",
      files: { "pnpm-lock.yaml": "lockfileVersion: '9.0'\n" },
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: echo \"${{ hashFiles('**/package-lock.json') }}\"\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: echo \"${{ hashFiles('**/pnpm-lock.yaml') }}\"\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#hashfiles"],
  since: "0.2.0",
  patterns: ["C2"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const place of file.expressions) {
      const { expression, step } = place;
      const calls = expression.calls.filter(({ name }) => name === "hashfiles");
      if (!step || calls.length === 0) continue;
      const files = jobFilesOf(step, workspace);
      if (files?.at !== "" || files.foreign.length > 0 || !isUntouchedBefore(step)) continue;
      // A step's own condition often asks by it whether there are such files.
      if (isCondition(place)) continue;
      for (const call of calls) {
        const patterns = call.args.map((arg) => (arg.kind === "literal" && typeof arg.value === "string" ? arg.value : undefined));
        if (patterns.length === 0 || patterns.includes(undefined)) continue;
        if (!matchesNothing(patterns as string[], files, workspace)) continue;
        report({
          span: expression.source.spanToSource(call.span),
          message: `No file of the repository matches ${patterns.map((one) => `\`${one}\``).join(", ")}, so this is empty and the key never changes. Name files that are there.`,
        });
      }
    }
  },
});

function isCondition({ path }: ExpressionPlace): boolean {
  return path.at(-1) === "if";
}

function matchesNothing(patterns: readonly string[], { repository }: JobFiles, workspace: Workspace): boolean {
  const all = workspace.files();
  if (!all || all.length >= maximumFiles) return false;
  const wanted = patterns
    .flatMap((text) => text.split("\n").map((line) => line.trim()))
    .filter((line) => line !== "" && !/^[!#]/.test(line));
  // Outside of the job's folder, or with the runner's own marks.
  if (wanted.length === 0 || wanted.some((pattern) => /^[~/\\]|^[A-Za-z]:|\.\.|\$|node_modules|^\.git\//.test(pattern))) return false;
  return wanted.every((pattern) => {
    const path = inFolder(repository, pattern.replace(/^\.\//, ""));
    const matches = compileGlob(path, { braces: false });
    const below = compileGlob(`${path.replace(/\/+$/, "")}/**`, { braces: false });
    return !all.some((one) => matches(one) || below(one));
  });
}
