import type { Step } from "../../languages/workflow/model.ts";
import { fixesOf, insertStepKey } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";

const file = (more: string) =>
  `on: push\njobs:\n  test:\n    strategy:\n      matrix:\n        os: [ubuntu-latest, windows-latest]\n    runs-on: \${{ matrix.os }}\n    steps:\n      - run: |\n          if [ -f package.json ]; then npm test; fi\n${more}`;

export default defineRule({
  id: "workflow/shell-by-operating-system",
  language: "workflow",
  category: "reliability",
  severity: "hint",
  preset: "optional",
  summary: "A script of Bash is run by PowerShell on Windows.",
  why: `
Without \`shell\`, a script is run by Bash on Linux and macOS and by PowerShell on Windows. Where the matrix has both, what only Bash understands (\`export\`, \`[ … ]\`, \`$VARIABLE\` of the environment) fails on Windows or quietly does something else. \`shell: bash\` is there on all of them.`,
  examples: [{ title: "Bash everywhere", bad: file(""), good: file("        shell: bash\n") }],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    for (const job of file.jobs) {
      const { systems } = job;
      if (!systems?.has("windows") || systems.size < 2) continue;
      for (const step of job.steps) {
        if (!step.run || step.shellText || job.defaults.shell || file.defaults.shell || step.if || step.parent) continue;
        const what = onlyInBash(step);
        if (!what) continue;
        report({
          span: step.runEntry?.keySpan ?? step.run.span,
          message: `On Windows PowerShell runs this script, which does not know ${what}. Set \`shell: bash\`.`,
          fixes: fixesOf("Set `shell: bash`", "unsafe", file, insertStepKey(step, "shell", "bash")),
        });
      }
    }
  },
});

/** What in a script PowerShell takes for something else. */
function onlyInBash(step: Step): string | undefined {
  const text = step.run?.text.replaceAll(/\$\{\{.*?\}\}/gs, "") ?? "";
  const lines = text.replaceAll(/(?:^|\s)#.*$/gm, "");
  if (/^\s*(?:if|while|until)\s+(?:!\s+)?(?:\[|test\b)/m.test(lines) || /^\s*\[\[?\s/m.test(lines)) return "`[ … ]`";
  if (/^\s*export\s+\w+=/m.test(lines)) return "`export`";
  if (/(?:>>|tee -a)\s*"?\$\{?GITHUB_(?:ENV|OUTPUT|PATH|STEP_SUMMARY)\b/.test(lines)) return "`$GITHUB_ENV` and the like";
  if (/^\s*[A-Z_][A-Z0-9_]*=\S*\s+[a-z]/m.test(lines)) return "variables in front of a command";
  if (/\\\n/.test(lines)) return "`\\` at the end of a line";
  return undefined;
}
