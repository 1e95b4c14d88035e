import type { YamlScalar } from "../../languages/yaml/model.ts";
import { runnerLabels } from "../../pipeline/runner-labels.ts";
import { mayReach } from "../../pipeline/simulate.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/self-hosted-runner-for-forks",
  language: "workflow",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "Pull requests of forks run on a machine of one's own.",
  why: `
A self-hosted runner keeps its disk, its network and often its credentials from one job to the next. In a public repository anybody can open a pull request whose build scripts then run on that machine, stay there, and look at the jobs that follow.

Let pull requests of forks run on GitHub's machines, keep them out by a condition, or use runners that are thrown away after each job. In a private repository without forks this can be ignored.`,
  examples: [
    {
      title: "Tests on a machine in the office",
      bad: "on: [push, pull_request]\npermissions:\n  contents: read\njobs:\n  test:\n    runs-on: [self-hosted, linux]\n    steps:\n      - uses: actions/checkout@v7\n      - run: make test\n",
      good: "on: push\npermissions:\n  contents: read\njobs:\n  test:\n    runs-on: [self-hosted, linux]\n    steps:\n      - uses: actions/checkout@v7\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/security/secure-use#hardening-for-self-hosted-runners"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["zizmor:self-hosted-runner"],
  judges: "connected",
  check(workflow, { workspace, report }) {
    const reported = new Set<YamlScalar>();
    for (const job of workflow.jobs) {
      const label = runnerLabels(job).find(({ label }) => label.toLowerCase() === "self-hosted");
      if (!label || reported.has(label.node)) continue;
      const events = ["fork-pull-request", "pull-request-target-fork"] as const;
      if (events.every((event) => mayReach(job, event, workspace) === "never")) continue;
      reported.add(label.node);
      report({
        span: label.node.span,
        message:
          "Pull requests of forks run on this machine of your own, and what they leave there stays for the jobs that follow. Use GitHub's machines for them, or keep them out.",
      });
    }
  },
});
