import { shellcheckProblems } from "../../languages/shell/shellcheck.ts";
import { shellcheckScriptsOfSteps } from "../../pipeline/shellcheck.ts";
import { defineRule } from "../../rule.ts";
import { shellcheckProblem } from "../../syntax.ts";

export default defineRule({
  id: "workflow/shellcheck",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "ShellCheck reports something in the script of a step.",
  why: `An installed [ShellCheck](https://www.shellcheck.net) is started for the scripts that Bash, \`sh\`, dash or ksh run, once you have switched that on: \`--shellcheck\` on the command line, \`deploymentPatterns.shellcheck.enabled\` among the settings of the editor. Nothing in a repository can do so.

ShellCheck's errors are warnings here, its warnings are advice, and its advice on style are hints. An expression counts as a word of which nothing is known; what is said about such a word is left out, and so is what is said about variables that \`env\`, an action or a step before may set.

\`# shellcheck disable=SC2086\` inside of the script silences one code, and \`.shellcheckrc\` counts as it does for ShellCheck itself.`,
  examples: [
    {
      title: "A variable without quotes is split at blanks",
      bad: "name: CI\non: push\n\npermissions:\n  contents: read\n\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 10\n    steps:\n      - env:\n          REPORT: test report.xml\n        run: |\n          echo start\n          cat $REPORT\n",
      good: 'name: CI\non: push\n\npermissions:\n  contents: read\n\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 10\n    steps:\n      - env:\n          REPORT: test report.xml\n        run: |\n          echo start\n          cat "$REPORT"\n',
      shellcheck: {
        input: "#!/bin/bash -e\necho start\ncat $REPORT\n",
        comments: [
          {
            line: 3,
            column: 5,
            endLine: 3,
            endColumn: 12,
            level: "info",
            code: 2086,
            message: "Double quote to prevent globbing and word splitting.",
            replacements: [
              { line: 3, column: 5, endLine: 3, endColumn: 5, text: '"', precedence: 7, belongsTo: "behind" },
              { line: 3, column: 12, endLine: 3, endColumn: 12, text: '"', precedence: 7, belongsTo: "before" },
            ],
          },
        ],
      },
    },
  ],
  links: ["https://www.shellcheck.net/wiki/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:shellcheck"],
  needs: "shellcheck",
  check(file, { shellcheck, report }) {
    if (!shellcheck) return;
    for (const problem of shellcheckProblems(shellcheckScriptsOfSteps(file), shellcheck)) report(shellcheckProblem(problem, file.source));
  },
});
