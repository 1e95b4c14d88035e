import { applicationOf } from "../../application/application.ts";
import { fixesOf, setValue } from "../../application/edit.ts";
import { faultOfTest } from "../../application/healthcheck-test.ts";
import { testInput } from "../../application/new-healthcheck.ts";
import { defineRule } from "../../rule.ts";

const application = (test: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    healthcheck:\n      test: ${test}\n      interval: 30s\n`;

export default defineRule({
  id: "compose/malformed-healthcheck",
  language: "compose",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "The test of a health check is not written as it is read.",
  why: `
A test that is a text is run by the container's shell. One that is a list begins with a word that says how it is run: \`CMD\` hands each word to the program as it is, without a shell; \`CMD-SHELL\` takes one item and has the shell read it; \`NONE\` switches the image's health check off.

Mixed up, Compose refuses the file, or the check fails always: \`||\`, pipes and \`$$NAME\` are plain text behind \`CMD\`, a command line as one word is no program, and what follows the first item behind \`CMD-SHELL\` is lost.`,
  examples: [
    {
      title: "A shell for what only a shell reads",
      bad: application('["CMD", "curl", "-f", "http://127.0.0.1:8080/healthz", "||", "exit", "1"]'),
      good: application('["CMD-SHELL", "curl -f http://127.0.0.1:8080/healthz || exit 1"]'),
    },
    {
      title: "How it is run",
      bad: application('["pg_isready", "-U", "postgres"]'),
      good: application('["CMD", "pg_isready", "-U", "postgres"]'),
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#healthcheck"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["D6"],
  uncovers: [
    "compose/dependency-without-healthcheck",
    "compose/healthcheck-without-tool",
    "compose/started-not-healthy",
    "compose/unfit-healthcheck-times",
  ],
  check(file, { workspace, report }) {
    const told = new Set<number>();
    for (const { own } of applicationOf(file, workspace).services) {
      const { healthcheck } = own;
      const fault = healthcheck && own.file === file ? faultOfTest(healthcheck) : undefined;
      const test = healthcheck?.test;
      if (!fault || !test || told.has(fault.node.span.start)) continue;
      told.add(fault.node.span.start);
      const isBlock = test.node.kind === "sequence" && !test.node.isFlow;
      const edits = fault.words && setValue(file, test.entry, isBlock ? [...fault.words] : testInput(file, fault.words));
      report({
        span: fault.node.span,
        ...(fault.isHarmless ? { severity: "warning" } : {}),
        message: fault.message,
        fixes: fixesOf(fault.title, "unsafe", file, edits),
      });
    }
  },
});
