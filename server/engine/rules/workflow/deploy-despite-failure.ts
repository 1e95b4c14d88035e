import { hasStatusFunction } from "../../languages/expression/evaluate.ts";
import type { ExpressionNode } from "../../languages/expression/model.ts";
import { walk } from "../../languages/expression/nodes.ts";
import type { Condition, Job } from "../../languages/workflow/model.ts";
import { conjunctsOf, pathOf, statusFunctionsOf } from "../../pipeline/condition.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { fixesOf, replaceCondition } from "../../pipeline/edit.ts";
import { listOf } from "../../pipeline/report.ts";
import { failuresIgnored } from "../../pipeline/simulate.ts";
import { defineRule } from "../../rule.ts";

const tolerant = "!failure() && !cancelled()";

export default defineRule({
  id: "workflow/deploy-despite-failure",
  language: "workflow",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A deployment runs although a job that it needs has failed.",
  why: `
\`always()\` and \`!cancelled()\` put the rule aside that a job runs only when all that it needs went well. They are mostly written so that a skipped job does not stop the deployment; \`!failure() && !cancelled()\` does that, and stops at a failure.

Silent where the condition asks for the results, or for an output, of the jobs that may fail, and for jobs that roll back, clean up or notify.`,
  examples: [
    {
      title: "A condition that also lets failures through",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  deploy:\n    needs: test\n    if: ${{ always() && github.ref == 'refs/heads/main' }}\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  deploy:\n    needs: test\n    if: ${{ !failure() && !cancelled() && github.ref == 'refs/heads/main' }}\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C1", "C4"],
  judges: "connected",
  check(file, { report, workspace }) {
    for (const { job } of deployJobs(file, workspace)) {
      const condition = job.if;
      if (!condition || isAfterwards(job)) continue;
      const failed = failuresIgnored(job).filter((needed) => !isAskedFor(condition, needed));
      // Who has asked for the result of one has thought about it: the others may fail.
      if (failed.length === 0 || (failed.length < job.neededJobs.length && /\.result\b/.test(condition.text.text))) continue;
      const span = statusSpan(condition) ?? condition.text.span;
      const text = mended(condition);
      report({
        span,
        message: `\`${job.id}\` also runs when ${listOf(failed)} ${failed.length === 1 ? "has" : "have"} failed, so it deploys what did not pass. Write \`${tolerant}\`, which lets nothing but skipped jobs through.`,
        fixes: text === undefined ? [] : fixesOf("Deploy only where nothing failed", "unsafe", file, replaceCondition(job, text)),
      });
    }
  },
});

/** Jobs that are there for when something has gone wrong. */
function isAfterwards({ id, name, steps, if: condition }: Job): boolean {
  if (/roll-?_?back|revert|restore|undo|clean|notify|destroy|teardown|fail/i.test(`${id} ${name?.text ?? ""}`)) return true;
  const asked = statusFunctionsOf(condition);
  if (asked.has("failure") && !asked.has("always") && !asked.has("success") && !/!\s*failure/.test(condition?.text.text ?? "")) return true;
  return steps.some((step) => /roll-?_?back|rollout undo/i.test(`${step.name?.text ?? ""} ${step.run?.text ?? ""}`) && !step.if);
}

/** Whether a condition reads an output of a job, which one that has failed mostly did not set, or its result. */
function isAskedFor(condition: Condition, { id }: Job): boolean {
  const prefix = `needs.${id.toLowerCase()}.outputs.`;
  return condition.expression?.accesses.some((access) => pathOf(access)?.startsWith(prefix)) ?? false;
}

function statusSpan({ expression }: Condition) {
  const call = expression?.calls.find(({ name }) => name === "always" || name === "cancelled" || name === "failure");
  return call && expression?.source.spanToSource(call.span);
}

/** The condition with the functions that let failures through replaced; undefined where they are tangled with something else. */
function mended({ expression }: Condition): string | undefined {
  if (!expression?.root) return undefined;
  const kept: string[] = [];
  for (const node of conjunctsOf(expression)) {
    if (isStatusAlone(node)) continue;
    if (hasStatusIn(node)) return undefined;
    const text = expression.source.text.slice(node.span.start, node.span.end);
    kept.push(node.kind === "operation" && node.operator === "||" ? `(${text})` : text);
  }
  return [tolerant, ...kept].join(" && ");
}

function isStatusAlone(node: ExpressionNode): boolean {
  if (node.kind === "call") return hasStatusFunction({ calls: [node] });
  return node.kind === "operation" && node.operands.every(isStatusAlone);
}

function hasStatusIn(node: ExpressionNode): boolean {
  for (const one of walk(node)) if (one.kind === "call" && hasStatusFunction({ calls: [one] })) return true;
  return false;
}
