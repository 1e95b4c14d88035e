import type { Concurrency } from "../../languages/workflow/model.ts";
import { fixesOf, removeKey, setValue } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";

const file = (value: string) =>
  `on: push\nconcurrency:\n  group: production\n  cancel-in-progress: ${value}\n  queue: max\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n`;

export default defineRule({
  id: "workflow/conflicting-concurrency",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "Runs are to wait in a queue and to be cancelled at once.",
  why: `
\`queue: max\` lets every run wait for the one before it, \`cancel-in-progress: true\` stops that one. GitHub refuses a workflow that asks for both.`,
  examples: [{ title: "A queue", bad: file("true"), good: file("false") }],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#concurrency"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  uncovers: ["workflow/cancelled-deploy", "workflow/dropped-pending-deploy"],
  judges: "part",
  check(file, { report }) {
    const check = (concurrency: Concurrency | undefined): void => {
      const entry = concurrency?.cancelEntry;
      if (!concurrency || !entry || concurrency.queue?.literal !== "max" || concurrency.cancelInProgress?.literal !== "true") return;
      const queue = concurrency.map?.entry("queue");
      report({
        span: concurrency.queue.span,
        message: `\`queue: max\` and \`cancel-in-progress: true\` exclude each other, and GitHub refuses the workflow. Decide for one of them.`,
        fixes: [
          ...fixesOf("Set `cancel-in-progress: false`", "unsafe", file, setValue(file, entry, false)),
          ...fixesOf("Remove `queue`", "unsafe", file, queue && removeKey(file, queue)),
        ],
      });
    };
    check(file.concurrency);
    for (const job of file.jobs) check(job.concurrency);
  },
});
