import { evaluate, truthiness } from "../../languages/expression/evaluate.ts";
import type { Condition, Job, Step, Workflow } from "../../languages/workflow/model.ts";
import { comparisonsOf, conjunctsOf } from "../../pipeline/condition.ts";
import { fixOf } from "../../pipeline/edit.ts";
import { conditionsOf } from "../../pipeline/expression-edit.ts";
import { literalOfPattern } from "../../pipeline/filter-pattern.ts";
import type { Reach } from "../../pipeline/model.ts";
import { reachOf, reachOfStep } from "../../pipeline/simulate.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "workflow/impossible-condition",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "None of the workflow's triggers can fulfil a condition.",
  why: `
A job or step whose condition holds for none of the events that start the workflow is skipped in every run, and a skipped job looks like one that went well: a name of an event is misspelt, or a tag is asked for where only branches start the workflow.

What the condition needs is tried against every trigger with its branches, tags and activity types. What a caller, an input or a variable decides is never reported.`,
  examples: [
    {
      title: "An event that does not start the workflow",
      bad: "on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    if: github.event_name == 'pushed'\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      good: "on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    if: github.event_name == 'push'\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idif"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C1"],
  judges: "connected",
  check(file, { report, workspace }) {
    if (file.triggers.length === 0) return;
    for (const { condition, target } of conditionsOf(file)) {
      const root = condition.expression?.root;
      if (!root || condition.isAlwaysTrueText) continue;
      // What holds never, whatever happens, was meant so.
      if (truthiness(evaluate(root, { context: () => undefined })) !== undefined) continue;
      const slip = otherBranch(file, condition);
      const span = slip?.span ?? decidedBy(target, isStep(target) ? reachOfStep(target, workspace) : reachOf(target, workspace));
      if (!span || span.start < condition.text.span.start || span.end > condition.text.span.end) continue;
      // A job that is needed and never runs is reported in its own place.
      if (!isStep(target) && target.closure.some((needed) => reachOf(needed, workspace).every(({ verdict }) => verdict === "never")))
        continue;
      const fix = slip?.fix ?? eventFix(target, span);
      const what = isStep(target) ? "step" : "job";
      report({
        span,
        message: /\bfailure\s*\(/i.test(file.source.slice(span))
          ? `Nothing before this ${what} can fail, so it is skipped in every run. Name what it waits for in \`needs\`.`
          : `No trigger of this workflow can fulfil this, so the ${what} is skipped in every run. Mend the condition, or add the trigger that it needs.`,
        ...(fix && { fixes: [fix] }),
      });
    }
  },
});

function isStep(target: Job | Step): target is Step {
  return "list" in target;
}

/** What in the condition decides, where nothing else keeps the events out. */
function decidedBy(target: Job | Step, reach: readonly Reach[]): Span | undefined {
  if (reach.some(({ verdict }) => verdict !== "never")) return undefined;
  const deciding = reach.flatMap(({ decidedBy: one }) => (one ? [one] : []));
  const own = deciding.filter(({ kind, job }) => kind === "if" && (isStep(target) ? job === undefined : job === target));
  // A needed job, or the job around the step, is reported in its own place.
  if (own.length === 0 || deciding.some((one) => one.kind !== "trigger" && !own.includes(one))) return undefined;
  return own[0]?.span;
}

/** The name of an event that is close to that of a trigger. */
function eventFix(target: Job | Step, span: Span): Fix | undefined {
  const file = isStep(target) ? target.file : target.workflow;
  if (file.language !== "workflow") return undefined;
  const comparison = comparisonsOf(target.if).find(
    ({ path, span: own }) => path === "github.event_name" && own.start >= span.start && own.end <= span.end,
  );
  if (!comparison || typeof comparison.literal !== "string" || comparison.operator !== "==") return undefined;
  const meant = nearest(
    comparison.literal,
    file.triggers.map(({ event }) => event),
  );
  const written = file.source.slice(comparison.literalSpan);
  if (meant === undefined || !/^'.*'$/.test(written)) return undefined;
  return fixOf(`Write \`${meant}\``, "unsafe", file, [
    replace({ start: comparison.literalSpan.start + 1, end: comparison.literalSpan.end - 1 }, meant),
  ]);
}

/** A comparison that has to hold, with a branch that no trigger lets in: the pushes are those of branches by name, and what else there is has no branch's ref. */
function otherBranch(file: Workflow, condition: Condition): { readonly span: Span; readonly fix: Fix | undefined } | undefined {
  const { expression } = condition;
  const push = file.trigger("push");
  const names = push?.filter("branches")?.patterns?.map(({ text }) => (text.startsWith("$") ? undefined : literalOfPattern(text)));
  if (!expression || !push || !names?.every((name) => name !== undefined)) return undefined;
  if (!file.triggers.every(({ event }) => /^(?:push|pull_request|merge_group)$/.test(event))) return undefined;
  const needed = conjunctsOf(expression).map((node) => expression.source.spanToSource(node.span));
  for (const { path, operator, literal, literalSpan, isNegated, span } of comparisonsOf(condition)) {
    if (
      operator !== "==" ||
      isNegated ||
      typeof literal !== "string" ||
      !needed.some(({ start, end }) => start === span.start && end === span.end)
    )
      continue;
    const prefix = path === "github.ref" ? "refs/heads/" : "";
    if (path !== "github.ref" && (path !== "github.ref_name" || push.filter("tags") || literal.includes("/merge"))) continue;
    const name = literal.startsWith(prefix) ? literal.slice(prefix.length) : "";
    if (name === "" || names.some((one) => one.toLowerCase() === name.toLowerCase())) continue;
    const meant = nearest(name, names);
    const isWhole = file.source.slice(literalSpan) === `'${literal}'`;
    return {
      span,
      fix:
        meant === undefined || !isWhole
          ? undefined
          : fixOf(`Write \`${meant}\``, "unsafe", file, [
              replace({ start: literalSpan.end - 1 - name.length, end: literalSpan.end - 1 }, meant),
            ]),
    };
  }
  return undefined;
}
