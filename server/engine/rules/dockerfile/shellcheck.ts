import { shellcheckScriptsOfDockerfile } from "../../image/shellcheck.ts";
import { shellcheckProblems } from "../../languages/shell/shellcheck.ts";
import { defineRule } from "../../rule.ts";
import { shellcheckProblem } from "../../syntax.ts";

export default defineRule({
  id: "dockerfile/shellcheck",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "ShellCheck reports something in a command of the Dockerfile.",
  why: `An installed [ShellCheck](https://www.shellcheck.net) is started for what a shell runs (RUN with its heredocs; CMD, ENTRYPOINT and HEALTHCHECK in shell form), once you have switched that on: \`--shellcheck\` on the command line, \`deploymentPatterns.shellcheck.enabled\` among the settings of the editor. Nothing in a repository can do so.

ShellCheck's errors are warnings here, its warnings are advice, and its advice on style are hints. What is said about variables that the base image may set is left out; what \`sh\` lacks of Bash is reported on Debian and Ubuntu alone, whose \`sh\` lacks it. Of a command that does not parse says \`dockerfile/shell-syntax\`.

\`# hadolint ignore=SC2086\` above the instruction silences one code, and \`.shellcheckrc\` counts as it does for ShellCheck itself.`,
  examples: [
    {
      title: "The build goes on in the wrong folder",
      bad: "FROM debian:trixie-slim\nCOPY . /app\nRUN cd /app/tools; \\\n    ./install\nUSER nobody\n",
      good: "FROM debian:trixie-slim\nCOPY . /app\nRUN cd /app/tools || exit; \\\n    ./install\nUSER nobody\n",
      shellcheck: {
        input: "#!/bin/sh\ncd /app/tools;     ./install\n",
        comments: [
          {
            line: 2,
            column: 1,
            endLine: 2,
            endColumn: 14,
            level: "warning",
            code: 2164,
            message: "Use 'cd ... || exit' or 'cd ... || return' in case cd fails.",
            replacements: [{ line: 2, column: 14, endLine: 2, endColumn: 14, text: " || exit", precedence: 5, belongsTo: "before" }],
          },
        ],
      },
    },
  ],
  links: ["https://www.shellcheck.net/wiki/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  needs: "shellcheck",
  check(file, { shellcheck, report }) {
    if (!shellcheck) return;
    for (const problem of shellcheckProblems(shellcheckScriptsOfDockerfile(file), shellcheck))
      report(shellcheckProblem(problem, file.source));
  },
});
