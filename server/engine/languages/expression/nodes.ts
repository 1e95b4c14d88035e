import type { Expression, ExpressionNode, Segment } from "./model.ts";

/** The operands of `&&` at the top, through parentheses; of another expression, itself. All of them must hold. */
export function conjunctsOf(node: ExpressionNode): readonly ExpressionNode[] {
  return node.kind === "operation" && node.operator === "&&" ? node.operands.flatMap(conjunctsOf) : [node];
}

/** The node and all that stand in it, each before its parts, in the order of the text. */
export function* walk(node: ExpressionNode): Generator<ExpressionNode> {
  yield node;
  for (const part of partsOf(node)) yield* walk(part);
}

/** The nodes right below this one, in the order of the text. */
export function partsOf(node: ExpressionNode): readonly ExpressionNode[] {
  switch (node.kind) {
    case "literal":
      return [];
    case "operation":
      return node.operands;
    case "call":
      return node.args;
    case "indexed":
      return [node.target, ...computedIn(node.segments)];
    case "context":
      return computedIn(node.segments);
  }
}

/** What is written for the node, without parentheses around it. */
export function textOf(node: ExpressionNode, expression: Pick<Expression, "source">): string {
  return expression.source.text.slice(node.span.start, node.span.end);
}

function computedIn(segments: readonly Segment[]): readonly ExpressionNode[] {
  return segments.flatMap((segment) => (segment.kind === "computed" ? [segment.node] : []));
}
