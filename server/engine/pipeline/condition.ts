import { findFunction } from "../knowledge/contexts.ts";
import { statusFunctions } from "../languages/expression/evaluate.ts";
import type { ContextAccess, Expression, ExpressionNode, Literal } from "../languages/expression/model.ts";
import type { Condition } from "../languages/workflow/model.ts";
import { nearest } from "../text/nearest.ts";
import { rememberFor } from "../text/remember.ts";
import type { Span } from "../text/span.ts";

export type StatusFunction = "success" | "failure" | "always" | "cancelled";

/** A value of a context that is compared with a literal. All spans in the file. */
export interface Comparison {
  /** `github.event.pull_request.head.ref`, in lower case. */
  readonly path: string;
  readonly operator: "==" | "!=" | "startsWith" | "endsWith" | "contains";
  readonly literal: Literal["value"];
  /** Stands under `!`, so that the condition asks for the opposite. */
  readonly isNegated: boolean;
  readonly span: Span;
  readonly pathSpan: Span;
  readonly literalSpan: Span;
}

/** The path of an access, in lower case; undefined where an expression or `*` is a step of it. */
export function pathOf(node: ExpressionNode): string | undefined {
  if (node.kind !== "context") return undefined;
  const names: string[] = [node.name];
  for (const segment of node.segments) {
    if (segment.kind === "name") names.push(segment.name);
    else if (segment.kind === "computed" && segment.node.kind === "literal") names.push(String(segment.node.value));
    else return undefined;
  }
  return names.join(".").toLowerCase();
}

/** The functions in a condition that ask how the jobs or steps before have ended. Without any, `success()` is asked for silently. */
export function statusFunctionsOf(condition: Condition | undefined): ReadonlySet<StatusFunction> {
  return condition ? statusFunctionsIn(condition) : none;
}

const none: ReadonlySet<StatusFunction> = new Set();

const statusFunctionsIn = rememberFor(({ text }: Condition): ReadonlySet<StatusFunction> => {
  const found = new Set<StatusFunction>();
  for (const { expression } of text.expressions) {
    for (const { name } of expression.calls) {
      const meant = findFunction(name) ? name : nearest(name, statusFunctions);
      if (meant !== undefined && statusFunctions.has(meant)) found.add(meant as StatusFunction);
    }
  }
  return found;
});

/** Whether a step or job runs only where something before has failed: a way back, a notification. */
export function isOnlyAfterFailure(condition: Condition | undefined): boolean {
  return condition !== undefined && asksForFailure(condition);
}

const asksForFailure = rememberFor(({ expression }: Condition): boolean =>
  conjunctsOf(expression).some((node) => {
    if (node.kind === "call") return node.name === "failure";
    if (node.kind !== "operation" || node.operator !== "==") return false;
    const path = node.operands.map(pathOf).find((one) => one !== undefined);
    const isResult = path !== undefined && /^(?:needs|steps)\..*\.(?:result|outcome|conclusion)$|^job\.status$/.test(path);
    return isResult && node.operands.some((one) => one.kind === "literal" && one.value === "failure");
  }),
);

/** What all has to hold: `a` and `b || c` of `a && (b || c)`. */
export function conjunctsOf(expression: Expression | undefined): readonly ExpressionNode[] {
  const flat = (node: ExpressionNode): readonly ExpressionNode[] =>
    node.kind === "operation" && node.operator === "&&" ? node.operands.flatMap(flat) : [node];
  return expression?.root ? flat(expression.root) : [];
}

/** Every comparison of a context's value with a literal, in the order of the text. */
export function comparisonsOf(condition: Condition | undefined): readonly Comparison[] {
  const expression = condition?.expression;
  if (!expression?.root) return [];
  const found: Comparison[] = [];
  const toFile = (span: Span): Span => expression.source.spanToSource(span);
  const add = (node: ExpressionNode, operator: Comparison["operator"], one: ExpressionNode, other: ExpressionNode, isNegated: boolean) => {
    const path = pathOf(one);
    if (path === undefined || other.kind !== "literal") return;
    const spans = { span: toFile(node.span), pathSpan: toFile(one.span), literalSpan: toFile(other.span) };
    found.push({ path, operator, literal: other.value, isNegated, ...spans });
  };
  const visit = (node: ExpressionNode, isNegated: boolean): void => {
    if (node.kind === "operation") {
      const [left, right] = node.operands;
      if ((node.operator === "==" || node.operator === "!=") && left && right) {
        if (left.kind === "literal") add(node, node.operator, right, left, isNegated);
        else add(node, node.operator, left, right, isNegated);
      }
      for (const operand of node.operands) visit(operand, node.operator === "!" ? !isNegated : isNegated);
    } else if (node.kind === "call") {
      const [first, second] = node.args;
      const operator = callOperators[node.name];
      if (operator && first && second) add(node, operator, first, second, isNegated);
      for (const argument of node.args) visit(argument, isNegated);
    }
  };
  visit(expression.root, false);
  return found;
}

const callOperators: Readonly<Record<string, Comparison["operator"]>> = {
  startswith: "startsWith",
  endswith: "endsWith",
  contains: "contains",
};

const refPaths =
  /^github\.(?:ref|ref_name|ref_type|base_ref|ref_protected|event\.ref|event\.workflow_run\.head_branch|event\.pull_request\.base\.ref)$/;

/** Whether a condition asks for the branch or tag, in whatever way: it was thought of, though it may let too many through. */
export function hasRefGuard(condition: Condition | undefined): boolean {
  return condition?.expression?.accesses.some((access: ContextAccess) => refPaths.test(pathOf(access) ?? "")) ?? false;
}
