import { findShell, isShellTemplate, nearestShell } from "../../knowledge/shells.ts";
import type { Job, StepsFile, Text } from "../../languages/workflow/model.ts";
import { systemsOf } from "../../languages/workflow/runner.ts";
import { didYouMean, isPlainText, rewordFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/invalid-shell",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A step runs in a shell that its runner does not have.",
  why: `
\`shell\` is \`bash\`, \`sh\`, \`pwsh\` or \`python\`, on Windows also \`powershell\` and \`cmd\`. Any other program is named with its arguments and \`{0}\` for the file that holds the script: \`perl {0}\`. The step fails otherwise.`,
  examples: [
    {
      title: "A shell without its command",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n        shell: bsh\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n        shell: bash\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:shell-name"],
  judges: "part",
  check(file: StepsFile, { report }) {
    const seen = new Set<unknown>();
    const judge = (text: Text | undefined, jobs: readonly Job[]) => {
      if (!isPlainText(text) || text.text.trim() === "" || seen.has(text.node.span.start)) return;
      seen.add(text.node.span.start);
      const name = text.text.trim();
      const shell = findShell(name);
      if (!shell) {
        // `bash.exe` and paths are programs as well.
        if (isShellTemplate(name)) return;
        const meant = /^[a-z]+$/i.test(name) ? nearestShell(name) : undefined;
        const program = name.split(/\s/, 1)[0] ?? name;
        report({
          span: text.span,
          message: `GitHub has no shell \`${name}\`, and the step fails.${didYouMean(meant, ` For a program of your own, write \`${program} {0}\`: \`{0}\` is the file with the script.`)}`,
          fixes: rewordFix(file, text, meant, "unsafe"),
        });
        return;
      }
      for (const job of jobs) {
        if (job.container) continue;
        const systems = systemsOf(job.runsOn, job.strategy).all;
        if (!systems || [...systems].some((system) => shell.systems.includes(system))) continue;
        const where = [...systems].map((system) => systemNames[system]).join(" and ");
        const meant = name === "powershell" ? "pwsh" : undefined;
        report({
          span: text.span,
          message: `\`${name}\` is not there on ${where}, and the step fails.${didYouMean(meant, " Choose another shell, or another runner.")}`,
          fixes: rewordFix(file, text, meant, "unsafe"),
        });
        return;
      }
    };
    const jobs = "jobs" in file ? (file.jobs as readonly Job[]) : [];
    if ("defaults" in file) judge((file.defaults as Job["defaults"]).shell, []);
    for (const job of jobs) judge(job.defaults.shell, [job]);
    for (const step of file.steps) judge(step.shellText, step.job ? [step.job] : []);
  },
});

const systemNames = { linux: "Linux", macos: "macOS", windows: "Windows" } as const;
