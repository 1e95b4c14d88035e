import type { Concurrency, Text } from "../../languages/workflow/model.ts";
import { calleeOf } from "../../pipeline/callee.ts";
import { fixesOf, within } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

export default defineRule({
  id: "workflow/concurrency-deadlock",
  language: "workflow",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A job waits for the concurrency group that its own workflow holds.",
  why: `
A run holds its workflow's group until it ends. A job of it, or a workflow that it calls, which asks for the same group waits for the run that it is itself a part of: GitHub cancels it. In a called workflow \`github.workflow\` is the name of the caller, so that the same expression in both is the same group.

Give the inner one a name of its own.`,
  examples: [
    {
      title: "The same group twice",
      bad: "on: push\nconcurrency: production\njobs:\n  deploy:\n    concurrency: production\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n",
      good: "on: push\nconcurrency: production\njobs:\n  deploy:\n    concurrency: production-deploy\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { workspace, report }) {
    for (const job of file.jobs) {
      const own = job.concurrency?.group;
      if (own && isSame(own, file.concurrency?.group)) {
        const text = within(own.node, `-${job.id}`, job.concurrency?.entry.map.isFlow === true || job.concurrency?.map?.isFlow === true);
        report({
          span: own.span,
          message: `The workflow holds this group already, so the job waits for its own run and is cancelled. Give it another name.`,
          related: related(file.concurrency, file.source.path),
          fixes: fixesOf(
            `Name it after the job`,
            "unsafe",
            file,
            text === undefined || own.node.alias ? undefined : [insert(endOf(own), text)],
          ),
        });
      }
      if (!job.uses) continue;
      const callee = calleeOf(job.uses, file, workspace);
      if (callee?.language !== "workflow" || callee.source.path === file.source.path) continue;
      const inner = [callee.concurrency, ...callee.jobs.map(({ concurrency }) => concurrency)];
      const clash = inner.find((one) => [file.concurrency, job.concurrency].some((outer) => isSame(one?.group, outer?.group, true)));
      if (!clash) continue;
      report({
        span: job.uses.span,
        message: `\`${callee.source.path}\` asks for the group \`${clash.group?.text.trim()}\`, which this ${
          isSame(clash.group, job.concurrency?.group, true) ? "job" : "workflow"
        } holds while it waits for it: it is cancelled. Give one of them another name.`,
        related: related(clash, callee.source.path),
      });
    }
  },
});

/** The end of the group's text, without the blanks behind it. */
function endOf({ mapped, text }: Text): number {
  return mapped.spanToSource({ start: 0, end: text.trimEnd().length }).end;
}

function related(concurrency: Concurrency | undefined, path: string) {
  const span = concurrency?.group?.span;
  return span ? [{ path, span, message: "The same group." }] : [];
}

/** Whether two groups are one. In a called workflow inputs are others; case does not matter. */
function isSame(a: Text | undefined, b: Text | undefined, isCalled = false): boolean {
  if (!a || !b) return false;
  const [first, second] = [a, b].map(({ text }) => text.replaceAll(/\s+/g, "").toLowerCase());
  if (first === "" || first !== second) return false;
  return !isCalled || !/\b(?:inputs|matrix|needs|strategy)\b/.test(a.expressions.map(({ expression }) => expression.source.text).join(" "));
}
