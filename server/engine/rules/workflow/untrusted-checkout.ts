import { untrustedCheckouts } from "../../pipeline/untrusted-checkout.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/untrusted-checkout",
  language: "workflow",
  category: "security",
  severity: "error",
  preset: "recommended",
  summary: "A run with the repository's secrets checks out the code of a pull request.",
  why: `
\`pull_request_target\`, \`workflow_run\` and \`issue_comment\` run with the repository's secrets and a token that may write, whoever has caused them. When such a run checks out a pull request's head, then its build scripts, its tests, its \`package.json\` are a stranger's, and run with those rights.

Test pull requests under \`pull_request\`, which has no secrets; do what needs rights (comments, labels) in another workflow that takes the results as data.

Silent where somebody is asked first (a label, the author's role, an environment), where the code is checked out to a folder of its own in which nothing is run, and for \`actions/checkout\` from version 7 on, which refuses by itself.`,
  examples: [
    {
      title: "Tests of pull requests with secrets",
      bad: "on: pull_request_target\npermissions:\n  contents: read\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v6\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n      - run: npm test\n",
      good: "on: pull_request\npermissions:\n  contents: read\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v6\n      - run: npm test\n",
    },
  ],
  links: [
    "https://docs.github.com/en/actions/reference/security/secure-use",
    "https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/",
  ],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["zizmor:dangerous-triggers", "scorecard:Dangerous-Workflow"],
  judges: "connected",
  check(workflow, { workspace, report }) {
    const reported = new Set<number>();
    for (const { span, event, isRun, isRefused } of untrustedCheckouts(workflow, workspace)) {
      // A step that several jobs share by an alias is told of once.
      if (isRefused || reported.has(span.start)) continue;
      reported.add(span.start);
      report({
        span,
        message: isRun
          ? `Under \`${event}\` this checks out a stranger's code, and later steps run it with the repository's secrets and token. Test it under \`pull_request\`, which has neither.`
          : `Under \`${event}\` this checks out a stranger's code in a run with the repository's secrets and token. Do it under \`pull_request\`, which has neither.`,
        ...(!isRun && { severity: "warning" as const }),
      });
    }
  },
});
